package ai.coditect.ops.local;

import ai.coditect.ops.local.StorageBuckets.Stored;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads, lists and deletes; uploads are another's part. */
final class StorageService {
  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]+)-([0-9]*)");

  private final StorageBuckets buckets;
  private final StorageFaults faults;
  private final StorageUploads uploads;

  StorageService(StorageBuckets buckets, StorageFaults faults) {
    this.buckets = buckets;
    this.faults = faults;
    this.uploads = new StorageUploads(buckets, faults);
  }

  /** Paths are {@code [upload/|download/]storage/v1/b/BUCKET[/o[/NAME]]}. */
  void answer(RestCall call) throws IOException {
    List<String> path = call.path();
    if (call.isUpload()) {
      uploads.answer(call, path.get(4));
      return;
    }
    boolean download = path.get(0).equals("download") || "media".equals(call.query("alt"));
    if (path.get(0).equals("download")) {
      path = path.subList(1, path.size());
    }
    String place = call.method() + " " + path.size();
    if (!String.join("/", path).startsWith("storage/v1/b/")) {
      throw new RestRefusal(404, "notFound", "Not Found");
    } else if (place.equals("GET 4")) {
      bucket(call, path.get(3));
    } else if (place.equals("GET 5")) {
      list(call, path.get(3));
    } else if (place.equals("GET 6") && download) {
      download(call, object(call, path));
    } else if (place.equals("GET 6")) {
      call.json(200, object(call, path).json());
    } else if (place.equals("DELETE 6")) {
      buckets.delete(
          path.get(3), path.get(5), call.query("generation"), call.query("ifGenerationMatch"));
      call.send(204, new byte[0], 0);
    } else {
      throw new RestRefusal(501, "notImplemented", "The stand-in does not know this call.");
    }
  }

  private void bucket(RestCall call, String bucket) throws IOException {
    if (!buckets.has(bucket)) {
      throw RestRefusal.noBucket();
    }
    Map<String, Object> json = new TreeMap<>(buckets.rules(bucket));
    json.putAll(
        Map.of("kind", "storage#bucket", "id", bucket, "name", bucket, "location", "EUROPE-WEST1"));
    call.json(200, json);
  }

  private Stored object(RestCall call, List<String> path) {
    Stored stored = buckets.object(path.get(3), path.get(5));
    String generation = call.query("generation");
    if (generation != null && Long.parseLong(generation) != stored.generation()) {
      throw RestRefusal.noObject(path.get(3), path.get(5));
    }
    buckets.require(path.get(3), path.get(5), call.query("ifGenerationMatch"));
    return stored;
  }

  private void list(RestCall call, String bucket) throws IOException {
    int most = Math.min(1000, Integer.parseInt(call.query("maxResults", "1000")));
    // The token of a page is the name that it begins with.
    String from = call.query("pageToken", call.query("startOffset", ""));
    List<Stored> page = buckets.list(bucket, from, call.query("prefix", ""), most);
    Map<String, Object> json = new TreeMap<>();
    json.put("kind", "storage#objects");
    if (page.size() > most) {
      json.put("nextPageToken", page.get(most).name());
      page = page.subList(0, most);
    }
    if (!page.isEmpty()) {
      json.put("items", page.stream().map(Stored::json).toList());
    }
    call.json(200, json);
  }

  private void download(RestCall call, Stored stored) throws IOException {
    byte[] content = stored.content();
    call.header("Content-Type", stored.contentType());
    call.header("ETag", "\"" + Long.toHexString(stored.generation()) + "\"");
    call.header("x-goog-generation", Long.toString(stored.generation()));
    call.header("x-goog-metageneration", "1");
    call.header("x-goog-storage-class", "STANDARD");
    call.header("x-goog-stored-content-encoding", "identity");
    call.header("x-goog-stored-content-length", Integer.toString(content.length));
    call.header("x-goog-hash", "crc32c=" + stored.crc32c() + ",md5=" + stored.md5());
    String asked = call.header("Range");
    Matcher range = RANGE.matcher(asked == null ? "" : asked);
    int code = 200;
    if (range.matches()) {
      long first = Long.parseLong(range.group(1));
      long last = content.length - 1;
      if (!range.group(2).isEmpty()) {
        last = Math.min(last, Long.parseLong(range.group(2)));
      }
      if (first >= content.length || last < first) {
        throw new RestRefusal(
            416, "requestedRangeNotSatisfiable", "The requested range cannot be satisfied.");
      }
      call.header("Content-Range", "bytes " + first + "-" + last + "/" + content.length);
      content = Arrays.copyOfRange(content, (int) first, (int) last + 1);
      code = 206;
    }
    call.send(code, content, faults.sent(content.length));
  }
}
