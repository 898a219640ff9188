package ai.coditect.ops.local;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The objects of a storage service, each write a new generation. */
public final class StorageBuckets {
  private final Map<String, Map<String, Object>> rules = new ConcurrentHashMap<>();

  private final Map<String, NavigableMap<String, Stored>> buckets = new TreeMap<>();
  private long generations = 1_700_000_000_000_000L;

  /** One generation of an object. */
  record Stored(
      String bucket,
      String name,
      long generation,
      String contentType,
      Map<String, String> headers,
      Map<String, String> metadata,
      byte[] content,
      String crc32c,
      String md5) {

    Map<String, Object> json() {
      Map<String, Object> json = new TreeMap<>();
      // A generation is the instant of its write in microseconds.
      String created = Instant.EPOCH.plusSeconds(generation / 1_000_000).toString();
      json.put("kind", "storage#object");
      json.put("id", bucket + "/" + name + "/" + generation);
      json.put("bucket", bucket);
      json.put("name", name);
      json.put("generation", Long.toString(generation));
      json.put("metageneration", "1");
      json.put("contentType", contentType);
      json.put("storageClass", "STANDARD");
      json.put("size", Integer.toString(content.length));
      json.put("crc32c", crc32c);
      json.put("md5Hash", md5);
      json.put("etag", Long.toHexString(generation));
      json.put("timeCreated", created);
      json.put("updated", created);
      json.putAll(headers);
      if (!metadata.isEmpty()) {
        json.put("metadata", metadata);
      }
      return json;
    }
  }

  static String crc32c(byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content);
    return Base64.getEncoder()
        .encodeToString(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  static String md5(byte[] content) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public synchronized void create(String bucket) {
    buckets.putIfAbsent(bucket, new TreeMap<>());
  }

  /** What the bucket does with what lies in it, in the service's own fields. */
  public void rule(String bucket, Map<String, Object> fields) {
    rules.put(bucket, Map.copyOf(fields));
  }

  Map<String, Object> rules(String bucket) {
    return rules.getOrDefault(bucket, Map.of());
  }

  /** Whether there is such a bucket. */
  public synchronized boolean has(String bucket) {
    return buckets.containsKey(bucket);
  }

  public synchronized List<String> names(String bucket) {
    return List.copyOf(objects(bucket).keySet());
  }

  /** What is known about an object, as the service tells it. */
  public synchronized Map<String, Object> about(String bucket, String name) {
    return object(bucket, name).json();
  }

  public synchronized byte[] content(String bucket, String name) {
    return object(bucket, name).content().clone();
  }

  public synchronized void put(String bucket, String name, byte[] content) {
    write(bucket, name, "application/octet-stream", Map.of(), Map.of(), content, null);
  }

  public synchronized void remove(String bucket, String name) {
    delete(bucket, name, null, null);
  }

  synchronized Stored object(String bucket, String name) {
    Stored found = objects(bucket).get(name);
    if (found == null) {
      throw RestRefusal.noObject(bucket, name);
    }
    return found;
  }

  /**
   * @param headers what a download is to be sent with, as JSON names it
   * @param ifGeneration the generation that must be there, 0 for none, null for any
   */
  synchronized Stored write(
      String bucket,
      String name,
      String contentType,
      Map<String, String> headers,
      Map<String, String> metadata,
      byte[] content,
      @Nullable String ifGeneration) {
    require(bucket, name, ifGeneration);
    Stored stored =
        new Stored(
            bucket,
            name,
            ++generations,
            contentType,
            headers,
            metadata,
            content.clone(),
            crc32c(content),
            md5(content));
    objects(bucket).put(name, stored);
    return stored;
  }

  synchronized void require(String bucket, String name, @Nullable String ifGeneration) {
    Stored there = objects(bucket).get(name);
    long generation = there == null ? 0 : there.generation();
    if (ifGeneration != null && Long.parseLong(ifGeneration) != generation) {
      throw RestRefusal.precondition();
    }
  }

  /**
   * @param generation the one to delete, null for the one that is there
   */
  synchronized void delete(
      String bucket, String name, @Nullable String generation, @Nullable String ifGeneration) {
    Stored there = object(bucket, name);
    if (generation != null && Long.parseLong(generation) != there.generation()) {
      throw RestRefusal.noObject(bucket, name);
    }
    require(bucket, name, ifGeneration);
    objects(bucket).remove(name);
  }

  /** Objects from a name on, in the order of names, with one more than asked for if there is. */
  synchronized List<Stored> list(String bucket, String from, String prefix, int most) {
    List<Stored> page = new ArrayList<>();
    String start = from.compareTo(prefix) < 0 ? prefix : from;
    for (Stored each : objects(bucket).tailMap(start, true).values()) {
      if (!each.name().startsWith(prefix) || page.size() > most) {
        break;
      }
      page.add(each);
    }
    return page;
  }

  private NavigableMap<String, Stored> objects(String bucket) {
    NavigableMap<String, Stored> objects = buckets.get(bucket);
    if (objects == null) {
      throw RestRefusal.noBucket();
    }
    return objects;
  }
}
