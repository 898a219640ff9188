package ai.coditect.ops.trigger.command.start;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.trigger.command.start.OpsEnvironment.Need;
import ai.coditect.ops.trigger.command.start.WorkerStart.Shape;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** What an image prepares once holds for everybody who starts it. */
class OneShotContextIT {
  @TempDir Path folder;

  @Test
  void a_one_shot_consists_of_the_same_beans_whatever_is_configured() {
    Set<String> prepared = prepared(InProcessWorker.Worker.class);
    assertThat(prepared).hasSizeGreaterThan(100);
    assertThat(beans(InProcessWorker.Worker.class, direct())).isEqualTo(prepared);
    assertThat(beans(InProcessWorker.Worker.class, byConnector())).isEqualTo(prepared);
  }

  @Test
  void a_bean_that_a_setting_makes_is_found() {
    assertThat(beans(Dependent.class, direct())).isNotEqualTo(prepared(Dependent.class));
  }

  @Import(InProcessWorker.Worker.class)
  static class Dependent {
    @Bean
    @ConditionalOnProperty("ops.export-uri")
    Object exports() {
      return new Object();
    }
  }

  private Map<String, String> direct() {
    return with(
        Map.of(
            "DB_HOST", "127.0.0.1",
            "DB_PASSWORD", "any",
            "PUBSUB_EMULATOR_HOST", "127.0.0.1:1",
            "OPS_MONITORING_ENDPOINT", "127.0.0.1:1",
            "STORAGE_EMULATOR_HOST", "127.0.0.1:1",
            "OPS_SQLADMIN_URL", "http://127.0.0.1:1/"));
  }

  private Map<String, String> byConnector() {
    return with(Map.of("DB_INSTANCE", "a-project:us-central1:an-instance"));
  }

  private Map<String, String> with(Map<String, String> database) {
    Map<String, String> all = new HashMap<>(InProcessWorker.erasing(folder));
    all.put("DB_NAME", "any");
    all.put("DB_USER", "any");
    all.put("GOOGLE_CLOUD_PROJECT", "a-project");
    all.put("OPS_EXPORT_URI", folder.toUri().toString());
    all.put("OPS_DRILL_PROJECT", "drills");
    all.put("OPS_EVIDENCE_KEY", InProcessWorker.EVIDENCE_KEY);
    all.put("OPS_TAKEOVER", "45s");
    all.putAll(database);
    return all;
  }

  private static Set<String> prepared(Class<?> source) {
    return beans(source, OpsEnvironment.read(Map.of(), EnumSet.noneOf(Need.class)));
  }

  private static Set<String> beans(Class<?> source, Map<String, String> environment) {
    return beans(source, OpsEnvironment.read(environment, EnumSet.of(Need.DATABASE)));
  }

  private static Set<String> beans(Class<?> source, OpsEnvironment environment) {
    SpringApplication application =
        WorkerStart.application(source, environment, Shape.ONE_SHOT, false);
    // Nothing is made: nobody listens there.
    application.setLazyInitialization(true);
    try (var context = application.run()) {
      Set<String> names = new TreeSet<>(Set.of(context.getBeanDefinitionNames()));
      names.removeIf(name -> name.contains("Dependent"));
      return names;
    }
  }
}
