package ai.coditect.ops.metrics.collect;

import static ai.coditect.ops.metrics.collect.ToldFigures.report;
import static ai.coditect.ops.metrics.collect.ToldFigures.values;
import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.JobFiles;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.metrics.collect.ProcessMeter.Connections;
import ai.coditect.ops.metrics.figure.FigureResult;
import ai.coditect.ops.metrics.figure.Sample;
import ai.coditect.ops.metrics.figure.Sample.Scope;
import ai.coditect.ops.metrics.file.MetricFileStore;
import ai.coditect.ops.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Every way in which a figure can fail without harming another. */
final class CollectorIT {
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final Duration BUDGET = Duration.ofSeconds(5);
  private static final List<JobFile> JOBS = JobFiles.packaged().read(Clock.systemUTC());

  @TempDir private Path jobs;
  private final AtomicReference<Connections> pool = new AtomicReference<>(new Connections(0, 0, 5));
  private List<Problem> blind = List.of();

  @Test
  void whatever_a_statement_does_it_has_its_word_and_no_other_figure_waits_for_it()
      throws IOException {
    Map<String, String> statements =
        Map.ofEntries(
            Map.entry("fails", "select 1 / 0 as value"),
            Map.entry("unknown", "select 1 as value from nowhere"),
            Map.entry("forbidden", "select count(*) as value from pg_catalog.pg_authid"),
            Map.entry("writes", "select nextval('coditect_ops.batch_job_instance_seq') as value"),
            Map.entry("slow", "select 1 as value from pg_sleep(30)"),
            Map.entry("empty", "select 1 as value where false"),
            Map.entry("twice", "select 1 as value union all select 2"),
            Map.entry("nothing", "select cast(null as integer) as value"),
            Map.entry("nan", "select cast('NaN' as double precision) as value"),
            Map.entry("huge", "select cast('1e400' as numeric) as value"),
            Map.entry("texts", "select cast('jane.roe@example.com' as text) as value"),
            Map.entry("shapeless", "select 1 as figures"),
            Map.entry("asks", "select :who as value"),
            Map.entry("good", "select 42 as value"));
    Files.createDirectory(jobs.resolve("metrics"));
    for (Map.Entry<String, String> each : statements.entrySet()) {
      write(each.getKey(), each.getValue(), "kind: gauge");
    }
    write("negative", "select -1 as value, now() as since", "kind: counter");
    write(
        "people",
        "select 1 as value, 'jane.roe@example.com' as who",
        "kind: gauge, labels: { who: [ FREE ] }");
    write(
        "crowd",
        "select n as value, gen_random_uuid() as who from generate_series(1, 100001) n",
        "kind: gauge, labels: { who: id }, top: 2, missing: absent",
        "5s");
    Collector collector = collector(worker(), Duration.ofSeconds(90));
    collector.read(NOW);
    Collected all = collector.tell(NOW, true);
    Map<String, String> results = new java.util.TreeMap<>();
    all.reports().forEach(report -> results.put(report.figure().name(), report.result().label()));
    assertThat(results)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("fails", "failed"),
                Map.entry("unknown", "failed"),
                Map.entry("forbidden", "refused"),
                Map.entry("writes", "refused"),
                Map.entry("slow", "timeout"),
                Map.entry("empty", "no-row"),
                Map.entry("twice", "twice"),
                Map.entry("nothing", "no-value"),
                Map.entry("nan", "not-a-number"),
                Map.entry("huge", "not-a-number"),
                Map.entry("texts", "failed"),
                Map.entry("shapeless", "failed"),
                Map.entry("asks", "failed"),
                Map.entry("negative", "negative"),
                Map.entry("people", "forbidden-label"),
                Map.entry("crowd", "too-many"),
                Map.entry("good", "ok")));
    assertThat(values(all, "good")).isEqualTo(Map.of("", 42.0));
    assertThat(values(all, "crowd")).hasSize(3).containsKey("other");
    assertThat(all.toString()).doesNotContain("jane");
  }

  @Test
  void between_its_intervals_a_figure_is_not_read_and_its_value_is_told_with_its_age()
      throws IOException {
    Files.createDirectory(jobs.resolve("metrics"));
    write("stamp", "select extract(epoch from cast(:now as timestamptz)) as value", "kind: gauge");
    Collector collector = collector(worker(), BUDGET);
    double first = NOW.getEpochSecond();
    for (int minute = 0; minute <= 5; minute++) {
      Instant now = NOW.plus(Duration.ofMinutes(minute));
      collector.read(now);
      Sample told = collector.tell(now, true).samples().get(0);
      assertThat(told.value()).isEqualTo(minute < 5 ? first : first + 300);
      assertThat(told.age()).isEqualTo(Duration.ofMinutes(minute % 5));
      assertThat(told.at()).isEqualTo(now);
    }
  }

  @Test
  void a_clock_that_is_set_back_has_figures_read_anew() throws IOException {
    Files.createDirectory(jobs.resolve("metrics"));
    write("stamp", "select extract(epoch from cast(:now as timestamptz)) as value", "kind: gauge");
    Collector collector = collector(worker(), BUDGET);
    collector.read(NOW);
    Instant earlier = NOW.minus(Duration.ofHours(1));
    collector.read(earlier);
    Sample told = collector.tell(earlier, true).samples().get(0);
    assertThat(told.value()).isEqualTo(earlier.getEpochSecond());
    assertThat(told.age()).isZero();
  }

  @Test
  void with_one_connection_left_the_jobs_are_asked_for_and_figures_are_not() {
    AtomicInteger asked = new AtomicInteger();
    Collector collector = collector(counting(asked), BUDGET);
    collector.read(NOW);
    int before = asked.get();
    pool.set(new Connections(4, 0, 5));
    Instant later = NOW.plus(Duration.ofMinutes(10));
    collector.read(later);
    Collected told = collector.tell(later, true);
    assertThat(before).isEqualTo(1);
    assertThat(asked.get()).isEqualTo(2);
    assertThat(report(told, "licenses").result()).isEqualTo(FigureResult.SKIPPED);
    assertThat(report(told, "licenses").why()).isEqualTo("every connection is in use");
    assertThat(report(told, "licenses").age()).isEqualTo(Duration.ofMinutes(10));
    assertThat(values(told, "licenses")).containsEntry("FREE ACTIVE", 0.0);
    assertThat(values(told, "process_connections_used")).containsEntry("", 4.0);
    assertThat(values(told, "collection_age")).containsEntry("licenses", 600.0);
    assertThat(values(told, "job_seconds_to_next_slot")).isNotEmpty();
    assertThat(values(told, "job_overdue")).isNotEmpty();
  }

  @Test
  void with_every_connection_in_use_nobody_is_made_to_wait_and_no_job_is_called_silent() {
    AtomicInteger asked = new AtomicInteger();
    Collector collector = collector(counting(asked), BUDGET);
    collector.read(NOW);
    pool.set(new Connections(5, 0, 5));
    Instant later = NOW.plus(Duration.ofMinutes(10));
    collector.read(later);
    pool.set(new Connections(4, 1, 5));
    collector.read(later);
    Collected told = collector.tell(later, true);
    assertThat(asked.get()).isEqualTo(1);
    assertThat(values(collector.tell(NOW, true), "job_overdue")).isNotEmpty();
    assertThat(values(told, "job_overdue")).isEmpty();
    assertThat(values(told, "job_consecutive_failures")).isNotEmpty();
  }

  /** Days may lie between two leads of a worker, in which others told. */
  @Test
  void a_lead_begins_with_nothing_that_was_read_before_it() {
    Collector collector = collector(worker(), BUDGET);
    collector.read(NOW);
    Instant later = NOW.plus(Duration.ofDays(3));
    collector.begin(later);
    Collected begun = collector.tell(later.plusSeconds(1), true);
    assertThat(values(begun, "licenses")).isEmpty();
    assertThat(values(begun, "job_consecutive_failures")).isEmpty();
    assertThat(values(begun, "collection_age")).containsEntry("licenses", 1.0);
  }

  /** An answer that cannot be told is no younger value, and somebody is told. */
  @Test
  void a_figure_that_is_answered_wrongly_ages() throws IOException {
    Files.createDirectory(jobs.resolve("metrics"));
    Files.copy(Path.of("jobs/metrics/collection.yaml"), jobs.resolve("metrics/collection.yaml"));
    write(
        "wrongly",
        "select 1 as value where cast(:now as timestamptz) < '" + NOW.plusSeconds(1) + "'",
        "kind: gauge");
    Collector collector = collector(worker(), BUDGET);
    collector.read(NOW);
    Collected well = collector.tell(NOW, true);
    Instant later = NOW.plus(Duration.ofMinutes(10));
    collector.read(later);
    Collected wrong = collector.tell(later, true);
    assertThat(values(well, "wrongly")).containsEntry("", 1.0);
    assertThat(values(well, "collection_faults")).containsEntry("", 0.0);
    assertThat(values(wrong, "collection_result")).containsOnlyKeys("wrongly no-row");
    assertThat(values(wrong, "collection_age")).containsEntry("wrongly", 600.0);
    assertThat(values(wrong, "collection_faults")).containsEntry("", 1.0);
  }

  @Test
  void what_is_wrong_with_metric_files_is_told() throws IOException {
    Files.createDirectory(jobs.resolve("metrics"));
    Files.copy(Path.of("jobs/metrics/collection.yaml"), jobs.resolve("metrics/collection.yaml"));
    Files.writeString(jobs.resolve("metrics/broken.yaml"), "capability: tried\n");
    Collector collector =
        CollectorConfiguration.of(
            MetricFileStore.read(Optional.of(jobs)),
            JOBS,
            worker(),
            pool::get,
            List::of,
            job -> Optional.empty(),
            BUDGET,
            NOW);
    assertThat(values(collector.tell(NOW, true), "collection_file_problems").get("")).isPositive();
  }

  @Test
  void whoever_waits_for_a_connection_gets_it_after_the_statement_at_hand() throws IOException {
    Files.createDirectory(jobs.resolve("metrics"));
    write("first", "select 1 as value", "kind: gauge");
    write("second", "select 2 as value", "kind: gauge");
    AtomicInteger looks = new AtomicInteger();
    // Room at first, and when the second statement comes up somebody waits.
    Collector collector =
        CollectorConfiguration.of(
            MetricFileStore.read(Optional.of(jobs)),
            JOBS,
            worker(),
            () -> new Connections(1, looks.getAndIncrement() < 2 ? 0 : 1, 5),
            List::of,
            job -> Optional.empty(),
            BUDGET,
            NOW);
    collector.read(NOW);
    Collected told = collector.tell(NOW, true);
    assertThat(values(told, "first")).containsEntry("", 1.0);
    assertThat(report(told, "second").result()).isEqualTo(FigureResult.SKIPPED);
    assertThat(report(told, "second").why()).isEqualTo("somebody waited for a connection");
  }

  @Test
  void a_database_that_is_down_skips_its_figures_and_no_other() {
    DataSource down =
        new DelegatingDataSource(worker()) {
          @Override
          public java.sql.Connection getConnection() throws java.sql.SQLException {
            throw new java.sql.SQLException("gone", "08006");
          }
        };
    Collector collector = collector(down, BUDGET);
    collector.read(NOW);
    Collected told = collector.tell(NOW, false);
    assertThat(report(told, "licenses").why()).startsWith("the database was not asked: ");
    assertThat(told.samples())
        .isNotEmpty()
        .allSatisfy(sample -> assertThat(sample.scope()).isEqualTo(Scope.PROCESS));
  }

  @Test
  void what_comes_after_the_budget_is_skipped_and_comes_first_the_next_time() throws IOException {
    Files.createDirectory(jobs.resolve("metrics"));
    write("first", "select 1 as value from pg_sleep(0.85)", "kind: gauge");
    write("second", "select 2 as value", "kind: gauge");
    Collector collector = collector(worker(), Duration.ofMillis(800));
    collector.read(NOW);
    Collected told = collector.tell(NOW, true);
    assertThat(values(told, "first")).containsEntry("", 1.0);
    assertThat(report(told, "second").why()).isEqualTo("no time was left for it");
    assertThat(report(told, "second").takenAt()).isEmpty();
    Instant later = NOW.plus(Duration.ofMinutes(5));
    collector.read(later);
    told = collector.tell(later, true);
    assertThat(values(told, "second")).containsEntry("", 2.0);
  }

  @Test
  void a_ledger_that_does_not_answer_keeps_its_standings_and_takes_no_file_with_it()
      throws Exception {
    Files.createDirectory(jobs.resolve("metrics"));
    Files.copy(Path.of("jobs/metrics/jobs.yaml"), jobs.resolve("metrics/jobs.yaml"));
    write("good", "select 42 as value", "kind: gauge");
    Collector collector = collector(worker(), Duration.ofSeconds(4));
    collector.read(NOW);
    Map<String, Double> before = values(collector.tell(NOW, true), "job_consecutive_failures");
    assertThat(before).isNotEmpty();
    Instant later = NOW.plus(Duration.ofMinutes(10));
    try (Connection holder = DATABASE.asSuperuser().getConnection();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("lock table coditect_ops.runs in access exclusive mode");
      collector.read(later);
      holder.rollback();
    }
    Collected told = collector.tell(later, true);
    assertThat(report(told, "good").result())
        .as(report(told, "good").why())
        .isEqualTo(FigureResult.OK);
    assertThat(report(told, "good").takenAt()).contains(later);
    assertThat(values(told, "job_consecutive_failures")).isEqualTo(before);
  }

  @Test
  void a_session_that_may_be_blind_tells_no_zeros() {
    blind = List.of(new Problem("The table hides rows.", "table t", "Cure it."));
    Collector collector = collector(worker(), BUDGET);
    collector.read(NOW);
    Collected told = collector.tell(NOW, true);
    assertThat(report(told, "licenses").result()).isEqualTo(FigureResult.REFUSED);
    assertThat(values(told, "licenses")).isEmpty();
  }

  @Test
  void without_the_membership_a_figure_says_what_is_missing() {
    String stranger = "stranger_" + DATABASE.name().replaceAll("\\W", "_");
    DATABASE.execute("create role " + stranger + " login");
    try (FigureSession session = FigureStore.open(DATABASE.as(stranger), BUDGET)) {
      Answered answered =
          session.ask(
              MetricFileStore.read(Optional.empty()).files().stream()
                  .filter(file -> file.name().equals("transactions"))
                  .findFirst()
                  .orElseThrow()
                  .query()
                  .orElseThrow(),
              Optional.empty(),
              NOW);
      assertThat(answered)
          .isEqualTo(
              new Answered.NotAnswered(
                  FigureResult.REFUSED, "the worker is no member of pg_read_all_stats"));
    }
  }

  private void write(String name, String statement, String more) throws IOException {
    write(name, statement, more, "1s");
  }

  private void write(String name, String statement, String more, String timeout)
      throws IOException {
    Path metrics = jobs.resolve("metrics");
    Files.writeString(metrics.resolve(name + ".sql"), statement);
    Files.writeString(
        metrics.resolve(name + ".yaml"),
        "capability: tried\nquery: %1$s.sql\nevery: 5m\ntimeout: %3$s\nfigures: { %1$s: { description: Something tried., unit: \"1\", type: double, %2$s } }\n"
            .formatted(name, more, timeout));
  }

  private static DataSource worker() {
    return DATABASE.as(LocalPostgres.WORKER);
  }

  private static DataSource counting(AtomicInteger asked) {
    return new DelegatingDataSource(worker()) {
      @Override
      public java.sql.Connection getConnection() throws java.sql.SQLException {
        asked.incrementAndGet();
        return super.getConnection();
      }
    };
  }

  private Collected collected(Instant now) {
    Collector collector = collector(worker(), BUDGET);
    collector.read(now);
    return collector.tell(now, true);
  }

  private Collector collector(DataSource database, Duration budget) {
    var files = MetricFileStore.read(Optional.of(jobs));
    assertThat(files.problems()).isEmpty();
    return CollectorConfiguration.of(
        files, JOBS, database, pool::get, () -> blind, ReadFigures::settings, budget, NOW);
  }
}
