package ai.coditect.ops.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.NoCredentials;
import com.google.cloud.ReadChannel;
import com.google.cloud.WriteChannel;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.Storage.BlobTargetOption;
import com.google.cloud.storage.Storage.BlobWriteOption;
import com.google.cloud.storage.StorageException;
import com.google.cloud.storage.StorageOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the official client may expect of Cloud Storage, and of whatever stands in for it. */
class StorageContractIT {
  private final LocalStorage service = LocalStorage.start("one");
  private final Storage client =
      StorageOptions.http()
          .setHost(service.host())
          .setCredentials(NoCredentials.getInstance())
          .setProjectId("local")
          .build()
          .getService();

  @AfterEach
  void stop() throws Exception {
    client.close();
    service.close();
  }

  private static BlobInfo named(String name) {
    return BlobInfo.newBuilder("one", name).build();
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  private static int code(Throwable failure) {
    Throwable cause = failure;
    while (!(cause instanceof StorageException)) {
      cause = cause.getCause();
    }
    return ((StorageException) cause).getCode();
  }

  @Test
  void an_object_is_what_was_uploaded_with_its_checksums() {
    byte[] content = "123456789".getBytes(StandardCharsets.UTF_8);
    Blob written =
        client.create(
            BlobInfo.newBuilder("one", "a/b c+d%.txt")
                .setContentType("text/plain")
                .setMetadata(Map.of("k", "v"))
                .build(),
            content);
    Blob blob = client.get("one", "a/b c+d%.txt");
    assertThat(blob.getGeneration()).isEqualTo(written.getGeneration()).isPositive();
    assertThat(blob.getSize()).isEqualTo(9);
    assertThat(blob.getContentType()).isEqualTo("text/plain");
    assertThat(blob.getMetadata()).isEqualTo(Map.of("k", "v"));
    // The check value of CRC-32C and the MD5 of the nine digits.
    assertThat(blob.getCrc32cToHexString()).isEqualTo("e3069283");
    assertThat(blob.getMd5ToHexString()).isEqualTo("25f9e794323b453885f5181f1b624d0b");
    assertThat(blob.getContent()).isEqualTo(content);
    assertThat(client.get("one", "other")).isNull();
  }

  @Test
  void bytes_of_every_kind_and_number_survive() {
    for (int size : new int[] {0, 1, 2, 255, 70_000}) {
      client.create(named("n" + size), bytes(size));
      assertThat(client.readAllBytes("one", "n" + size)).isEqualTo(bytes(size));
    }
    byte[] lines = "\r\n--\r\n\r\n--x--\r\n".getBytes(StandardCharsets.UTF_8);
    client.create(named("lines"), lines, BlobTargetOption.disableGzipContent());
    assertThat(client.readAllBytes("one", "lines")).isEqualTo(lines);
  }

  @Test
  void a_wrong_checksum_is_refused() {
    BlobInfo wrong = BlobInfo.newBuilder("one", "a").setCrc32c("AAAAAA==").build();
    assertThatThrownBy(
            () -> {
              try (WriteChannel writer = client.writer(wrong, BlobWriteOption.crc32cMatch())) {
                writer.write(ByteBuffer.wrap(bytes(7)));
              }
            })
        .satisfies(failure -> assertThat(code(failure)).isEqualTo(400));
    assertThat(service.buckets().names("one")).isEmpty();
  }

  @Test
  void a_precondition_that_does_not_hold_changes_nothing() {
    Blob first = client.create(named("a"), bytes(1), BlobTargetOption.doesNotExist());
    assertThatThrownBy(() -> client.create(named("a"), bytes(2), BlobTargetOption.doesNotExist()))
        .satisfies(failure -> assertThat(code(failure)).isEqualTo(412));
    assertThat(service.buckets().content("one", "a")).hasSize(1);
    client.create(
        BlobInfo.newBuilder(first.getBlobId()).build(),
        bytes(3),
        BlobTargetOption.generationMatch());
    assertThatThrownBy(
            () ->
                client.create(
                    BlobInfo.newBuilder(first.getBlobId()).build(),
                    bytes(4),
                    BlobTargetOption.generationMatch()))
        .satisfies(failure -> assertThat(code(failure)).isEqualTo(412));
    assertThat(service.buckets().content("one", "a")).hasSize(3);
  }

  @Test
  void names_come_in_order_page_by_page() {
    List<String> names = List.of("a/1", "a/2", "a/3", "a/4", "b/1");
    names.forEach(name -> client.create(named(name), bytes(1)));
    for (int page = 1; page < 6; page++) {
      assertThat(names(BlobListOption.pageSize(page))).isEqualTo(names);
      assertThat(
              names(
                  BlobListOption.pageSize(page),
                  BlobListOption.prefix("a/"),
                  BlobListOption.startOffset("a/3")))
          .containsExactly("a/3", "a/4");
    }
    assertThat(names(BlobListOption.prefix("c"))).isEmpty();
  }

  private List<String> names(BlobListOption... options) {
    return StreamSupport.stream(client.list("one", options).iterateAll().spliterator(), false)
        .map(Blob::getName)
        .toList();
  }

  @Test
  void what_is_not_there_is_said_not_to_be() {
    assertThat(client.get("one")).isNotNull();
    assertThat(client.get("two")).isNull();
    assertThat(client.delete("one", "a")).isFalse();
    client.create(named("a"), bytes(1));
    assertThat(client.delete("one", "a")).isTrue();
    assertThat(service.buckets().names("one")).isEmpty();
    assertThatThrownBy(() -> client.readAllBytes("one", "a"))
        .satisfies(failure -> assertThat(code(failure)).isEqualTo(404));
    assertThatThrownBy(() -> client.list("two"))
        .satisfies(failure -> assertThat(code(failure)).isEqualTo(404));
    assertThatThrownBy(() -> client.create(BlobInfo.newBuilder("two", "a").build(), bytes(1)))
        .satisfies(failure -> assertThat(code(failure)).isEqualTo(404));
  }

  @Test
  void a_part_can_be_read() throws IOException {
    byte[] content = bytes(1_000_000);
    client.create(named("a"), content);
    try (ReadChannel reader = client.reader(BlobId.of("one", "a"))) {
      reader.seek(999_000);
      reader.limit(999_500);
      ByteBuffer part = ByteBuffer.allocate(2000);
      while (reader.read(part) >= 0) {}
      assertThat(part.flip().remaining()).isEqualTo(500);
      assertThat(part).isEqualTo(ByteBuffer.wrap(content, 999_000, 500));
    }
  }

  @Test
  void a_download_that_is_cut_goes_on() throws IOException {
    byte[] content = bytes(3_000_000);
    client.create(named("a"), content);
    service.faults().cutDownloads(2, 1_000_000);
    ByteBuffer whole = ByteBuffer.allocate(content.length + 1);
    try (ReadChannel reader = client.reader(BlobId.of("one", "a"))) {
      while (reader.read(whole) >= 0) {}
    }
    assertThat(whole.flip()).isEqualTo(ByteBuffer.wrap(content));
  }

  private void upload(String name, byte[] content) throws IOException {
    try (WriteChannel writer = client.writer(named(name), BlobWriteOption.doesNotExist())) {
      writer.setChunkSize(256 * 1024);
      ByteBuffer left = ByteBuffer.wrap(content);
      while (left.hasRemaining()) {
        writer.write(left);
      }
    }
  }

  @Test
  void a_large_object_goes_up_in_a_session_of_chunks() throws IOException {
    for (int size : new int[] {0, 1000, 256 * 1024, 256 * 1024 * 2, 1_000_001}) {
      upload("n" + size, bytes(size));
      assertThat(service.buckets().content("one", "n" + size)).isEqualTo(bytes(size));
    }
    assertThat(service.faults().calls()).isGreaterThan(10);
    assertThatThrownBy(() -> upload("n1000", bytes(2000)))
        .satisfies(failure -> assertThat(code(failure)).isEqualTo(412));
    assertThat(service.buckets().content("one", "n1000")).hasSize(1000);
  }

  @Test
  void a_session_survives_refusals_cuts_and_a_lost_answer() throws IOException {
    byte[] content = bytes(1_500_000);
    try (WriteChannel writer = client.writer(named("a"), BlobWriteOption.doesNotExist())) {
      writer.setChunkSize(256 * 1024);
      for (int at = 0; at < content.length; at += 300_000) {
        switch (at / 300_000) {
          case 1 -> service.faults().failNext(2);
          case 2 -> service.faults().cutUploads(1, 100_000);
          default -> {}
        }
        ByteBuffer part = ByteBuffer.wrap(content, at, 300_000);
        while (part.hasRemaining()) {
          writer.write(part);
        }
      }
      service.faults().loseAnswers(1);
    }
    assertThat(service.buckets().content("one", "a")).isEqualTo(content);
  }

  @Test
  void the_last_chunk_brings_the_checksum_of_all_and_what_does_not_fit_is_not_taken() {
    service.faults().corruptUploads(1);
    assertThatThrownBy(() -> upload("a", bytes(600_000)))
        .satisfies(failure -> assertThat(code(failure)).isEqualTo(400));
    assertThat(service.buckets().names("one")).isEmpty();
  }

  @Test
  void a_session_is_finished_on_the_condition_that_it_began_with() throws IOException {
    assertThatThrownBy(
            () -> {
              try (WriteChannel writer =
                  client.writer(named("a"), BlobWriteOption.doesNotExist())) {
                writer.write(ByteBuffer.wrap(bytes(10)));
                service.buckets().put("one", "a", bytes(1));
              }
            })
        .satisfies(failure -> assertThat(code(failure)).isEqualTo(412));
    assertThat(service.buckets().content("one", "a")).hasSize(1);
  }

  @Test
  void a_deletion_may_name_the_generation_that_it_means() {
    Blob first = client.create(named("a"), bytes(1));
    client.create(named("a"), bytes(2));
    assertThat(client.delete(first.getBlobId())).isFalse();
    assertThat(service.buckets().content("one", "a")).hasSize(2);
    assertThat(client.delete(client.get("one", "a").getBlobId())).isTrue();
  }

  @Test
  void what_a_download_is_to_be_sent_with_is_kept() {
    client.create(
        BlobInfo.newBuilder("one", "a").setCacheControl("private, no-store").build(), bytes(1));
    assertThat(client.get("one", "a").getCacheControl()).isEqualTo("private, no-store");
  }
}
