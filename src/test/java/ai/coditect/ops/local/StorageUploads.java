package ai.coditect.ops.local;

import ai.coditect.ops.local.StorageBuckets.Stored;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Takes objects in: in one call of two parts, or in a session of many. */
final class StorageUploads {
  private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?");
  private static final Pattern CHUNK =
      Pattern.compile("bytes (?:\\*|([0-9]+)-([0-9]+))/(\\*|[0-9]+)");
  private static final Pattern HASH = Pattern.compile("crc32c=([A-Za-z0-9+/]+=*)");
  private static final List<String> HEADERS =
      List.of("cacheControl", "contentDisposition", "contentEncoding", "contentLanguage");
  private static final int GRAIN = 256 * 1024;

  private final StorageBuckets buckets;
  private final StorageFaults faults;
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();

  /** A resumable upload, and what it has become. */
  private static final class Session {
    final String bucket;
    final JsonNode about;
    final @Nullable String ifGeneration;
    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    @Nullable Stored done;

    Session(String bucket, JsonNode about, @Nullable String ifGeneration) {
      this.bucket = bucket;
      this.about = about;
      this.ifGeneration = ifGeneration;
    }
  }

  StorageUploads(StorageBuckets buckets, StorageFaults faults) {
    this.buckets = buckets;
    this.faults = faults;
  }

  void answer(RestCall call, String bucket) throws IOException {
    String id = call.query("upload_id");
    if (id != null) {
      Session session = sessions.get(id);
      if (session == null) {
        throw new RestRefusal(404, "notFound", "There is no such upload.");
      }
      synchronized (session) {
        resume(call, id, session);
      }
    } else if ("multipart".equals(call.query("uploadType"))) {
      multipart(call, bucket);
    } else if ("resumable".equals(call.query("uploadType"))) {
      begin(call, bucket);
    } else {
      throw new RestRefusal(501, "notImplemented", "The stand-in does not know this upload.");
    }
  }

  private void multipart(RestCall call, String bucket) throws IOException {
    Matcher boundary = BOUNDARY.matcher(String.valueOf(call.header("Content-Type")));
    if (!boundary.find()) {
      throw RestRefusal.invalid("There is no boundary.");
    }
    // Bytes as letters, so that positions in the text are positions in the body.
    String body = new String(call.body(), StandardCharsets.ISO_8859_1);
    String[] parts = body.split("(^|\r\n)--" + Pattern.quote(boundary.group(1)) + "(--)?(\r\n|$)");
    if (parts.length != 3) {
      throw RestRefusal.invalid("There are not two parts.");
    }
    JsonNode about = about(content(parts[1]));
    Stored stored =
        store(
            bucket,
            about,
            faults.arrived(content(parts[2])),
            call.query("ifGenerationMatch"),
            null,
            call);
    faults.stored();
    call.json(200, stored.json());
  }

  private static byte[] content(String part) {
    return part.substring(part.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static JsonNode about(byte[] json) {
    return RestCall.JSON.readTree(json.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : json);
  }

  private void begin(RestCall call, String bucket) throws IOException {
    Session session = new Session(bucket, about(call.body()), call.query("ifGenerationMatch"));
    buckets.require(bucket, name(session.about, call), session.ifGeneration);
    String id = UUID.randomUUID().toString();
    sessions.put(id, session);
    call.header("X-GUploader-UploadID", id);
    call.header(
        "Location",
        "http://"
            + call.header("Host")
            + "/upload/storage/v1/b/"
            + bucket
            + "/o?uploadType=resumable&name="
            + URLEncoder.encode(name(session.about, call), StandardCharsets.UTF_8)
            + "&upload_id="
            + id);
    call.send(200, new byte[0], 0);
  }

  private void resume(RestCall call, String id, Session session) throws IOException {
    if (call.method().equals("DELETE")) {
      sessions.remove(id);
      call.send(499, new byte[0], 0);
      return;
    }
    byte[] chunk = call.body();
    if (session.done != null) {
      faults.stored();
      call.json(200, session.done.json());
      return;
    }
    String range = call.header("Content-Range");
    Matcher matcher =
        CHUNK.matcher(range == null ? "bytes 0-" + (chunk.length - 1) + "/" + chunk.length : range);
    if (!matcher.matches()) {
      throw RestRefusal.invalid("Not a range: " + range);
    }
    boolean last = !matcher.group(3).equals("*");
    if (matcher.group(1) != null) {
      append(session, Long.parseLong(matcher.group(1)), faults.arrived(chunk), last);
    }
    if (!last || Long.parseLong(matcher.group(3)) != session.received.size()) {
      if (session.received.size() > 0) {
        call.header("Range", "bytes=0-" + (session.received.size() - 1));
      }
      call.send(308, new byte[0], 0);
      return;
    }
    session.done =
        store(
            session.bucket,
            session.about,
            session.received.toByteArray(),
            session.ifGeneration,
            call.header("x-goog-hash"),
            call);
    faults.stored();
    call.json(200, session.done.json());
  }

  /** Bytes that are there already are not taken twice; a gap is refused. */
  private static void append(Session session, long first, byte[] chunk, boolean last) {
    int known = session.received.size();
    if (first > known) {
      throw new RestRefusal(503, "backendError", "Bytes are missing before this chunk.");
    }
    if (!last && chunk.length % GRAIN != 0) {
      throw RestRefusal.invalid("A chunk that is not the last has a multiple of 256 KiB.");
    }
    int skip = Math.min(chunk.length, (int) (known - first));
    session.received.write(chunk, skip, chunk.length - skip);
  }

  private Stored store(
      String bucket,
      JsonNode about,
      byte[] content,
      @Nullable String ifGeneration,
      @Nullable String hash,
      RestCall call) {
    Matcher crc32c = HASH.matcher(hash == null ? "" : hash);
    if (about.has("crc32c")
            && !about.path("crc32c").asString().equals(StorageBuckets.crc32c(content))
        || about.has("md5Hash")
            && !about.path("md5Hash").asString().equals(StorageBuckets.md5(content))
        || crc32c.find() && !crc32c.group(1).equals(StorageBuckets.crc32c(content))) {
      throw RestRefusal.invalid("The checksum does not match the content.");
    }
    Map<String, String> headers = new TreeMap<>();
    for (String header : HEADERS) {
      if (about.has(header)) {
        headers.put(header, about.path(header).asString());
      }
    }
    Map<String, String> metadata = new TreeMap<>();
    about
        .path("metadata")
        .properties()
        .forEach(e -> metadata.put(e.getKey(), e.getValue().asString()));
    return buckets.write(
        bucket,
        name(about, call),
        about.path("contentType").asString("application/octet-stream"),
        headers,
        faults.keptMetadata(metadata),
        faults.kept(content),
        ifGeneration);
  }

  private static String name(JsonNode about, RestCall call) {
    String name = about.path("name").asString(call.query("name", ""));
    if (name.isEmpty()) {
      throw RestRefusal.invalid("Required: name");
    }
    return name;
  }
}
