package ai.coditect.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.JobRunner;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.metrics.collect.Collector;
import ai.coditect.ops.metrics.collect.LeadStore;
import ai.coditect.ops.metrics.figure.MetricSink.Written;
import ai.coditect.ops.metrics.figure.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Figures as a person asks for them, of the whole worker as it is shipped. */
final class FiguresIT {
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();
  private static InProcessWorker worker;

  @BeforeAll
  static void start() {
    worker = InProcessWorker.start(DATABASE, Map.of());
  }

  @AfterAll
  static void stop() {
    worker.close();
  }

  @Test
  @SuppressWarnings("unchecked")
  void every_figure_is_shown_in_eighty_columns_with_unit_and_age() {
    Reply reply = worker.type("figures", Map.of());
    assertThat(reply.problems()).isEmpty();
    assertThat(reply.exitCode()).isZero();
    assertThat(reply.text())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(FigureTable.WIDTH))
        .anySatisfy(line -> assertThat(line).matches("LICENSE {46}VALUE UNIT {14}AGE"))
        .anySatisfy(line -> assertThat(line).matches("  \\d+ figures, all ok; .*"))
        .anySatisfy(line -> assertThat(line).matches(" {4}FREE ACTIVE +0 license +\\d+s"))
        .anySatisfy(line -> assertThat(line).matches("  database_size +[0-9.]+ MiB +\\d+s"));
    List<Map<String, Object>> figures = (List<Map<String, Object>>) reply.document().get("figures");
    // With the settings of the jobs as the files have them, and none is wrong.
    assertThat(figures)
        .allSatisfy(figure -> assertThat(figure.get("result")).as("%s", figure).isEqualTo("ok"));
  }

  @Test
  void one_figure_or_one_capability_is_shown_and_a_misspelt_name_is_told() {
    assertThat(worker.type("figures", Map.of("name", "outbox_backlog")).text())
        .hasSize(2)
        .last()
        .asString()
        .startsWith("  outbox_backlog");
    assertThat(worker.type("figures", Map.of("name", "backup")).text())
        .anySatisfy(line -> assertThat(line).startsWith("  drill_last_ok"))
        .noneSatisfy(line -> assertThat(line).startsWith("  outbox"));
    assertThat(worker.type("figures", Map.of("name", "collection")).text())
        .anySatisfy(line -> assertThat(line).matches(" {4}licenses ok +1 +0s"));
    Reply unknown = worker.type("figures", Map.of("name", "outbox_backlgo"));
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.problems().get(0).cure()).isEqualTo("Did you mean \"outbox_backlog\"?");
    assertThat(unknown.toString()).doesNotContain("backlgo");
  }

  @Test
  void whoever_watches_sees_them_again_and_again_until_it_ends() {
    List<List<String>> pages = new ArrayList<>();
    Given given =
        new Given(
            Map.of("watch", "true", "name", "outbox_backlog"),
            Clock.systemUTC(),
            "tester",
            question -> false,
            (page, pause) -> {
              pages.add(page);
              return pages.size() < 3;
            });
    Reply reply = new FiguresCommand().run(given, worker::get);
    assertThat(pages).hasSize(3).allSatisfy(page -> assertThat(page).hasSize(4));
    assertThat(reply.exitCode()).isZero();
  }

  @Test
  void a_dry_run_prints_the_table_and_a_run_says_that_there_is_nowhere_to_tell_it() {
    RunResult dry = worker.dryRun("metrics-report", Instant.now());
    assertThat(dry.outcome()).isEqualTo(RunResult.Ending.DONE);
    assertThat(dry.plan().orElseThrow().page())
        .anySatisfy(line -> assertThat(line).startsWith("LICENSE"))
        .anySatisfy(line -> assertThat(line).startsWith("  job_seconds_to_next_slot"));
    RunResult real =
        worker
            .get(JobRunner.class)
            .run(
                new RunRequest(
                    "metrics-report", "once", Origin.COMMAND, Optional.empty(), Map.of(), false));
    assertThat(real.outcome()).isEqualTo(RunResult.Ending.INVALID);
    assertThat(real.problems().get(0).what()).startsWith("Figures have nowhere to go");
  }

  @Test
  void a_broken_file_is_shown_beside_the_figures_of_the_others(@TempDir Path directory)
      throws IOException {
    try (var files = Files.list(Path.of("jobs"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, directory.resolve(file.getFileName()));
      }
    }
    Path metrics = Files.createDirectory(directory.resolve("metrics"));
    Files.copy(Path.of("jobs/metrics/events.yaml"), metrics.resolve("events.yaml"));
    Files.writeString(metrics.resolve("odd.yaml"), "capability: odd\n");
    try (InProcessWorker own =
        InProcessWorker.start(DATABASE, Map.of("OPS_JOBS_DIR", directory.toString()))) {
      Reply reply = own.type("figures", Map.of());
      assertThat(reply.exitCode()).isEqualTo(2);
      assertThat(reply.problems())
          .extracting(problem -> problem.what())
          .contains("The key \"figures\" is missing.");
      assertThat(reply.text()).anySatisfy(line -> assertThat(line).startsWith("  outbox_backlog"));
    }
  }

  @Test
  void while_the_pool_is_taken_nobody_waits_and_what_the_worker_knows_itself_is_shown()
      throws Exception {
    try (InProcessWorker busy = InProcessWorker.start(DATABASE, Map.of())) {
      DataSource pool = busy.get(DataSource.class);
      List<Connection> taken = new ArrayList<>();
      try {
        for (int i = 0; i < 4; i++) {
          taken.add(pool.getConnection());
        }
        Reply reply = busy.type("figures", Map.of());
        assertThat(reply.exitCode()).isEqualTo(1);
        assertThat(reply.text())
            .contains("    ! skipped: every connection is in use")
            .anySatisfy(
                line -> assertThat(line).matches("  process_connections_used +4 connection +0s"));
      } finally {
        for (Connection each : taken) {
          each.close();
        }
      }
      assertThat(busy.type("figures", Map.of()).exitCode()).isZero();
    }
  }

  @Test
  void a_run_leaves_the_figures_to_the_worker_that_leads_and_gives_the_lead_up_after_it() {
    JdbcClient jdbc = JdbcClient.create(DATABASE.as(LocalPostgres.WORKER));
    List<List<Sample>> told = new ArrayList<>();
    MetricsReportJob job =
        new MetricsReportJob(
            () -> worker.get(Collector.class),
            name -> new LeadStore(jdbc, name),
            () ->
                Optional.of(
                    samples -> {
                      told.add(samples);
                      return new Written(samples.size(), 0);
                    }));
    LeadStore serving = new LeadStore(jdbc, "serving");
    assertThat(serving.take(Duration.ofMinutes(1))).isTrue();
    assertThat(serving.take(Duration.ofMinutes(1))).as("keeps it").isTrue();
    TwoStages.run(job);
    assertThat(told).isEmpty();
    serving.giveUp();
    TwoStages.run(job);
    assertThat(told).hasSize(1);
    assertThat(told.get(0))
        .hasSizeGreaterThan(50)
        .allSatisfy(sample -> assertThat(sample.scope()).isEqualTo(Sample.Scope.SERVICE));
    assertThat(TwoStages.forecast(job).totals())
        .isEqualTo(Changes.of("figures-told", told.get(0).size()));
    assertThat(serving.take(Duration.ofMinutes(1))).as("after the run").isTrue();
    assertThat(new LeadStore(jdbc, "another").take(Duration.ofMinutes(1))).isFalse();
    serving.giveUp();
  }
}
