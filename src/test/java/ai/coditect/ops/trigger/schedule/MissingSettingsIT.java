package ai.coditect.ops.trigger.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.coditect.ops.database.session.SessionSettings;
import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.JobRunner;
import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.RequestCheck;
import ai.coditect.ops.job.RunQueue;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.Stage;
import ai.coditect.ops.job.WaitingRuns;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.NamedSchedule;
import ai.coditect.ops.job.file.Schedule;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Problem;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A job that lacks a setting gives one answer, whoever asks: a person, a slot, an event. */
class MissingSettingsIT {
  private static final Problem KEY =
      new Problem("OPS_KEY is not set.", "environment", "Set it to the key.");
  private static final Problem PLACE =
      new Problem("OPS_PLACE is not set.", "environment", "Set it to the place.");

  private static final RequestCheck ANYTHING_GOES =
      request -> new RequestCheck.Checked(request.parameters(), List.of());

  private static JdbcClient admin;
  private static ConfigurableApplicationContext worker;
  private static volatile List<Problem> missing = List.of(KEY, PLACE);
  private static final Heard heard = new Heard();

  record None() {}

  private static final class Heard extends AppenderBase<ILoggingEvent> {
    final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      lines.add(event.getLevel() + " " + event.getFormattedMessage() + event.getKeyValuePairs());
    }
  }

  private static final class NeedyJob implements OpsJob<None> {
    @Override
    public String name() {
      return "needy";
    }

    @Override
    public Class<None> settings() {
      return None.class;
    }

    @Override
    public List<Problem> missingSettings() {
      return missing;
    }

    @Override
    public List<Stage<None>> stages() {
      return List.of(Stage.single("one", (run, none) -> Outcome.done(Changes.of("rows", 1))));
    }

    @Override
    public Forecast forecast(JobRun run, None none) {
      return new Forecast(List.of(new Forecast.Line("rows", "", 1)));
    }
  }

  @BeforeAll
  static void start() {
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    admin = JdbcClient.create(database.asSuperuser());
    heard.start();
    JobFile file =
        new JobFile(
            "needy",
            "Needs settings.",
            "tests",
            false,
            Optional.empty(),
            List.of(
                NamedSchedule.only(
                    new Schedule(
                        "0/1 * * * * ?", ZoneOffset.UTC, Schedule.Missed.SKIP, Schedule.On.QUARTZ),
                    Duration.ofHours(1))),
            List.of(),
            Map.of(),
            new JobFile.Run(
                10,
                1,
                Duration.ofMinutes(1),
                5,
                new JobFile.Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1))),
            new JobFile.Limits(Optional.empty(), Optional.empty(), Optional.empty()),
            new JobFile.Alert(Duration.ofHours(1), "README.md#needy"));
    JobCatalog catalog =
        new JobCatalog(List.of(new JobCatalog.Entry<>(file, new NeedyJob(), new None())));
    worker =
        new SpringApplicationBuilder(ServingReplica.Beans.class, ServingReplica.OutboxAlone.class)
            .web(WebApplicationType.NONE)
            .profiles("serve")
            .initializers(
                context -> {
                  context.getBeanFactory().registerSingleton("jobCatalog", catalog);
                  context.getBeanFactory().registerSingleton("requestCheck", ANYTHING_GOES);
                  // Spring Boot has set its log up by now, and would have forgotten this before.
                  ((Logger) LoggerFactory.getLogger("ai.coditect")).addAppender(heard);
                })
            .run(
                "--spring.datasource.url=jdbc:postgresql://127.0.0.1:%d/%s"
                    .formatted(database.port(), database.name()),
                "--spring.datasource.username=" + LocalPostgres.WORKER,
                "--spring.datasource.hikari.maximum-pool-size=5",
                "--spring.datasource.hikari.data-source-properties.options="
                    + SessionSettings.options(),
                "--spring.cloud.gcp.sql.enabled=false",
                "--spring.cloud.gcp.pubsub.enabled=false",
                "--spring.flyway.enabled=false",
                "--ops.resume-every=500ms");
  }

  @AfterAll
  static void stop() {
    ((Logger) LoggerFactory.getLogger("ai.coditect")).detachAppender(heard);
    worker.close();
  }

  @BeforeEach
  void lack() {
    missing = List.of(KEY, PLACE);
  }

  @ParameterizedTest
  @EnumSource(Origin.class)
  void whoever_asks_is_told_all_that_is_missing_and_nothing_is_on_record(Origin origin) {
    RunResult result =
        worker
            .getBean(JobRunner.class)
            .run(
                new RunRequest("needy", "by-" + origin, origin, Optional.empty(), Map.of(), false));

    assertThat(result.outcome()).isEqualTo(Ending.INVALID);
    assertThat(result.outcome().exitCode()).isEqualTo(2);
    assertThat(result.problems()).containsExactly(KEY, PLACE);
    assertThat(runs("key = 'by-" + origin + "'")).isZero();
  }

  @Test
  void a_dry_run_does_without() {
    assertThat(
            worker
                .getBean(JobRunner.class)
                .run(
                    new RunRequest(
                        "needy", "dry", Origin.COMMAND, Optional.empty(), Map.of(), true))
                .outcome())
        .isEqualTo(Ending.DONE);
  }

  @Test
  void the_start_says_which_job_cannot_run_and_why() {
    assertThat(heard.lines)
        .anyMatch(
            line ->
                line.startsWith("WARN job cannot run on this worker")
                    && line.contains("needy")
                    && line.contains("Set it to the key.")
                    && line.contains("Set it to the place."));
  }

  @Test
  void quartz_says_so_of_each_slot_and_each_event_and_goes_on_once_the_setting_is_there() {
    worker
        .getBean(RunQueue.class)
        .add(new RunRequest("needy", "event-1", Origin.EVENT, Optional.empty(), Map.of(), false));
    for (String key : List.of("event-1", "needy@20")) {
      await()
          .atMost(Await.PATIENCE)
          .until(
              () ->
                  heard.lines.stream()
                      .anyMatch(
                          line ->
                              line.startsWith("ERROR run cannot begin")
                                  && line.contains(key)
                                  && line.contains("OPS_KEY is not set.")));
    }
    assertThat(runs("key = 'event-1'")).isZero();
    missing = List.of();
    await().atMost(Await.PATIENCE).until(() -> runs("outcome = 'done' and key like 'needy@%'") > 0);
    admin.sql("delete from coditect_ops.runs").update();
  }

  @Test
  void a_run_that_waits_is_left_until_the_setting_is_there() {
    admin
        .sql(
            "insert into coditect_ops.runs (job, key, origin, as_of, worker, outcome, finished_at,"
                + " took, retry_at, parameters) values ('needy', 'waits', 'event', now(), 'w',"
                + " 'failed', now(), interval '1 second', now(), '{\"side\": \"b\"}')")
        .update();
    assertThat(worker.getBeansOfType(WaitingRuns.class).values())
        .allSatisfy(waiting -> assertThat(waiting.requests()).isEmpty());
    missing = List.of();
    await().atMost(Await.PATIENCE).until(() -> runs("key = 'waits' and outcome = 'done'") == 1);
    admin.sql("delete from coditect_ops.runs").update();
  }

  private static long runs(String which) {
    return admin
        .sql("select count(*) from coditect_ops.runs where " + which)
        .query(Long.class)
        .single();
  }
}
