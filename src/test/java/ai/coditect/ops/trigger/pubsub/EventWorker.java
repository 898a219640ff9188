package ai.coditect.ops.trigger.pubsub;

import ai.coditect.ops.database.session.SessionSettings;
import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.RequestCheck;
import ai.coditect.ops.job.Stage;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.local.KeptAutoConfiguration;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.PersonalTokens;
import ai.coditect.ops.outbox.OutboxStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A worker whose ways in are all real, from the subscription to the tables of the rooms and to
 * Quartz, and whose jobs do nothing but count. What it prints is searched for personal tokens, once
 * whoever closes it asks.
 */
final class EventWorker {
  static final String JOB = "tick";

  private EventWorker() {}

  record NoneAtAll() {}

  private record CountingJob(String name) implements OpsJob<NoneAtAll> {
    @Override
    public Class<NoneAtAll> settings() {
      return NoneAtAll.class;
    }

    @Override
    public List<Stage<NoneAtAll>> stages() {
      return List.of(
          Stage.single("count", (run, settings) -> Outcome.done(Changes.of("counted", 1))));
    }

    @Override
    public Forecast forecast(JobRun run, NoneAtAll settings) {
      return new Forecast(List.of());
    }
  }

  @SpringBootConfiguration
  @KeptAutoConfiguration
  @ComponentScan(
      basePackages = {
        "ai.coditect.ops.database",
        "ai.coditect.ops.job.engine",
        "ai.coditect.ops.trigger.schedule",
        "ai.coditect.ops.trigger.pubsub",
        "ai.coditect.ops.erasure.propagation",
        "ai.coditect.ops.erasure.request",
        "ai.coditect.ops.privacy",
        "ai.coditect.ops.export.request",
        "ai.coditect.ops.license"
      },
      excludeFilters =
          @Filter(
              type = FilterType.REGEX,
              pattern = ".*((IT|UnderTest|ServingReplica|EventWorker)\\$.*|IntakeFixture)"))
  static class Rooms {
    @Bean
    OutboxStore outboxStore(JdbcClient jdbc) {
      return new OutboxStore(jdbc);
    }

    @Bean
    RequestCheck requestCheck() {
      return request -> new RequestCheck.Checked(request.parameters(), List.of());
    }

    @Bean
    JobCatalog jobCatalog() {
      return new JobCatalog(
          Stream.of(JOB, "license-expiry", "gdpr-purge", "gdpr-export")
              .<JobCatalog.Entry<?>>map(
                  name ->
                      new JobCatalog.Entry<>(file(name), new CountingJob(name), new NoneAtAll()))
              .toList());
    }
  }

  private static JobFile file(String name) {
    JobFile.Parameter text = new JobFile.Parameter(JobFile.Parameter.Type.TEXT, false);
    return new JobFile(
        name,
        "",
        "tests",
        false,
        Optional.empty(),
        List.of(),
        List.of(),
        Map.of("note", text, "changed-only", text, "requested-only", text),
        new JobFile.Run(
            10,
            1,
            Duration.ofMinutes(1),
            1,
            new JobFile.Backoff(Duration.ofMillis(200), Duration.ofSeconds(1))),
        new JobFile.Limits(Optional.empty(), Optional.empty(), Optional.empty()),
        new JobFile.Alert(Duration.ofHours(1), ""));
  }

  static ConfigurableApplicationContext serve(LocalPostgres.Database database, String pubsub) {
    PersonalTokens.listen();
    return new SpringApplicationBuilder(Rooms.class)
        .web(WebApplicationType.NONE)
        .profiles("serve")
        .run(
            "--spring.datasource.url=jdbc:postgresql://127.0.0.1:%d/%s"
                .formatted(database.port(), database.name()),
            // Only a part of the worker: its loops are not there.
            "--management.endpoint.health.validate-group-membership=false",
            "--spring.datasource.username=" + LocalPostgres.WORKER,
            "--spring.datasource.hikari.maximum-pool-size=5",
            "--spring.datasource.hikari.data-source-properties.options="
                + SessionSettings.options(),
            "--spring.cloud.gcp.sql.enabled=false",
            "--spring.cloud.gcp.project-id=test",
            "--spring.cloud.gcp.pubsub.emulator-host=" + pubsub,
            "--spring.flyway.enabled=false",
            "--ops.pubsub.batch=1000",
            "--ops.pubsub.outstanding=5000",
            "--ops.pubsub.first-pause=100ms",
            "--ops.pubsub.longest-pause=500ms",
            "--ops.resume-every=500ms",
            "--logging.level.root=ERROR",
            "--logging.level.ai.coditect=INFO");
  }
}
