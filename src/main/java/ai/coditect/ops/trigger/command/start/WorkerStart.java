package ai.coditect.ops.trigger.command.start;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
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

  /** Of Spring Boot, what only a worker that stays needs: schedules, metrics, health, the web. */
  private static final List<String> NOT_FOR_ONE_SHOT =
      List.of(
          "quartz.autoconfigure.QuartzAutoConfiguration",
          "actuate.autoconfigure.endpoint.EndpointAutoConfiguration",
          "actuate.autoconfigure.endpoint.jackson.Jackson2EndpointAutoConfiguration",
          "actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration",
          "actuate.autoconfigure.info.InfoContributorAutoConfiguration",
          "actuate.autoconfigure.web.server.ManagementContextAutoConfiguration",
          "autoconfigure.task.TaskSchedulingAutoConfiguration",
          "health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration",
          "health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration",
          "health.autoconfigure.application.DiskSpaceHealthContributorAutoConfiguration",
          "health.autoconfigure.application.SslHealthContributorAutoConfiguration",
          "health.autoconfigure.contributor.HealthContributorAutoConfiguration",
          "health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration",
          "http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration",
          "jdbc.autoconfigure.health.DataSourceHealthContributorAutoConfiguration",
          "jdbc.autoconfigure.metrics.DataSourcePoolMetricsAutoConfiguration",
          "micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
          "micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
          "micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration",
          "micrometer.metrics.autoconfigure.jvm.JvmMetricsAutoConfiguration",
          "micrometer.metrics.autoconfigure.logging.logback.LogbackMetricsAutoConfiguration",
          "micrometer.metrics.autoconfigure.ssl.SslMetricsAutoConfiguration",
          "micrometer.metrics.autoconfigure.startup.StartupTimeMetricsListenerAutoConfiguration",
          "micrometer.metrics.autoconfigure.system.SystemMetricsAutoConfiguration",
          "micrometer.metrics.autoconfigure.task.TaskExecutorMetricsAutoConfiguration",
          "micrometer.observation.autoconfigure.ObservationAutoConfiguration",
          "micrometer.observation.autoconfigure.ScheduledTasksObservationAutoConfiguration");

  private WorkerStart() {}

  /** Starts the worker; whatever goes wrong is thrown, and nothing of it is logged here. */
  public static ConfigurableApplicationContext start(
      Class<?> source, OpsEnvironment environment, Shape shape, boolean debug) {
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
      // What a one-shot has done is its answer.
      properties.put("logging.level.ai.coditect.ops.job.Runs", "off");
      properties.put("spring.cloud.gcp.core.enabled", "false");
      properties.put("spring.cloud.gcp.pubsub.enabled", "false");
      properties.put(
          "spring.autoconfigure.exclude",
          NOT_FOR_ONE_SHOT.stream()
              .map("org.springframework.boot."::concat)
              .collect(Collectors.joining(",")));
    }
    application.addListeners(new PropertiesFirst(properties));
    return application.run();
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
