package ai.coditect.ops.trigger.command.start;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.MapPropertySource;

/** Starts the part of the worker that a command needs. */
public final class WorkerStart {

  /** How much of the worker starts. */
  public enum Shape {
    /** Everything: web server, schedules, subscribers. */
    SERVE,
    /** The same, with logs for machines. */
    SERVE_WITH_JSON_LOGS,
    /** What one run needs: neither web server nor schedules nor Pub/Sub. */
    ONE_SHOT
  }

  private static final String PACKAGES = AutoConfigurationPackages.class.getName();

  private WorkerStart() {}

  /** Starts the worker; whatever goes wrong is thrown, and nothing of it is logged here. */
  public static ConfigurableApplicationContext start(
      Class<?> source, OpsEnvironment environment, Shape shape, boolean debug) {
    return application(source, environment, shape, debug).run();
  }

  static SpringApplication application(
      Class<?> source, OpsEnvironment environment, Shape shape, boolean debug) {
    // Warms up what is wanted later on another processor; a worker's pod has a part of one.
    System.setProperty("spring.backgroundpreinitializer.ignore", "true");
    Map<String, Object> properties = new LinkedHashMap<>(environment.properties());
    if (!debug) {
      properties.put(
          "logging.level.org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter",
          "off");
      properties.put("logging.level.org.springframework.boot.SpringApplication", "off");
      properties.put("logging.level.org.springframework.boot.web.server.servlet.context", "error");
      properties.put("logging.level.org.springframework.context.annotation", "error");
      // The reason is told once, by the command.
      properties.put("logging.level.com.zaxxer.hikari", shape == Shape.ONE_SHOT ? "off" : "error");
    }
    SpringApplication application = new SpringApplication(source);
    application.setRegisterShutdownHook(false);
    if (shape == Shape.SERVE) {
      application.setAdditionalProfiles("serve");
    } else if (shape == Shape.SERVE_WITH_JSON_LOGS) {
      application.setAdditionalProfiles("serve", "json-logs");
    } else {
      application.setWebApplicationType(WebApplicationType.NONE);
      if (OneShotContext.isPrepared()) {
        application.setMainApplicationClass(OneShotContext.class);
        System.setProperty("spring.aot.enabled", "true");
      }
      // What a one-shot has done is its answer.
      properties.put("logging.level.ai.coditect.ops.job.Runs", "off");
      properties.put("spring.cloud.gcp.core.enabled", "false");
      properties.put("spring.cloud.gcp.pubsub.enabled", "false");
      properties.put(OneShotConfiguration.PROPERTY, "true");
    }
    application.addListeners(new PropertiesFirst(properties));
    application.addInitializers(WorkerStart::scanForNothing);
    return application;
  }

  /**
   * Spring Boot knows in which packages an application may have annotated classes, and of what is
   * here Jackson looks there, in every file of the worker at every start. There are none.
   */
  private static void scanForNothing(ConfigurableApplicationContext context) {
    context.addBeanFactoryPostProcessor(
        beans -> {
          if (beans instanceof BeanDefinitionRegistry registry
              && registry.containsBeanDefinition(PACKAGES)) {
            registry.removeBeanDefinition(PACKAGES);
          }
        });
  }

  /**
   * Adds the properties before any environment post-processor looks; that of Cloud SQL computes the
   * database's URL from them.
   */
  private record PropertiesFirst(Map<String, Object> properties)
      implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {
    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
      event
          .getEnvironment()
          .getPropertySources()
          .addFirst(new MapPropertySource("process environment", properties));
    }

    @Override
    public int getOrder() {
      return Ordered.HIGHEST_PRECEDENCE;
    }
  }
}
