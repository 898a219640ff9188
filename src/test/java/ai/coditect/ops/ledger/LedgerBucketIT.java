package ai.coditect.ops.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.LocalStorage;
import ai.coditect.ops.local.WorkerProcess;
import ai.coditect.ops.storage.BucketClient;
import ai.coditect.ops.storage.Place;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A ledger in a bucket, by one writer and by many. */
class LedgerBucketIT {
  private final LocalStorage storage = LocalStorage.start("books");

  @AfterEach
  void stop() {
    storage.close();
  }

  private Ledger ledger() {
    return Ledger.at("gs://books/erasures", Optional.of(storage.host()));
  }

  private BucketSegmentStore store() {
    return new BucketSegmentStore(
        new Place.Bucket("books", "erasures"),
        Optional.of(storage.host()),
        new BucketClient.Patience(Duration.ofSeconds(4), Duration.ofSeconds(8)));
  }

  private static String name(long number) {
    return String.format("erasures/%012d.jsonl", number);
  }

  private List<UUID> deletions() {
    List<UUID> deletions = new ArrayList<>();
    LedgerReport report = ledger().read(ledger().head(), entry -> deletions.add(entry.deletion()));
    assertThat(report.faults()).isEmpty();
    return deletions;
  }

  private static List<UUID> deletions(String writer, int count) {
    return SomeEntries.of(writer, 0, count).stream().map(LedgerEntry::deletion).toList();
  }

  @Test
  void a_segment_is_an_object_with_the_number_as_its_name() {
    Ledger ledger = ledger();
    ledger.append(SomeEntries.of("a", 0, 1000));
    Head head = ledger.append(SomeEntries.of("a", 1000, 1));
    assertThat(storage.buckets().names("books"))
        .containsExactly("erasures/000000000001.jsonl", "erasures/000000000002.jsonl");
    assertThat(ledger().head()).isEqualTo(head);
    assertThat(deletions()).isEqualTo(deletions("a", 1001));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gs://books", "gs://books/", "gs://books/a/b/", "gs://books/a/b"})
  void any_prefix_will_do_and_ledgers_side_by_side_do_not_meet(String uri) {
    ledger().append(SomeEntries.of("other", 0, 2));
    ledger().append(SomeEntries.of("other", 2, 2));
    String address = storage.host().substring("http://".length());
    Ledger ledger = Ledger.at(uri, Optional.of(address));
    assertThat(ledger.head()).isEqualTo(Head.NONE);
    Head head = ledger.append(SomeEntries.of("a", 0, 3));
    assertThat(head.segment()).isEqualTo(1);
    assertThat(Ledger.at(uri, Optional.of(storage.host() + "/")).head()).isEqualTo(head);
    assertThat(ledger.read(head, entry -> {}).isSound()).isTrue();
  }

  @Test
  void of_two_that_write_the_same_number_one_wins() throws Exception {
    List<BucketSegmentStore> stores = List.of(store(), store(), store());
    ExecutorService pool = Executors.newFixedThreadPool(stores.size());
    try {
      for (long number = 1; number <= 40; number++) {
        List<Callable<Boolean>> writers = new ArrayList<>();
        for (int i = 0; i < stores.size(); i++) {
          BucketSegmentStore store = stores.get(i);
          byte[] content = ("content " + i).getBytes(StandardCharsets.UTF_8);
          long segment = number;
          writers.add(() -> store.create(segment, content));
        }
        List<Integer> winners = new ArrayList<>();
        List<Future<Boolean>> answers = pool.invokeAll(writers);
        for (int i = 0; i < answers.size(); i++) {
          if (answers.get(i).get()) {
            winners.add(i);
          }
        }
        assertThat(winners).hasSize(1);
        assertThat(storage.buckets().content("books", name(number)))
            .asString()
            .isEqualTo("content " + winners.get(0));
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void workers_that_race_lose_and_double_nothing_though_the_service_fails_them() throws Exception {
    Random random = new Random(1);
    int appends = 25;
    List<UUID> expected = new ArrayList<>();
    List<Callable<Void>> writers = new ArrayList<>();
    for (String name : List.of("one", "two", "three")) {
      expected.addAll(deletions(name, 2 * appends));
      Ledger ledger = ledger();
      writers.add(
          () -> {
            for (int i = 0; i < appends; i++) {
              synchronized (random) {
                switch (random.nextInt(6)) {
                  case 0 -> storage.faults().failNext(1);
                  case 1 -> storage.faults().loseAnswers(1);
                  case 2 -> storage.faults().cutUploads(1, random.nextInt(500));
                  case 3 -> storage.faults().cutDownloads(1, random.nextInt(500));
                  default -> {}
                }
              }
              ledger.append(SomeEntries.of(name, 2L * i, 2));
            }
            return null;
          });
    }
    ExecutorService pool = Executors.newFixedThreadPool(writers.size());
    try {
      for (Future<Void> done : pool.invokeAll(writers)) {
        done.get();
      }
    } finally {
      pool.shutdownNow();
    }
    storage.faults().heal();
    assertThat(deletions()).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(ledger().head().segment()).isEqualTo(3 * appends);
  }

  @Test
  @Tag("campaign")
  void so_does_one_killed_again_and_again() throws Exception {
    killWriters(10);
  }

  @Test
  void a_writer_killed_anywhere_leaves_whole_segments_and_all_that_it_was_told_is_durable()
      throws Exception {
    killWriters(1);
  }

  private void killWriters(int rounds) throws Exception {
    Random random = new Random(3);
    for (int round = 0; round < rounds; round++) {
      String name = "round-" + round;
      Process writer = writer(name, "0");
      long durable = 0;
      try (BufferedReader out = writer.inputReader()) {
        assertThat(out.readLine()).isEqualTo("ready");
        for (int i = random.nextInt(40); i >= 0; i--) {
          durable = Long.parseLong(out.readLine());
        }
        LockSupport.parkNanos(random.nextInt(10_000_000));
        // Through its handle: the process itself would close its output too.
        assertThat(writer.toHandle().destroyForcibly()).isTrue();
        // What it said before it died, it had done.
        String line;
        while ((line = out.readLine()) != null) {
          durable = Long.parseLong(line);
        }
      }
      assertThat(writer.waitFor(3, TimeUnit.MINUTES)).isTrue();
      List<UUID> found = deletions();
      assertThat(found).doesNotHaveDuplicates().containsSubsequence(deletions(name, (int) durable));
      assertThat(found.size() % 20).isZero();
    }
  }

  /** One is this one. */
  @Test
  void two_processes_lose_and_double_nothing() throws Exception {
    int[] sizes = {1, 7, 40, 3, 100, 1, 1, 25, 2, 20};
    Process writer =
        writer("one", IntStream.of(sizes).mapToObj(Integer::toString).toArray(String[]::new));
    try (BufferedReader out = writer.inputReader()) {
      assertThat(out.readLine()).isEqualTo("ready");
      Ledger ours = ledger();
      long written = 0;
      for (int size : sizes) {
        ours.append(SomeEntries.of("two", written, size));
        written += size;
      }
      assertThat(out.lines().toList()).endsWith("200");
    }
    assertThat(writer.waitFor(3, TimeUnit.MINUTES)).isTrue();
    List<UUID> expected = new ArrayList<>(deletions("one", 200));
    expected.addAll(deletions("two", 200));
    assertThat(deletions()).containsExactlyInAnyOrderElementsOf(expected);
  }

  /** As from a directory, in {@link LedgerWritersIT}; the client alone needs twice that heap. */
  @Test
  @Tag("campaign")
  void a_ledger_larger_than_the_heap_is_read() throws Exception {
    Ledger ledger = ledger();
    List<LedgerEntry> batch = SomeEntries.of("large", 0, 10_000);
    for (int i = 0; i < 5; i++) {
      ledger.append(batch);
    }
    assertThat(storage.buckets().content("books", name(1)).length * 5).isGreaterThan(20 << 20);
    Process reader = java("-Xmx20m");
    try (BufferedReader out = reader.inputReader()) {
      assertThat(out.lines()).containsExactly("50000");
    }
    assertThat(reader.waitFor(3, TimeUnit.MINUTES)).isTrue();
  }

  private Process writer(String name, String... sizes) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(name));
    arguments.addAll(List.of(sizes));
    return java("-Xmx128m", arguments.toArray(String[]::new));
  }

  private Process java(String heap, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(WorkerProcess.command(LedgerWriter.class, "gs://books/erasures"));
    command.add(1, heap);
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("STORAGE_EMULATOR_HOST", storage.host());
    return builder.start();
  }

  @Test
  void a_number_that_another_content_has_is_not_ours() {
    storage.buckets().put("books", name(1), "theirs".getBytes(StandardCharsets.UTF_8));
    assertThat(store().create(1, "ours".getBytes(StandardCharsets.UTF_8))).isFalse();
    assertThat(storage.buckets().content("books", name(1))).asString().isEqualTo("theirs");
  }

  @Test
  void the_last_and_the_next_number_are_found_among_gaps_and_strangers() {
    BucketSegmentStore store = store();
    assertThat(store.last()).isZero();
    assertThat(store.next(0)).isEmpty();
    assertThat(store.open(1)).isEmpty();
    Random random = new Random(2);
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      long number = 1 + random.nextInt(1 << (1 + i));
      storage.buckets().put("books", name(number), new byte[0]);
      storage.buckets().put("books", name(number) + ".copy", new byte[0]);
      storage.buckets().put("books", "erasures/x" + number, new byte[0]);
      numbers.add(number);
      assertThat(store.last()).isEqualTo(numbers.stream().max(Long::compare).orElseThrow());
      long from = random.nextInt(1 << (1 + i));
      assertThat(store.next(from))
          .isEqualTo(
              numbers.stream()
                  .filter(each -> each > from)
                  .min(Long::compare)
                  .map(OptionalLong::of)
                  .orElse(OptionalLong.empty()));
    }
    storage.buckets().put("books", name(999_999_999_999L), new byte[0]);
    assertThat(store.last()).isEqualTo(999_999_999_999L);
    assertThat(store.next(999_999_999_999L)).isEmpty();
  }
}
