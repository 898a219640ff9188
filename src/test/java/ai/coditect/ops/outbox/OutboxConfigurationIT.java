package ai.coditect.ops.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.PubSubConnection;
import com.google.cloud.spring.autoconfigure.core.GcpContextAutoConfiguration;
import com.google.cloud.spring.autoconfigure.pubsub.GcpPubSubAutoConfiguration;
import com.google.cloud.spring.autoconfigure.pubsub.GcpPubSubEmulatorAutoConfiguration;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

class OutboxConfigurationIT {

  @Configuration(proxyBeanMethods = false)
  @Import(OutboxConfiguration.class)
  static class Rooms {
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
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration({
    GcpContextAutoConfiguration.class,
    GcpPubSubEmulatorAutoConfiguration.class,
    GcpPubSubAutoConfiguration.class
  })
  @Import(Rooms.class)
  static class Serving {}

  @Test
  void a_serving_worker_relays_and_a_one_shot_leaves_its_events_to_it() {
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    try (LocalPubSub pubsub = LocalPubSub.start();
        PubSubConnection client = new PubSubConnection(pubsub.endpoint(), "test")) {
      client.topics().createTopic(client.topic("ops-outcomes"));
      Supplier<DataSource> source = () -> database.as(LocalPostgres.WORKER);
      try (ConfigurableApplicationContext oneShot = start(Rooms.class, source, "")) {
        oneShot.getBean(OutboxStore.class).add("e-1", "t", "key", Instant.EPOCH, null, "{}");
        assertThat(oneShot.getBeansOfType(RelayLoop.class)).isEmpty();
      }
      assertThat(pubsub.published("ops-outcomes")).isEmpty();
      try (ConfigurableApplicationContext serving =
          start(Serving.class, source, pubsub.endpoint())) {
        await().atMost(Await.PATIENCE).until(() -> pubsub.published("ops-outcomes").size() == 1);
        assertThat(serving.getBean(RelayLoop.class).isRunning()).isTrue();
      }
    }
  }

  private static ConfigurableApplicationContext start(
      Class<?> rooms, Supplier<DataSource> source, String pubsub) {
    ApplicationContextInitializer<GenericApplicationContext> database =
        context -> context.registerBean(DataSource.class, source);
    return new SpringApplicationBuilder(rooms)
        .web(WebApplicationType.NONE)
        .profiles(pubsub.isEmpty() ? "one-shot" : "serve")
        .initializers(database)
        .properties(
            "spring.cloud.gcp.project-id=test",
            "spring.cloud.gcp.sql.enabled=false",
            "spring.main.banner-mode=off",
            "logging.level.root=warn",
            "spring.cloud.gcp.pubsub.emulator-host=" + pubsub)
        .run();
  }
}
