package ai.coditect.ops.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.WorkerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many writers at once, killed ones, and ones without room. */
class LedgerWritersIT {
  @TempDir Path directory;

  @Test
  void threads_of_one_and_of_many_ledgers_lose_and_double_nothing() throws Exception {
    int threads = 8;
    int appends = 15;
    Ledger shared = ledger();
    List<UUID> expected = new ArrayList<>();
    List<Callable<Void>> writers = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      String name = "thread-" + t;
      // Half of them share a ledger, the others meet only in the directory.
      Ledger ledger = t % 2 == 0 ? shared : ledger();
      for (int n = 0; n < 2 * appends; n++) {
        expected.add(SomeEntries.deletion(name, n));
      }
      writers.add(
          () -> {
            for (int i = 0; i < appends; i++) {
              ledger.append(SomeEntries.of(name, 2L * i, 2));
            }
            return null;
          });
    }
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      for (Future<Void> done : pool.invokeAll(writers)) {
        done.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(deletions()).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(shared.head().segment()).isEqualTo(threads * appends);
  }

  /** One is this one. */
  @Test
  void two_processes_lose_and_double_nothing() throws Exception {
    int[] sizes = {1, 7, 40, 3, 100, 1, 1, 25, 2, 20};
    Process writer =
        writer(
            List.of(),
            "one",
            IntStream.of(sizes).mapToObj(Integer::toString).toArray(String[]::new));
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
    assertThat(writer.exitValue()).isZero();
    List<UUID> expected = new ArrayList<>();
    for (int n = 0; n < 200; n++) {
      expected.add(SomeEntries.deletion("one", n));
      expected.add(SomeEntries.deletion("two", n));
    }
    assertThat(deletions()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  @Tag("campaign")
  void so_does_one_killed_again_and_again() throws Exception {
    killWriters(20);
  }

  @Test
  void a_writer_killed_anywhere_leaves_whole_segments_and_all_that_it_was_told_is_durable()
      throws Exception {
    killWriters(2);
  }

  private void killWriters(int rounds) throws Exception {
    Random random = new Random(1);
    for (int round = 0; round < rounds; round++) {
      String name = "round-" + round;
      Process writer = writer(List.of(), name, "0");
      long durable = 0;
      try (BufferedReader out = writer.inputReader()) {
        assertThat(out.readLine()).isEqualTo("ready");
        for (int i = random.nextInt(40); i >= 0; i--) {
          durable = Long.parseLong(out.readLine());
        }
        LockSupport.parkNanos(random.nextInt(3_000_000));
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
      List<UUID> mine = new ArrayList<>();
      for (long n = 0; n < durable; n++) {
        mine.add(SomeEntries.deletion(name, n));
      }
      assertThat(found).doesNotHaveDuplicates().containsSubsequence(mine);
      assertThat(found.size() % 20).isZero();
      assertThat(ledger().head().sequence()).isEqualTo(found.size());
    }
  }

  @Test
  void a_full_place_is_a_problem_and_what_was_written_stays_whole() throws Exception {
    // The largest file that this writer may write has 64 KiB, which a thousand entries exceed.
    Process writer =
        writer(
            List.of("bash", "-c", "ulimit -f 64; exec \"$@\"", "bash"), "full", "10", "1000", "10");
    assertThat(lines(writer))
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("ready"),
            line -> assertThat(line).isEqualTo("10"),
            line -> assertThat(line).startsWith("problem ").contains("the ledger is full. Make"),
            line -> assertThat(line).isEqualTo("20"));
    assertThat(deletions()).hasSize(20);
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void a_ledger_larger_than_the_heap_is_read() throws Exception {
    Ledger ledger = ledger();
    List<LedgerEntry> batch = SomeEntries.of("large", 0, 2_500);
    for (int i = 0; i < 26; i++) {
      ledger.append(batch);
    }
    long bytes = 0;
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    assertThat(bytes).isGreaterThan(24 << 20);
    // JDK 25 starts with nothing less.
    Process reader = java(List.of(), "-Xmx22m", uri());
    assertThat(lines(reader)).containsExactly("65000");
    assertThat(reader.waitFor(3, TimeUnit.MINUTES)).isTrue();
  }

  @Test
  void opening_a_ledger_in_a_bucket_loads_nothing_of_the_client() throws Exception {
    List<String> opened =
        lines(java(List.of(), "-Xlog:class+load:stdout", "gs://bucket/ledger", "nobody"));
    assertThat(opened).contains("ready").anyMatch(line -> line.contains("SegmentedLedger"));
    assertThat(opened).noneMatch(line -> line.contains("com.google."));
  }

  private String uri() {
    return directory.toUri().toString();
  }

  private Ledger ledger() {
    return Ledger.at(uri());
  }

  /** Everything in the ledger, in order, after it was proven sound. */
  private List<UUID> deletions() {
    List<UUID> deletions = new ArrayList<>();
    LedgerReport report = ledger().read(ledger().head(), entry -> deletions.add(entry.deletion()));
    assertThat(report.faults()).isEmpty();
    return deletions;
  }

  private Process writer(List<String> before, String name, String... sizes) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(uri(), name));
    arguments.addAll(List.of(sizes));
    return java(before, "-Xmx128m", arguments.toArray(String[]::new));
  }

  private static Process java(List<String> before, String option, String... arguments)
      throws IOException {
    List<String> java = new ArrayList<>(WorkerProcess.command(LedgerWriter.class, arguments));
    java.addAll(1, List.of(option, "-XX:-UsePerfData"));
    List<String> command = new ArrayList<>(before);
    command.addAll(java);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static List<String> lines(Process process) throws IOException {
    try (BufferedReader out = process.inputReader()) {
      return out.lines().toList();
    }
  }
}
