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
  // Held in memory until the service has it.
  private static final int CHUNK = 4 * 1024 * 1024;
  private static final String ATTEMPT = "attempt";

  private final Storage storage;
  private final BlobId id;
  private final String location;
  private final BucketTrouble trouble;
  // Tells our object from another of the same name when the answer to the last chunk is lost.
  private final String attempt = UUID.randomUUID().toString();
  private final CRC32C checksum = new CRC32C();
  private final WriteChannel channel;

  /**
   * @throws StorageException when the upload cannot begin
   */
  UploadClient(Storage storage, BlobId id, String location, BucketTrouble trouble) {
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
    channel.setChunkSize(CHUNK);
  }

  @Override
  void write(byte[] bytes, int offset, int length) {
    checksum.update(bytes, offset, length);
    ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
    try {
      while (left.hasRemaining()) {
        channel.write(left);
      }
    } catch (IOException | StorageException e) {
      throw trouble.with("cannot be written", e);
    }
  }

  @Override
  String confirm() {
    Exception failure = null;
    try {
      channel.close();
    } catch (IOException | StorageException e) {
      failure = e;
    }
    Blob there;
    try {
      there = storage.get(id);
    } catch (StorageException e) {
      throw trouble.with("cannot be written", failure == null ? e : failure);
    }
    if (there == null || !isOurs(there)) {
      throw absent(failure);
    }
    String sent = crc32c();
    if (there.getSize() != bytes() || !sent.equals(there.getCrc32c())) {
      removeDamaged(there);
      throw trouble.problem(
          "has kept something else than was sent.", "Nothing of it is left; run again.");
    }
    return location;
  }

  private boolean isOurs(Blob there) {
    Map<String, String> metadata = there.getMetadata();
    return metadata != null && attempt.equals(metadata.get(ATTEMPT));
  }

  private ProblemsException absent(@Nullable Exception failure) {
    if (failure == null) {
      return trouble.problem(
          "does not have what it said it took.",
          "See that nobody else writes or deletes there; then run again.");
    }
    StorageException answer = BucketTrouble.answer(failure);
    if (answer != null && answer.getCode() == 412) {
      return trouble.problem(
          "has an object called " + id.getName() + " already.",
          "Run again: every attempt has a name of its own.");
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
  void end() {}
}
