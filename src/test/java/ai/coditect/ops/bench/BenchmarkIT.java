package ai.coditect.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.bench.ExpiryContest.Heat;
import ai.coditect.ops.bench.Report.Bounds;
import ai.coditect.ops.bench.TenantLoad.Latencies;
import ai.coditect.ops.local.LocalPostgres.Database;
import ai.coditect.ops.metrics.collect.ReadFigures;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The benchmark, whole with {@code mvn -Pbench verify}; in the gate a small sample of it, without
 * what only measures. What can fail is an effect that differs; figures are only reported.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BenchmarkIT {
  private static final Size SIZE = Size.chosen();
  private static BenchServer server;

  @BeforeAll
  static void start() throws Exception {
    server =
        BenchServer.start(
            SIZE, Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS).minusSeconds(60));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  @Order(1)
  void license_expiry_beside_raw_sql() throws Exception {
    ExpiryContest contest = new ExpiryContest(server);
    contest.run(SIZE.repetitions());
    assertThat(contest.endStates()).as("the end states of all contestants").hasSize(1);
    Heat worker = contest.median(Contestant.WORKER);
    Heat chunked = contest.median(Contestant.CHUNKED_SQL);
    Heat atOnce = contest.median(Contestant.ONE_STATEMENT);
    assertThat(worker.moved()).isEqualTo(SIZE.licenses() / 5);
    Report report = new Report("license-expiry");
    report
        .compare(
            "license expiry",
            worker.perSecond(),
            "licenses/s",
            "chunked SQL, the same layout",
            chunked.perSecond(),
            new Bounds(0.80, 0.95))
        .compare(
            "license expiry",
            worker.perSecond(),
            "licenses/s",
            "one statement, everyday layout",
            atOnce.perSecond(),
            new Bounds(2.2, 3.5));
    for (Contestant contestant : Contestant.values()) {
      Heat heat = contest.median(contestant);
      report.detail(
          contestant.name(),
          "%.2f s, %.0f %% heap-only, %.1f MB of WAL"
              .formatted(
                  heat.took().toNanos() / 1e9, heat.heapOnly() * 100, heat.walBytes() / 1e6));
    }
    report.publish();
  }

  @Test
  @Tag("rates")
  @Order(2)
  void tenants_while_licenses_expire() throws Exception {
    Latencies idle;
    try (TenantLoad load = TenantLoad.start(server.copy(BenchServer.Layout.OURS), SIZE.warmUp())) {
      load.count();
      Thread.sleep(SIZE.idle().toMillis());
      idle = load.end();
    }
    Latencies during = during(Contestant.WORKER);
    Latencies atOnce = during(Contestant.ONE_STATEMENT);
    assertThat(idle.transactions()).isPositive();
    new Report("tenants")
        .compare(
            "tenants' p99 during the worker's run",
            during.p99(),
            "ms",
            "idle",
            idle.p99(),
            new Bounds(2, 1.2))
        .limit("tenants' slowest during the worker's run", during.most(), "ms", 100)
        .limit("tenants' lock waits over 200 ms", during.longLockWaits(), "waits", 0)
        .compare(
            "for comparison: p99 during one statement",
            atOnce.p99(),
            "ms",
            "idle",
            idle.p99(),
            new Bounds(2, 1.2))
        .detail("idle", idle)
        .detail("during the worker's run", during)
        .detail("during one statement", atOnce)
        .publish();
  }

  private static Latencies during(Contestant contestant) throws Exception {
    Database database = server.copy(contestant.layout());
    try (TenantLoad load = TenantLoad.start(database, SIZE.warmUp())) {
      load.count();
      contestant.expire(database, server.asOf());
      return load.end();
    }
  }

  @Test
  @Tag("rates")
  @Order(3)
  void one_shot_with_nothing_to_do(@TempDir Path folder) throws Exception {
    OneShotStart start = new OneShotStart(server.empty(), folder);
    OneShotStart.Start plain = start.plain(SIZE.starts());
    OneShotStart.Start recipe = start.recipe(SIZE.starts());
    new Report("one-shot-start")
        .compare(
            "one-shot with nothing to do, the recipe",
            recipe.wall().toNanos() / 1e9,
            "s",
            "plain jar",
            plain.wall().toNanos() / 1e9,
            new Bounds(0.40, 0.25))
        .limit("its wall time", recipe.wall().toNanos() / 1e9, "s", 1)
        .limit("its peak memory", recipe.peakKilobytes() / 1e3, "MB", 160)
        .detail("plain jar", plain)
        .detail("recipe", recipe)
        .publish();
  }

  @Test
  @Tag("rates")
  @Order(4)
  void events_in_and_out() throws Exception {
    try (EventRates rates = new EventRates(server.copy(BenchServer.Layout.OURS), SIZE.events())) {
      EventRates.Rate intake = rates.intake();
      EventRates.Rate relay = rates.relay();
      new Report("events")
          .compare(
              "event intake, publish to ack",
              intake.perSecond(),
              "events/s",
              "batched insert",
              intake.reference(),
              new Bounds(0.05, 0.3))
          .compare(
              "outbox relay",
              relay.perSecond(),
              "events/s",
              "bare publisher",
              relay.reference(),
              new Bounds(0.5, 0.8))
          .detail(
              "intake of at least 5,000 events/s", intake.perSecond() >= 5_000 ? "met" : "missed")
          .publish();
    }
  }

  @Test
  @Order(5)
  void erasure_beside_raw_sql(@TempDir Path folder) throws Exception {
    ErasureContest contest = new ErasureContest(server, folder, SIZE.users());
    Report report = new Report("erasure");
    for (ErasureContest.Work work : ErasureContest.Work.values()) {
      ErasureContest.Heat worker = contest.median(work, true, SIZE.repetitions());
      ErasureContest.Heat raw = contest.median(work, false, SIZE.repetitions());
      assertThat(worker.endState()).as("the books of both").isEqualTo(raw.endState());
      report
          .compare(
              "erasure with both ledgers, projects " + work.word(),
              worker.perSecond(),
              "people/s",
              "raw SQL, a ledger row a person",
              raw.perSecond(),
              new Bounds(1.0, 1.3))
          .detail("worker, projects " + work.word(), worker)
          .detail("raw, projects " + work.word(), raw);
    }
    report.publish();
  }

  @Test
  @Tag("rates")
  @Order(6)
  void tenants_while_people_are_erased(@TempDir Path folder) throws Exception {
    ErasureContest contest = new ErasureContest(server, folder, SIZE.users());
    Latencies idle;
    try (TenantLoad load =
        TenantLoad.start(server.copy(BenchServer.Layout.PEOPLE), SIZE.warmUp())) {
      load.count();
      Thread.sleep(SIZE.idle().toMillis());
      idle = load.end();
    }
    Database database = server.copy(BenchServer.Layout.PEOPLE);
    Latencies during;
    try (TenantLoad load = TenantLoad.start(database, SIZE.warmUp())) {
      load.count();
      contest.purge(ErasureContest.Work.PASSED_ON, database);
      during = load.end();
    }
    assertThat(idle.transactions()).isPositive();
    new Report("tenants-during-erasure")
        .compare(
            "tenants' p99 during the purge",
            during.p99(),
            "ms",
            "idle",
            idle.p99(),
            new Bounds(2, 1.2))
        .limit("tenants' slowest during the purge", during.most(), "ms", 100)
        .limit("tenants' lock waits over 200 ms", during.longLockWaits(), "waits", 0)
        .detail("idle", idle)
        .detail("during the purge", during)
        .publish();
  }

  @Test
  @Order(7)
  void export_beside_the_server_itself(@TempDir Path folder) throws Exception {
    ExportContest contest = new ExportContest(server, folder);
    Database database = server.copy(BenchServer.Layout.ONE_TENANT);
    List<Duration> json = new ArrayList<>();
    List<Duration> both = new ArrayList<>();
    List<Duration> alone = new ArrayList<>();
    List<Duration> worker = new ArrayList<>();
    for (int i = 0; i < SIZE.repetitions(); i++) {
      alone.add(contest.jsonAlone(database, 1));
      json.add(contest.serverCopy(database, false));
      both.add(contest.serverCopy(database, true));
      worker.add(contest.worker(database, null, 1));
    }
    double megabytes = contest.jsonBytes() / 1e6;
    double one = SIZE.licenses();
    new Report("export")
        .compare(
            "JSON, compressed and hashed",
            megabytes / seconds(alone),
            "MB/s",
            "server-side COPY of the JSON",
            megabytes / seconds(json),
            new Bounds(0.75, 0.9))
        .compare(
            "the whole package, by its JSON",
            megabytes / seconds(worker),
            "MB/s",
            "server-side COPY of the JSON",
            megabytes / seconds(json),
            new Bounds(0.75, 0.9))
        .compare(
            "the whole package, by its JSON",
            megabytes / seconds(worker),
            "MB/s",
            "server-side COPY of JSON and of CSV",
            megabytes / seconds(both),
            new Bounds(0.75, 0.9))
        .detail("JSON", "%.0f MB, %.0f licenses".formatted(megabytes, one))
        .publish();
  }

  @Test
  @Tag("rates")
  @Order(8)
  void export_of_one_person_and_in_a_small_heap(@TempDir Path folder) throws Exception {
    ExportContest contest = new ExportContest(server, folder);
    Database database = server.copy(BenchServer.Layout.ONE_TENANT);
    Duration person = contest.worker(database, "person-7@example.com", 5);
    server.addLicenses(database, 9L * SIZE.licenses());
    WorkerCommand.Ended tenfold = contest.process(database, "-Xmx64m");
    new Report("export-bounds")
        .limit("one person, request to ready", person.toNanos() / 1e9, "s", 1)
        .detail(
            "ten times the licenses in a heap of 64 MB",
            "%.1f s, %d MB resident"
                .formatted(tenfold.wall().toNanos() / 1e9, tenfold.peakKilobytes() / 1000))
        .publish();
  }

  @Test
  @Order(9)
  void a_marker_and_an_examination_beside_counting() throws Exception {
    MarkerContest.Heat heat = MarkerContest.on(server, SIZE).run(SIZE.repetitions());
    assertThat(heat.failed()).as("what an undamaged database fails").isEmpty();
    double counting = heat.counting().toNanos() / 1e9;
    new Report("backup-marker")
        .limit("a marker", heat.marker().toNanos() / 1e9, "s", 3)
        .limit("an examination", heat.examination().toNanos() / 1e9, "s", 15)
        .detail(
            "beside counting the same rows",
            "%.2f s; a marker %.1f times, an examination %.1f times that"
                .formatted(
                    counting,
                    heat.marker().toNanos() / 1e9 / counting,
                    heat.examination().toNanos() / 1e9 / counting))
        .publish();
  }

  @Test
  @Order(11)
  void the_examination_of_a_copy_beside_its_restore(@TempDir Path disk) throws Exception {
    try (RestoreContest contest = RestoreContest.start(SIZE, server.asOf(), disk)) {
      RestoreContest.Heat heat = contest.run(SIZE.repetitions());
      assertThat(heat.alarms()).as("what is not ok in an undamaged copy").isEmpty();
      new Report("restore-drill")
          .compare(
              "the examination of the restored copy",
              seconds(heat.examinations()),
              "s",
              "the restore alone",
              seconds(heat.restores()),
              new Bounds(1.5, 1))
          .limit("the examination of the restored copy", seconds(heat.examinations()), "s", 15)
          .detail(
              "restored",
              "%.0f MB, by a copy of files that are in memory, a start and a flush to the disk; an examination computes, on %d processors"
                  .formatted(contest.size() / 1e6, Runtime.getRuntime().availableProcessors()))
          .publish();
    }
  }

  @Test
  @Tag("rates")
  @Order(10)
  void tenants_while_markers_are_taken() throws Exception {
    MarkerContest contest = MarkerContest.on(server, SIZE);
    Latencies idle;
    try (TenantLoad load = TenantLoad.start(contest.database(), SIZE.warmUp())) {
      load.count();
      Thread.sleep(SIZE.idle().toMillis());
      idle = load.end();
    }
    contest = MarkerContest.on(server, SIZE);
    Latencies during;
    try (TenantLoad load = TenantLoad.start(contest.database(), SIZE.warmUp())) {
      load.count();
      for (int i = 0; i < SIZE.repetitions(); i++) {
        contest.mark();
      }
      during = load.end();
    }
    assertThat(idle.transactions()).isPositive();
    new Report("tenants-during-a-marker")
        .compare(
            "tenants' p99 during markers",
            during.p99(),
            "ms",
            "idle",
            idle.p99(),
            new Bounds(2, 1.2))
        .limit("tenants' lock waits over 200 ms", during.longLockWaits(), "waits", 0)
        .detail("idle", idle)
        .detail("during markers", during)
        .publish();
  }

  @Test
  @Order(12)
  void all_figures_in_one_collection() throws Exception {
    try (FigureContest contest = FigureContest.on(server)) {
      ReadFigures read = contest.median(SIZE.repetitions());
      assertThat(read.wrong()).isEmpty();
      Report report = new Report("figures");
      report.limit("a collection of all figures", read.took().toNanos() / 1e9, "s", 1.5);
      read.byFile()
          .forEach((file, took) -> report.detail(file, "%.0f ms".formatted(took.toNanos() / 1e6)));
      report.publish();
    }
  }

  @Test
  @Tag("rates")
  @Order(13)
  void tenants_while_figures_are_read() throws Exception {
    Latencies idle = besideCollections(SIZE.idle(), 0);
    // More than any worker does: everything again as soon as it is over.
    Latencies without = besideCollections(SIZE.idle(), Integer.MAX_VALUE);
    // A worker's minute, and the fifth one, in which every figure is due.
    Latencies minute = besideCollections(Duration.ofMinutes(1), 1);
    assertThat(idle.transactions()).isPositive();
    new Report("tenants-while-figures-are-read")
        .compare(
            "tenants' p99, one collection after the other",
            without.p99(),
            "ms",
            "idle",
            idle.p99(),
            new Bounds(1.5, 1.2))
        .compare(
            "tenants' p99 of a minute with a collection",
            minute.p99(),
            "ms",
            "idle",
            idle.p99(),
            new Bounds(1.5, 1.2))
        .detail("idle", idle)
        .detail("one collection after the other", without)
        .detail("a minute with a collection", minute)
        .publish();
  }

  private static Latencies besideCollections(Duration length, int most) throws Exception {
    try (FigureContest contest = FigureContest.on(server);
        TenantLoad load = TenantLoad.start(contest.database(), SIZE.warmUp())) {
      contest.read();
      load.count();
      long end = System.nanoTime() + length.toNanos();
      for (int i = 0; i < most && System.nanoTime() < end; i++) {
        contest.read();
      }
      Thread.sleep(Math.max(0, Duration.ofNanos(end - System.nanoTime()).toMillis()));
      return load.end();
    }
  }

  private static double seconds(List<Duration> heats) {
    List<Duration> sorted = heats.stream().sorted().toList();
    return sorted.get(sorted.size() / 2).toNanos() / 1e9;
  }
}
