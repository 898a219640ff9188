package ai.coditect.ops.trigger.pubsub;

import ai.coditect.ops.job.EventIntake;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.job.RunKey;
import ai.coditect.ops.job.RunQueue;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.Stage;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.PersonalTokens;
import com.google.cloud.spring.autoconfigure.core.GcpContextAutoConfiguration;
import com.google.cloud.spring.autoconfigure.pubsub.GcpPubSubAutoConfiguration;
import com.google.cloud.spring.autoconfigure.pubsub.GcpPubSubEmulatorAutoConfiguration;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The event side of a worker, with a queue and an intake that write to real tables. */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({
  GcpContextAutoConfiguration.class,
  GcpPubSubEmulatorAutoConfiguration.class,
  GcpPubSubAutoConfiguration.class
})
@Import(PubSubConfiguration.class)
class IntakeFixture {
  /** An organization whose events the intake refuses, and ones whose events break something. */
  static final String REFUSED = "00000000-0000-4000-8000-00000000dead";

  static final String UNSTORABLE = "00000000-0000-4000-8000-0000000022bb";
  static final String BREAKING = "00000000-0000-4000-8000-00000000eeee";
  static final String ERRING = "00000000-0000-4000-8000-00000000eeff";

  static final List<String> NUDGES = new CopyOnWriteArrayList<>();

  static LocalPostgres.Database database() {
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    database.execute(
        "create table public.queued (job text, key text, origin text, parameters text, primary key (job, key))",
        "grant select, insert on public.queued to coditect_system",
        """
        create function public.refuse() returns trigger language plpgsql as $$ begin
          if new.organization_id = '%s' then raise exception '%s' using errcode = '22000'; end if;
          return new;
        end $$
        """
            .formatted(UNSTORABLE, PersonalTokens.ALL),
        "create trigger refuse before insert on coditect_ops.license_changes for each row execute function public.refuse()");
    return database;
  }

  static ConfigurableApplicationContext serve(
      LocalPostgres.Database database, String pubsub, String... more) {
    PersonalTokens.listen();
    return new SpringApplicationBuilder(IntakeFixture.class)
        .web(WebApplicationType.NONE)
        .profiles("serve")
        .properties(
            "spring.cloud.gcp.project-id=test",
            "spring.cloud.gcp.sql.enabled=false",
            "spring.main.banner-mode=off",
            "logging.level.root=warn",
            "logging.level.ai.coditect=info",
            "spring.cloud.gcp.pubsub.emulator-host=" + pubsub,
            "ops.pubsub.first-pause=100ms",
            "ops.pubsub.longest-pause=500ms",
            "test.db.port=" + database.port(),
            "test.db.name=" + database.name())
        .properties(more)
        // What application.yaml says, too, only an argument says otherwise.
        .run("--ops.stuck-after=1s");
  }

  @Bean
  DataSource dataSource(org.springframework.core.env.Environment environment) {
    HikariDataSource source = new HikariDataSource();
    source.setJdbcUrl(
        "jdbc:postgresql://127.0.0.1:%s/%s"
            .formatted(
                environment.getProperty("test.db.port"), environment.getProperty("test.db.name")));
    source.setUsername(LocalPostgres.WORKER);
    source.setMaximumPoolSize(5);
    source.setMinimumIdle(0);
    source.setConnectionTimeout(1000);
    source.setInitializationFailTimeout(-1);
    source.addDataSourceProperty(
        "options",
        "-c statement_timeout=30s -c lock_timeout=2s -c idle_in_transaction_session_timeout=10s");
    return source;
  }

  @Bean
  JdbcTransactionManager transactionManager(DataSource source) {
    return new JdbcTransactionManager(source);
  }

  @Bean
  JdbcClient jdbcClient(DataSource source) {
    return JdbcClient.create(source);
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  RunQueue runQueue(JdbcClient jdbc) {
    return new RunQueue() {
      @Override
      public Queued add(RunRequest request, Optional<FormerKey> former) {
        jdbc.sql("insert into public.queued values (?, ?, ?, ?) on conflict do nothing")
            .params(
                request.job(),
                request.key(),
                request.origin().name(),
                request.parameters().toString())
            .update();
        boolean other =
            jdbc.sql("select parameters <> ? from public.queued where job = ? and key = ?")
                .params(request.parameters().toString(), request.job(), request.key())
                .query(Boolean.class)
                .single();
        return other ? Queued.OTHER_PARAMETERS : Queued.ACCEPTED;
      }

      @Override
      public void nudge(String job, Map<String, String> parameters) {
        NUDGES.add(job + parameters);
      }
    };
  }

  @Bean
  EventIntake licenseChanges(JdbcClient jdbc) {
    return new EventIntake() {
      @Override
      public String type() {
        return "ai.coditect.license.changed.v1";
      }

      @Override
      public String job() {
        return "license-expiry";
      }

      @Override
      public Map<String, String> nudgeWith() {
        return Map.of();
      }

      @Override
      public List<Rejection> record(List<InboundEvent> events) {
        if (events.stream().anyMatch(event -> event.data().contains(BREAKING))) {
          throw new IllegalStateException("a bug of " + PersonalTokens.ALL);
        }
        if (events.stream().anyMatch(event -> event.data().contains(ERRING))) {
          throw new NoClassDefFoundError(PersonalTokens.ALL);
        }
        List<InboundEvent> good =
            events.stream().filter(event -> !event.data().contains(REFUSED)).toList();
        jdbc.sql(
                """
                insert into coditect_ops.license_changes (organization_id, license_id, event_id)
                select cast(cast(e.data as jsonb) ->> 'organizationId' as uuid),
                  cast(cast(e.data as jsonb) ->> 'licenseId' as uuid), e.id
                from unnest(cast(:ids as text[]), cast(:data as text[])) as e (id, data)
                on conflict (event_id) do nothing
                """)
            .param(
                "ids",
                good.stream()
                    .map(event -> RunKey.ofEvent(event.source(), event.id()))
                    .toArray(String[]::new))
            .param("data", good.stream().map(InboundEvent::data).toArray(String[]::new))
            .update();
        return IntStream.range(0, events.size())
            .filter(place -> events.get(place).data().contains(REFUSED))
            .mapToObj(place -> new Rejection(place, "the organization does not own the license"))
            .toList();
      }
    };
  }

  record NoSettings() {}

  @Bean
  JobCatalog jobCatalog() {
    JobFile file =
        new JobFile(
            "license-expiry",
            "",
            "",
            false,
            Optional.empty(),
            List.of(),
            List.of("license.changed"),
            Map.of("organization", new JobFile.Parameter(JobFile.Parameter.Type.UUID, false)),
            new JobFile.Run(
                1000,
                1,
                Duration.ofMinutes(1),
                1,
                new JobFile.Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1))),
            new JobFile.Limits(Optional.empty(), Optional.empty(), Optional.empty()),
            new JobFile.Alert(Duration.ofHours(1), ""));
    OpsJob<NoSettings> job =
        new OpsJob<>() {
          @Override
          public String name() {
            return "license-expiry";
          }

          @Override
          public Class<NoSettings> settings() {
            return NoSettings.class;
          }

          @Override
          public List<Stage<NoSettings>> stages() {
            return List.of();
          }

          @Override
          public Forecast forecast(JobRun run, NoSettings settings) {
            return new Forecast(List.of());
          }
        };
    return new JobCatalog(List.of(new JobCatalog.Entry<>(file, job, new NoSettings())));
  }
}
