package ai.coditect.ops.local;

import ai.coditect.ops.OpsWorker;
import ai.coditect.ops.job.JobRunner;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.trigger.command.start.OpsEnvironment;
import ai.coditect.ops.trigger.command.start.OpsEnvironment.Need;
import ai.coditect.ops.trigger.command.start.WorkerStart;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportSelector;
import org.springframework.context.annotation.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/** The whole one-shot worker inside the test's own process: fast enough for thousands of runs. */
public final class InProcessWorker implements AutoCloseable {
  /** Signs markers and evidence wherever no real key is at hand. */
  public static final String EVIDENCE_KEY =
      "MC4CAQAwBQYDK2VwBCIEIIXvTVYrd8+nMYKCLqZB/N5zN+6bBDROBMGTKAHiDMII";

  private final ConfigurableApplicationContext context;

  private InProcessWorker(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /**
   * The production classes, and nothing that tests put beside them. No {@code @Configuration}, lest
   * another scan finds it.
   */
  @KeptAutoConfiguration
  @Import(Components.class)
  @PropertySource("classpath:ai/coditect/ops/local/short-patience.properties")
  public static class Worker {}

  /** The same, which soon gives up on a bucket for packages. */
  @Import(Worker.class)
  @PropertySource("classpath:ai/coditect/ops/local/hasty-uploads.properties")
  public static class HastyUploader {}

  /** What a scan of the production classes finds, looked for once in this process. */
  static final class Components implements ImportSelector {
    private static final List<String> FOUND = scan();

    @Override
    public String[] selectImports(AnnotationMetadata importing) {
      return FOUND.toArray(String[]::new);
    }

    private static List<String> scan() {
      // Of every profile: whether a class is wanted is asked again when it is imported.
      var everything = new StandardEnvironment();
      everything.setActiveProfiles("serve");
      var scanner = new ClassPathScanningCandidateComponentProvider(true, everything);
      scanner.addExcludeFilter(Components::isNotOfTheJar);
      return scanner.findCandidateComponents(OpsWorker.class.getPackageName()).stream()
          .map(BeanDefinition::getBeanClassName)
          .toList();
    }

    private static boolean isNotOfTheJar(MetadataReader reader, MetadataReaderFactory factory)
        throws IOException {
      // The application's own class would scan again, and without this filter.
      return reader.getClassMetadata().getClassName().equals(OpsWorker.class.getName())
          || reader.getResource().getURL().getPath().contains("/test-classes/");
    }
  }

  /** Starts as the worker's login on this database, with these variables beside. */
  public static InProcessWorker start(
      LocalPostgres.Database database, Map<String, String> variables) {
    return start(Worker.class, database, variables);
  }

  public static InProcessWorker start(
      Class<?> worker, LocalPostgres.Database database, Map<String, String> variables) {
    Map<String, String> environment = new LinkedHashMap<>(variables);
    database.environment().forEach(environment::putIfAbsent);
    PersonalTokens.listen();
    return new InProcessWorker(
        MissingClasses.remembered(
            () ->
                WorkerStart.start(
                    worker,
                    OpsEnvironment.read(environment, EnumSet.of(Need.DATABASE)),
                    WorkerStart.Shape.ONE_SHOT,
                    false)));
  }

  /** The variables of a worker that may erase: a ledger in this directory, and a key. */
  public static Map<String, String> erasing(Path ledger) {
    return Map.of(
        "OPS_LEDGER_URI",
        ledger.toUri().toString().replaceFirst("/$", ""),
        "OPS_SUBJECT_KEY",
        "k1:vhbzRSGcTWDi3rZ7H6NyE3bSkYFIu8nNvEqgB9Qx1kM=");
  }

  public RunResult run(String job, String key, Instant asOf, Map<String, String> parameters) {
    return run(new RunRequest(job, key, Origin.COMMAND, Optional.of(asOf), parameters, false));
  }

  public RunResult dryRun(String job, Instant asOf) {
    return run(new RunRequest(job, "dry", Origin.COMMAND, Optional.of(asOf), Map.of(), true));
  }

  private RunResult run(RunRequest request) {
    RunResult result = context.getBean(JobRunner.class).run(request);
    PersonalTokens.none("the run of " + request.job(), result.toString());
    return result;
  }

  /** A room's command, with its arguments by name. */
  public Reply type(String command, Map<String, String> arguments) {
    RoomCommand found =
        SpringFactoriesLoader.loadFactories(RoomCommand.class, getClass().getClassLoader()).stream()
            .filter(each -> each.name().equals(command))
            .findFirst()
            .orElseThrow();
    Reply reply = found.run(new Given(arguments, get(Clock.class), "tester"), this::get);
    PersonalTokens.none(command, reply.toString());
    return reply;
  }

  public <T> T get(Class<T> type) {
    return context.getBean(type);
  }

  public <T> Collection<T> all(Class<T> type) {
    return context.getBeansOfType(type).values();
  }

  @Override
  public void close() {
    context.close();
    PersonalTokens.noneHeard();
  }
}
