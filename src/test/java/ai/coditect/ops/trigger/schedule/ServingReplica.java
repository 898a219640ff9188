package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.database.session.SessionSettings;
import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.RequestCheck;
import ai.coditect.ops.job.RunQueue;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.Stage;
import ai.coditect.ops.job.WaitingRuns;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.NamedSchedule;
import ai.coditect.ops.job.file.Schedule;
import ai.coditect.ops.local.HttpAnswer;
import ai.coditect.ops.local.KeptAutoConfiguration;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.PersonalTokens;
import ai.coditect.ops.outbox.OutboxStore;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.CheckGroup;
import ai.coditect.ops.problem.OutwardGuard;
import ai.coditect.ops.problem.Problem;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Schedules, queue, engine and what heals them, with the jobs that a test gives this version. What
 * it prints, shows and finds is searched for personal tokens, which stand in all parameters.
 */
final class ServingReplica implements AutoCloseable {
  private final ConfigurableApplicationContext context;

  private ServingReplica(ConfigurableApplicationContext context) {
    this.context = context;
  }

  record NothingSet() {}

  /** Does what the test says, in one bite. */
  private record ToldJob(
      String name, Runnable asked, Supplier<List<Problem>> against, Consumer<JobRun> work)
      implements OpsJob<NothingSet> {
    @Override
    public List<Problem> obstacles(boolean dryRun) {
      return against.get();
    }

    @Override
    public Class<NothingSet> settings() {
      return NothingSet.class;
    }

    @Override
    public List<Stage<NothingSet>> stages() {
      asked.run();
      return List.of(
          Stage.single(
              "work",
              (run, settings) -> {
                work.accept(run);
                return Outcome.done(Changes.of("told", 1));
              }));
    }

    @Override
    public Forecast forecast(JobRun run, NothingSet settings) {
      return new Forecast(List.of());
    }
  }

  @SpringBootConfiguration
  @KeptAutoConfiguration
  @ComponentScan(
      basePackages = {
        "ai.coditect.ops.database",
        "ai.coditect.ops.job.engine",
        "ai.coditect.ops.job.silence",
        "ai.coditect.ops.trigger.schedule"
      },
      excludeFilters =
          @Filter(type = FilterType.REGEX, pattern = ".*(IT|UnderTest|ServingReplica)(\\$.*)?"))
  @ComponentScan(
      basePackages = "ai.coditect.ops.check",
      useDefaultFilters = false,
      includeFilters = @Filter(type = FilterType.REGEX, pattern = ".*\\.WatchConfiguration"))
  static class Beans {}

  /** An outbox that nobody empties. */
  static class OutboxAlone {
    @Bean
    OutboxStore outboxStore(JdbcClient jdbc) {
      return new OutboxStore(jdbc);
    }
  }

  /** What this version has: jobs by name, each with its cron, and what they do. */
  static final class Version {
    private static final String QUARTZ = "spring.quartz.properties.org.quartz.";

    private final Map<String, List<NamedSchedule>> schedules = new TreeMap<>();
    private Consumer<JobRun> work = run -> {};
    private Runnable planned = () -> {};
    private Runnable checked = () -> {};
    private final Map<String, String> settings = new TreeMap<>();
    private final Set<String> destructive = new TreeSet<>();
    private WaitingRuns room = List::of;
    private OutwardGuard guard = List::of;
    private Function<String, List<Problem>> against = job -> List.of();
    private WebApplicationType web = WebApplicationType.NONE;
    private Class<?> outbox = OutboxAlone.class;
    private JobFile.Run run =
        new JobFile.Run(
            10,
            1,
            Duration.ofMinutes(1),
            5,
            new JobFile.Backoff(Duration.ofMillis(200), Duration.ofSeconds(1)));

    Version job(String name, String cron) {
      return job(name, cron, Schedule.On.QUARTZ);
    }

    Version job(String name, String cron, Schedule.On on) {
      schedules.put(name, List.of(NamedSchedule.only(when(cron, on), Duration.ofHours(1))));
      return this;
    }

    /** One of its jobs is governed. */
    Version destructive(String job) {
      destructive.add(job);
      return this;
    }

    /** What speaks against every effect outside. */
    Version guardedBy(OutwardGuard outward) {
      guard = outward;
      return this;
    }

    /** What its jobs say against each run. */
    Version withObstacles(Supplier<List<Problem>> obstacles) {
      against = job -> obstacles.get();
      return this;
    }

    /** What one of its jobs says against each run. */
    Version withObstacles(String job, List<Problem> obstacles) {
      against = asked -> asked.equals(job) ? obstacles : List.of();
      return this;
    }

    /** A run that fails is not tried again. */
    Version tryingOnce() {
      run = new JobFile.Run(run.bite(), 1, run.timeout(), 1, run.backoff());
      return this;
    }

    /** Its health can be asked for, and is soon up to date. */
    Version withHealth() {
      web = WebApplicationType.SERVLET;
      return with("server.port", "0").with("ops.watch-every", "500ms");
    }

    /** Its outbox is emptied into this server's topic. */
    Version publishingTo(LocalPubSub pubsub) {
      try {
        outbox = Class.forName("ai.coditect.ops.outbox.OutboxConfiguration");
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(e);
      }
      return with("spring.cloud.gcp.pubsub.enabled", "true")
          .with("spring.cloud.gcp.pubsub.emulator-host", pubsub.endpoint())
          .with("spring.cloud.gcp.project-id", "test")
          .with("management.health.pubsub.enabled", "false")
          .with("ops.outbox.longest-pause", "1s");
    }

    /** What a room waits for. */
    Version waiting(WaitingRuns runs) {
      room = runs;
      return this;
    }

    /** A job with one more rhythm, whose runs are asked with its name. */
    Version rhythm(String job, String name, String cron) {
      schedules
          .computeIfAbsent(job, j -> new ArrayList<>())
          .add(
              new NamedSchedule(
                  Optional.of(name),
                  when(cron, Schedule.On.QUARTZ),
                  new TreeMap<>(Map.of("level", name)),
                  Duration.ofHours(1)));
      return this;
    }

    private static Schedule when(String cron, Schedule.On on) {
      return new Schedule(cron, ZoneOffset.UTC, Schedule.Missed.RUN_ONCE, on);
    }

    Version doing(Consumer<JobRun> what) {
      work = what;
      return this;
    }

    Version with(String setting, String value) {
      settings.put(setting, value);
      return this;
    }

    /** What happens outside every bite, when the engine asks for the stages. */
    Version planning(Runnable what) {
      planned = what;
      return this;
    }

    /** What happens before the engine knows anything, when it checks a request. */
    Version checking(Runnable what) {
      checked = what;
      return this;
    }

    /** A parameter called "new" is one that this version does not know. */
    private RequestCheck requestCheck() {
      return request -> {
        checked.run();
        return new RequestCheck.Checked(
            request.parameters(),
            request.parameters().containsKey("new")
                ? List.of(new Problem("unknown parameter.", "test", "none"))
                : List.of());
      };
    }

    ServingReplica serveOn(LocalPostgres.Database database) {
      List<JobCatalog.Entry<?>> entries =
          schedules.entrySet().stream()
              .<JobCatalog.Entry<?>>map(
                  job ->
                      new JobCatalog.Entry<>(
                          file(
                              job.getKey(),
                              destructive.contains(job.getKey()),
                              job.getValue(),
                              run),
                          new ToldJob(
                              job.getKey(), planned, () -> against.apply(job.getKey()), work),
                          new NothingSet()))
              .toList();
      PersonalTokens.listen();
      return new ServingReplica(start(entries, database));
    }

    private ConfigurableApplicationContext start(
        List<JobCatalog.Entry<?>> entries, LocalPostgres.Database database) {
      return new SpringApplicationBuilder(Beans.class, outbox)
          .web(web)
          .profiles("serve")
          .initializers(
              each -> {
                each.getBeanFactory().registerSingleton("jobCatalog", new JobCatalog(entries));
                each.getBeanFactory().registerSingleton("requestCheck", requestCheck());
                each.getBeanFactory().registerSingleton("ofARoom", room);
                each.getBeanFactory().registerSingleton("outwardOfATest", guard);
              })
          .run(
              arguments(database).entrySet().stream()
                  .map(each -> "--" + each.getKey() + "=" + each.getValue())
                  .toArray(String[]::new));
    }

    private Map<String, String> arguments(LocalPostgres.Database database) {
      Map<String, String> arguments = new TreeMap<>();
      arguments.put(
          "spring.datasource.url",
          "jdbc:postgresql://127.0.0.1:%d/%s".formatted(database.port(), database.name()));
      arguments.put("spring.datasource.username", LocalPostgres.WORKER);
      arguments.put("spring.datasource.hikari.maximum-pool-size", "5");
      arguments.put(
          "spring.datasource.hikari.data-source-properties.options", SessionSettings.options());
      arguments.put(QUARTZ + "jobStore.class", ReplicaJobStore.class.getName());
      arguments.put("spring.cloud.gcp.sql.enabled", "false");
      arguments.put("spring.cloud.gcp.pubsub.enabled", "false");
      arguments.put("spring.flyway.enabled", "false");
      // Everything that takes half a minute in earnest takes a moment here.
      arguments.put(QUARTZ + "jobStore.clusterCheckinInterval", "300");
      arguments.put(QUARTZ + "jobStore.misfireThreshold", "1000");
      arguments.put(QUARTZ + "scheduler.idleWaitTime", "1000");
      arguments.put("ops.heal-every", "300ms");
      arguments.put("ops.stuck-after", "1s");
      arguments.put("ops.takeover", "3s");
      arguments.put("ops.resume-every", "300ms");
      arguments.put("logging.level.root", "WARN");
      arguments.put("logging.level.ai.coditect", "INFO");
      arguments.put("logging.level." + ReplicaJobStore.class.getName(), "WARN");
      arguments.putAll(settings);
      return arguments;
    }
  }

  private static JobFile file(
      String name, boolean destructive, List<NamedSchedule> schedules, JobFile.Run run) {
    return new JobFile(
        name,
        "Does what it is told.",
        "tests",
        destructive,
        Optional.empty(),
        List.copyOf(schedules),
        List.of(),
        Map.of(),
        run,
        new JobFile.Limits(Optional.empty(), Optional.empty(), Optional.empty()),
        new JobFile.Alert(Duration.ofHours(1), "README.md#" + name));
  }

  boolean isActive() {
    return context.isActive();
  }

  <T> T get(Class<T> type) {
    return context.getBean(type);
  }

  /** What a load balancer or a person is told at this moment. */
  String health() {
    String port = context.getEnvironment().getRequiredProperty("local.server.port");
    return PersonalTokens.none(
        "health", HttpAnswer.bodyOf(URI.create("http://localhost:" + port + "/actuator/health")));
  }

  /** What the item of a group that makes this claim finds now. */
  Check.Finding itemFinding(String claim) {
    return found(
        context.getBeansOfType(CheckGroup.class).values().stream()
            .flatMap(group -> group.items().stream()),
        claim);
  }

  /** What Spring says before it stops anything. */
  void announceStop() {
    context.publishEvent(new ContextClosedEvent(context));
  }

  /** What tells the run of these parameters from others is somebody's besides. */
  void queue(String job, String key, Map<String, String> parameters) {
    get(RunQueue.class)
        .add(new RunRequest(job, key, Origin.EVENT, Optional.empty(), planted(parameters), false));
  }

  /** None stay none: runs without any are one after the other. */
  static Map<String, String> planted(Map<String, String> parameters) {
    Map<String, String> all = new TreeMap<>(parameters);
    all.replaceAll((name, value) -> value + " of " + PersonalTokens.ALL);
    return all;
  }

  /** What the item that makes this claim finds now. */
  Check.Finding finding(String claim) {
    return found(context.getBeansOfType(Check.class).values().stream(), claim);
  }

  private static Check.Finding found(Stream<Check> checks, String claim) {
    Check.Finding finding =
        checks.filter(check -> check.claim().contains(claim)).findFirst().orElseThrow().examine();
    PersonalTokens.none(claim, finding.toString());
    return finding;
  }

  @Override
  public void close() {
    context.close();
    PersonalTokens.noneHeard();
  }
}
