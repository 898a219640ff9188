package ai.coditect.ops.export.shelf;

import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.storage.BucketTrouble;
import com.google.cloud.WriteChannel;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobSourceOption;
import com.google.cloud.storage.Storage.BlobWriteOption;
import com.google.cloud.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A package on its way into a bucket, by a resumable upload on the condition that its name is free.
 * The object comes into being with the last chunk, which carries the checksum of all of them, so
 * that the service takes the whole or nothing. An upload that nobody finishes is never seen.
 */
final class UploadClient extends CountedPlacing {
  // Held in memory twice: one is filled while the other travels.
  static final int CHUNK = 4 * 1024 * 1024;
  static final String ATTEMPT = "attempt";

  private final Storage storage;
  private final BlobId id;
  private final String location;
  private final BucketTrouble trouble;
  // Tells our object from another of the same name when the answer to the last chunk is lost.
  private final String attempt = UUID.randomUUID().toString();
  private final CRC32C checksum = new CRC32C();
  private final WriteChannel channel;
  private final Courier courier;
  private byte[] filling;
  private byte[] sending;
  private int filled;

  /**
   * @param longest how long the service may take for a chunk
   * @param chunk bytes of a chunk, a multiple of 256 KiB
   * @throws StorageException when the upload cannot begin
   */
  UploadClient(
      Storage storage,
      BlobId id,
      String location,
      BucketTrouble trouble,
      Duration longest,
      int chunk) {
    this.storage = storage;
    this.id = id;
    this.location = location;
    this.trouble = trouble;
    this.channel =
        storage.writer(
            BlobInfo.newBuilder(id)
                .setContentType(
                    id.getName().endsWith(".zip") ? "application/zip" : "application/octet-stream")
                .setCacheControl("private, no-store")
                .setMetadata(Map.of(ATTEMPT, attempt))
                .build(),
            BlobWriteOption.doesNotExist(),
            BlobWriteOption.disableGzipContent());
    channel.setChunkSize(chunk);
    this.filling = new byte[chunk];
    this.sending = new byte[chunk];
    this.courier = new Courier(longest);
  }

  @Override
  void write(byte[] bytes, int offset, int length) {
    checksum.update(bytes, offset, length);
    int at = offset;
    while (at < offset + length) {
      int part = Math.min(offset + length - at, filling.length - filled);
      System.arraycopy(bytes, at, filling, filled, part);
      filled += part;
      at += part;
      if (filled == filling.length) {
        try {
          send();
        } catch (IOException e) {
          throw trouble.with("cannot be written", e);
        }
      }
    }
  }

  /** The next chunk is filled while this one travels. */
  private void send() throws IOException {
    courier.await();
    ByteBuffer chunk = ByteBuffer.wrap(filling, 0, filled);
    courier.carry(
        () -> {
          while (chunk.hasRemaining()) {
            channel.write(chunk);
          }
          return chunk;
        });
    byte[] free = sending;
    sending = filling;
    filling = free;
    filled = 0;
  }

  @Override
  String confirm() {
    IOException failure = null;
    try {
      send();
      courier.await();
      courier.carry(
          () -> {
            channel.close();
            return channel;
          });
      courier.await();
    } catch (IOException e) {
      failure = e;
    }
    Blob there;
    try {
      there = storage.get(id);
    } catch (StorageException e) {
      throw trouble.with("cannot be written", failure == null ? e : failure);
    }
    if (there == null) {
      throw absent(failure);
    }
    if (keepsNoMetadata(there) && isWhole(there)) {
      removeDamaged(there);
      throw keepingNoMetadata(trouble);
    }
    if (!isOurs(there)) {
      throw trouble.outage(
          "cannot be written: its name is taken.",
          "Run again: every attempt has a name of its own.");
    }
    if (!isWhole(there)) {
      removeDamaged(there);
      throw trouble.outage(
          "has kept something else than was sent.", "Nothing of it is left; run again.");
    }
    return location;
  }

  private boolean isOurs(Blob there) {
    Map<String, String> metadata = there.getMetadata();
    return metadata != null && attempt.equals(metadata.get(ATTEMPT));
  }

  private boolean isWhole(Blob there) {
    return there.getSize() == bytes() && crc32c().equals(there.getCrc32c());
  }

  static boolean keepsNoMetadata(Blob there) {
    Map<String, String> metadata = there.getMetadata();
    return metadata == null || !metadata.containsKey(ATTEMPT);
  }

  /** Whose an object is stands in its metadata alone. */
  static ProblemsException keepingNoMetadata(BucketTrouble trouble) {
    return trouble.problem(
        "does not keep the metadata of objects, by which the worker knows its own.",
        "Name a bucket of Cloud Storage itself, or let what stands before it keep metadata.");
  }

  private ProblemsException absent(@Nullable IOException failure) {
    if (failure == null) {
      return trouble.outage(
          "does not have what it said it took.",
          "See that nobody else writes or deletes there; then run again.");
    }
    return trouble.with("cannot be written", failure);
  }

  private void removeDamaged(Blob there) {
    try {
      storage.delete(id, BlobSourceOption.generationMatch(there.getGeneration()));
    } catch (StorageException e) {
      throw trouble.with("has kept something else than was sent, and does not let go of it", e);
    }
  }

  private String crc32c() {
    byte[] bytes = ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array();
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** To close the channel would finish the upload; the service forgets one that is not. */
  @Override
  void end() {
    courier.close();
  }
}
