package ai.coditect.ops.job.engine;

import ai.coditect.ops.job.RequestCheck;
import ai.coditect.ops.job.RunAnnouncement;
import ai.coditect.ops.job.RunGuard;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.WaitingRuns;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.local.KeptAutoConfiguration;
import ai.coditect.ops.local.LocalPostgres;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The engine alone, with jobs of a test, on a real database. */
final class EngineUnderTest implements AutoCloseable {
  static final Instant AS_OF = Instant.parse("2026-11-22T09:00:00.000001Z");

  private final LocalPostgres.Database database;
  private final ConfigurableApplicationContext context;
  private final Announced announced;

  /** What the engine told the world, and what a test has it meet with. */
  static final class Announced implements RunAnnouncement {
    final List<RunResult> results = new CopyOnWriteArrayList<>();
    volatile Consumer<RunResult> before = result -> {};

    @Override
    public void announce(RunResult result) {
      before.accept(result);
      results.add(result);
    }
  }

  /** The real time, moved by a length. */
  static final class MovedClock extends Clock {
    volatile Duration moved = Duration.ZERO;

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Clock.systemUTC().instant().plus(moved);
    }
  }

  /** No {@code @Configuration}, lest another test's scan finds it. */
  @KeptAutoConfiguration
  @Import(EngineConfiguration.class)
  static class Fixture {
    @Bean
    @Primary
    MovedClock movedClock() {
      return new MovedClock();
    }

    @Bean
    RequestCheck requestCheck() {
      return request -> new RequestCheck.Checked(request.parameters(), List.of());
    }

    @Bean
    RunGuard runGuard() {
      return List::of;
    }

    @Bean
    Announced announced() {
      return new Announced();
    }
  }

  private EngineUnderTest(LocalPostgres.Database database, ConfigurableApplicationContext context) {
    this.database = database;
    this.context = context;
    this.announced = context.getBean(Announced.class);
  }

  /** Starts a worker whose jobs are made with its connection to the database. */
  static EngineUnderTest on(
      LocalPostgres.Database database, Function<JdbcClient, List<JobCatalog.Entry<?>>> jobs) {
    ConfigurableApplicationContext context =
        new SpringApplicationBuilder(Fixture.class)
            .web(WebApplicationType.NONE)
            .initializers(
                (GenericApplicationContext each) ->
                    each.registerBean(
                        JobCatalog.class,
                        () -> new JobCatalog(jobs.apply(each.getBean(JdbcClient.class)))))
            .run(
                "--spring.datasource.url=jdbc:postgresql://127.0.0.1:%d/%s?options=-c%%20lock_timeout=300"
                    .formatted(database.port(), database.name()),
                // Only a part of the worker: its loops are not there.
                "--management.endpoint.health.validate-group-membership=false",
                "--spring.datasource.username=" + LocalPostgres.WORKER,
                "--spring.datasource.hikari.maximum-pool-size=5",
                "--spring.cloud.gcp.core.enabled=true",
                "--spring.cloud.gcp.sql.enabled=false",
                "--spring.cloud.gcp.pubsub.enabled=false",
                "--spring.autoconfigure.exclude=org.springframework.boot.quartz.autoconfigure.QuartzAutoConfiguration",
                "--spring.flyway.enabled=false",
                "--ops.takeover=1h",
                "--logging.level.org.springframework=WARN");
    return new EngineUnderTest(database, context);
  }

  @Override
  public void close() {
    context.close();
  }

  <T> T get(Class<T> type) {
    return context.getBean(type);
  }

  Announced announced() {
    return announced;
  }

  MovedClock clock() {
    return get(MovedClock.class);
  }

  RunResult run(String job, String key) {
    return get(EngineJobRunner.class)
        .run(new RunRequest(job, key, Origin.COMMAND, Optional.of(AS_OF), Map.of(), false));
  }

  /** The keys of the runs that should go on by themselves now. */
  List<String> waiting() {
    return get(WaitingRuns.class).requests().stream().map(RunRequest::key).toList();
  }

  /** Lets another person approve the run, as "approve" does. */
  void approve(UUID run) {
    database.execute(
        "update coditect_ops.runs set approved_by = 'Cleo', approved_at = now(), retry_at = now()"
            + " where id = '"
            + run
            + "'");
  }

  /** Makes the worker of every run look dead for as long as a takeover takes. */
  void forgetTheWorker() {
    database.execute(
        "update coditect_ops.runs set heartbeat_at = now() - interval '2 hours' where outcome ="
            + " 'running'");
  }

  /** Makes every next attempt due. */
  void letTimePass() {
    database.execute("update coditect_ops.runs set retry_at = now() where retry_at is not null");
  }
}
