package ai.coditect.ops.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.coditect.ops.problem.ProblemsException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Places that a ledger may and may not be kept in. */
class LedgerDirectoryIT {
  @TempDir Path directory;

  @Test
  void a_thousand_entries_are_one_segment() throws IOException {
    Head head = ledger().append(SomeEntries.of("a", 0, 1000));
    assertThat(head.segment()).isEqualTo(1);
    assertThat(head.sequence()).isEqualTo(1000);
    assertThat(names()).containsExactly("000000000001.jsonl");
  }

  @Test
  void another_worker_goes_on_where_one_ended() {
    Head first = ledger().append(SomeEntries.of("a", 0, 3));
    Ledger other = ledger();
    assertThat(other.head()).isEqualTo(first);
    Head second = other.append(SomeEntries.of("a", 3, 2));
    assertThat(second).extracting(Head::segment, Head::sequence).containsExactly(2L, 5L);
    assertThat(ledger().read(first, entry -> {}).head()).isEqualTo(second);
    assertThat(ledger().read(second, entry -> {}).isSound()).isTrue();
  }

  @Test
  void nothing_to_append_writes_nothing() throws IOException {
    assertThat(ledger().append(List.of())).isEqualTo(Head.NONE);
    assertThat(names()).isEmpty();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " "})
  void no_place_is_refused(String uri) {
    assertThat(refusal(uri)).contains("OPS_LEDGER_URI is not set.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gs:///ledger | does not name a bucket",
        "gs://Bucket/ledger | does not name a bucket",
        "gs://somebody@bucket/ledger | does not name a bucket",
        "gs://bucket:80/ledger | does not name a bucket",
        "gs:bucket | does not name a bucket",
        "gs://bucket/a//b | has a prefix that no object can have",
        "gs://bucket/a?b | has a query or a fragment",
        "s3://bucket/ledger | has scheme \"s3\"",
        "fil:///ledger | Did you mean \"file\"?",
        "/var/ledger | has no scheme",
        "file://ledger | does not name a directory on this machine",
        "file:ledger | does not name a directory on this machine",
        "file:/// | does not name a directory on this machine",
        "file:///led ger | is not a URI",
        "gss://bucket/ledger | Did you mean \"gs\"?",
        "file:///ledger?a=b | has a query or a fragment",
        "file:///no/such/place | does not exist",
        "file:///dev/full | is not a directory",
      })
  void a_place_that_is_none_is_refused_with_a_cure(String uri, String what) {
    assertThat(refusal(uri)).contains(what);
  }

  private static String refusal(String uri) {
    ProblemsException refusal = catchThrowableOfType(ProblemsException.class, () -> Ledger.at(uri));
    assertThat(refusal.problems()).allSatisfy(problem -> assertThat(problem.cure()).endsWith("."));
    return refusal.getMessage();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a host", "localhost:port", "ftp://localhost", "http://a/b", ":80"})
  void an_address_of_a_stand_in_that_is_none_is_refused(String host) {
    assertThat(
            catchThrowableOfType(
                ProblemsException.class, () -> Ledger.at("gs://bucket/a", Optional.of(host))))
        .hasMessageContaining("STORAGE_EMULATOR_HOST is not an address.");
  }

  @Test
  void a_place_without_rights_is_refused_and_nothing_is_there() throws IOException {
    Path closed = Files.createDirectory(directory.resolve("closed"));
    // A superuser may write anywhere but where the kernel keeps the names.
    Path place =
        closed.toFile().setWritable(false) && !Files.isWritable(closed)
            ? closed
            : Path.of("/proc/self");
    Ledger ledger = Ledger.at(place.toUri().toString());
    assertThat(
            catchThrowableOfType(
                ProblemsException.class, () -> ledger.append(SomeEntries.of("a", 0, 1))))
        .hasMessageContaining("the ledger cannot be written");
    assertThat(ledger.head()).isEqualTo(Head.NONE);
  }

  @Test
  void what_the_file_system_says_becomes_a_problem_with_a_cure() {
    FileSegmentStore store = FileSegmentStore.in(directory);
    assertThat(store.failure("cannot be written", new AccessDeniedException("x")))
        .hasMessageContaining("no right to");
    assertThat(
            store.failure(
                "cannot be written", new FileSystemException("x", null, "Read-only file system")))
        .hasMessageContaining("mounted read-only");
    assertThat(store.failure("cannot be written", new IOException("No space left on device")))
        .hasMessageContaining("is full");
    assertThat(store.failure("cannot be written", new IOException("Disk quota exceeded")))
        .hasMessageContaining("is full");
    assertThat(store.failure("cannot be written", new IOException("no hard links")))
        .hasMessageContaining("without hard links");
    assertThat(store.failure("cannot be read", new IOException("Input/output error")))
        .hasMessageContaining("cannot be read (java.io.IOException: Input/output error)");
  }

  @Test
  void a_place_that_goes_away_is_a_problem() throws IOException {
    Ledger ledger = ledger();
    Files.delete(directory);
    assertThat(catchThrowableOfType(ProblemsException.class, ledger::head))
        .hasMessageContaining("is gone");
    assertThat(
            catchThrowableOfType(
                ProblemsException.class, () -> ledger.append(SomeEntries.of("a", 0, 1))))
        .hasMessageContaining("is gone");
    Files.createDirectory(directory);
  }

  @Test
  void a_pending_file_is_no_segment_and_an_old_one_is_swept() throws IOException {
    ledger().append(SomeEntries.of("a", 0, 1));
    Path fresh = Files.writeString(directory.resolve(".pending-fresh"), "{\"segment\":2,");
    Path old = Files.writeString(directory.resolve(".pending-old"), "{\"segment\":2,");
    Files.setLastModifiedTime(
        old,
        FileTime.from(Files.getLastModifiedTime(fresh).toInstant().minus(Duration.ofMinutes(61))));
    Ledger ledger = ledger();
    assertThat(ledger.head().segment()).isEqualTo(1);
    ledger.append(SomeEntries.of("a", 1, 1));
    assertThat(names())
        .containsExactly(".pending-fresh", "000000000001.jsonl", "000000000002.jsonl");
    assertThat(ledger.read(ledger.head(), entry -> {}).isSound()).isTrue();
  }

  @Test
  void half_a_segment_stops_the_writer_and_stays_as_it_is() throws IOException {
    ledger().append(SomeEntries.of("a", 0, 5));
    ledger().append(SomeEntries.of("a", 5, 5));
    Path last = directory.resolve("000000000002.jsonl");
    String half = Files.readString(last).substring(0, 700);
    Files.writeString(last, half);
    Ledger ledger = ledger();
    assertThat(
            catchThrowableOfType(
                ProblemsException.class, () -> ledger.append(SomeEntries.of("a", 10, 1))))
        .hasMessageContaining("segment 2")
        .hasMessageContaining("is not complete");
    assertThat(names()).containsExactly("000000000001.jsonl", "000000000002.jsonl");
    assertThat(last).hasContent(half);
    assertThat(ledger.read(Head.NONE, entry -> {}).entries()).isBetween(5L, 7L);
  }

  private Ledger ledger() {
    return Ledger.at(directory.toUri().toString());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
