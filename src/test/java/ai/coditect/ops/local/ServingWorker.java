package ai.coditect.ops.local;

import ai.coditect.ops.trigger.command.start.OpsEnvironment;
import ai.coditect.ops.trigger.command.start.OpsEnvironment.Need;
import ai.coditect.ops.trigger.command.start.WorkerStart;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The whole serving worker inside the test's own process, on a free port, with short intervals. */
public final class ServingWorker implements AutoCloseable {
  private final ConfigurableApplicationContext context;

  private ServingWorker(ConfigurableApplicationContext context) {
    this.context = context;
  }

  @Import(InProcessWorker.Worker.class)
  public static class Worker {
    @Bean
    WebServerFactoryCustomizer<ConfigurableServletWebServerFactory> anyFreePort() {
      return factory -> factory.setPort(0);
    }
  }

  /** The same, of a worker that waits half a second for a connection. */
  @Import(Worker.class)
  public static class Impatient {
    @Bean
    static BeanPostProcessor impatientPool() {
      return new BeanPostProcessor() {
        @Override
        public Object postProcessBeforeInitialization(Object bean, String name) {
          if (bean instanceof HikariDataSource pool) {
            pool.setConnectionTimeout(500);
          }
          return bean;
        }
      };
    }
  }

  /** Serves as the worker's login on this database, with these variables beside. */
  public static ServingWorker start(
      LocalPostgres.Database database, LocalPubSub pubsub, Map<String, String> variables) {
    return start(Worker.class, database, pubsub, variables);
  }

  public static ServingWorker start(
      Class<?> worker,
      LocalPostgres.Database database,
      LocalPubSub pubsub,
      Map<String, String> variables) {
    Map<String, String> environment = new LinkedHashMap<>(variables);
    database.environment().forEach(environment::putIfAbsent);
    environment.putIfAbsent("GOOGLE_CLOUD_PROJECT", "demo-project");
    environment.putIfAbsent("PUBSUB_EMULATOR_HOST", pubsub.endpoint());
    PersonalTokens.listen();
    return new ServingWorker(
        MissingClasses.remembered(
            () ->
                WorkerStart.start(
                    worker,
                    withShortIntervals(
                        OpsEnvironment.read(environment, EnumSet.of(Need.DATABASE, Need.GOOGLE))),
                    WorkerStart.Shape.SERVE,
                    false)));
  }

  /** Where a property source of a class stands, application.yaml would have the last word. */
  private static OpsEnvironment withShortIntervals(OpsEnvironment read) {
    Properties intervals = new Properties();
    try (InputStream file = ServingWorker.class.getResourceAsStream("short-intervals.properties")) {
      intervals.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> all = new LinkedHashMap<>();
    intervals.stringPropertyNames().forEach(name -> all.put(name, intervals.getProperty(name)));
    all.putAll(read.properties());
    return new OpsEnvironment(all, read.jobsDir(), read.owner(), read.worker(), read.warnings());
  }

  public <T> T get(Class<T> type) {
    return context.getBean(type);
  }

  /** Everything of this type that the worker is made of. */
  public <T> Collection<T> all(Class<T> type) {
    return context.getBeansOfType(type).values();
  }

  /** The address of a page of the worker. */
  public URI address(String path) {
    return URI.create(
        "http://localhost:" + context.getEnvironment().getProperty("local.server.port") + path);
  }

  /** The status of a page; 0 where nobody answers. */
  public int status(String path) {
    try {
      return HttpAnswer.of(address(path)).status();
    } catch (IOException e) {
      return 0;
    }
  }

  /** What the worker says of its health, as JSON. */
  public String health() {
    return page("/actuator/health");
  }

  /** A page of the worker, in which nobody is named. */
  public String page(String path) {
    return PersonalTokens.none(path, HttpAnswer.bodyOf(address(path)));
  }

  @Override
  public void close() {
    context.close();
    PersonalTokens.noneHeard();
  }
}
