package ai.coditect.ops.outbox;

import com.google.api.gax.batching.BatchingSettings;
import com.google.api.gax.retrying.RetrySettings;
import com.google.cloud.pubsub.v1.TopicAdminClient;
import com.google.cloud.pubsub.v1.TopicAdminSettings;
import com.google.cloud.spring.core.GcpProjectIdProvider;
import com.google.pubsub.v1.TopicName;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class OutboxConfiguration {
  /** The client's own word that it gives up is the better one. */
  static final Duration LAST_WORD = Duration.ofSeconds(1);

  @Bean
  OutboxStore outboxStore(JdbcClient jdbc) {
    return new OutboxStore(jdbc);
  }

  @Bean
  OutboxCheck outboxCheck(
      OutboxStore outbox, Clock clock, @Value("${ops.stuck-after}") Duration stuckAfter) {
    return new OutboxCheck(outbox, clock, stuckAfter);
  }

  // The client is the relay's own: a second bean of its type would displace that of PubSubAdmin.
  @Bean(destroyMethod = "close")
  @Profile("serve")
  RelayLoop outboxRelay(
      OutboxStore outbox,
      TopicAdminSettings pubsub,
      GcpProjectIdProvider project,
      @Value("${ops.pubsub.outcomes-topic:ops-outcomes}") String topic,
      @Value("${ops.outbox.poll:500ms}") Duration poll,
      @Value("${ops.outbox.longest-pause:30s}") Duration longestPause,
      @Value("${ops.outbox.patience:5s}") Duration patience,
      PlatformTransactionManager transactions,
      ObjectProvider<MeterRegistry> meters,
      Clock clock)
      throws IOException {
    TopicAdminClient client = bounded(pubsub, patience);
    OutcomePublisher publisher =
        new OutcomePublisher(
            client.publishCallable(),
            TopicName.format(project.getProjectId(), topic),
            patience.plus(LAST_WORD));
    Relay relay =
        new Relay(
            outbox,
            publisher,
            new TransactionTemplate(transactions),
            clock,
            Duration.ofSeconds(1),
            longestPause);
    return new RelayLoop(
        relay, poll, longestPause, client, meters.getIfAvailable(SimpleMeterRegistry::new));
  }

  /**
   * The same connection, but requests go out as they are and fail in time to be noticed.
   *
   * @param patience how long one may take with all its repetitions: well below the session's
   *     idle_in_transaction_session_timeout of 10 s
   */
  static TopicAdminClient bounded(TopicAdminSettings pubsub, Duration patience) throws IOException {
    TopicAdminSettings.Builder settings = pubsub.toBuilder();
    settings
        .publishSettings()
        .setBatchingSettings(BatchingSettings.newBuilder().setIsEnabled(false).build())
        .setRetrySettings(
            RetrySettings.newBuilder()
                .setInitialRetryDelayDuration(Duration.ofMillis(100))
                .setRetryDelayMultiplier(2)
                .setMaxRetryDelayDuration(Duration.ofSeconds(1))
                .setInitialRpcTimeoutDuration(patience.multipliedBy(4).dividedBy(5))
                .setRpcTimeoutMultiplier(1)
                .setMaxRpcTimeoutDuration(patience.multipliedBy(4).dividedBy(5))
                .setTotalTimeoutDuration(patience)
                .build());
    return TopicAdminClient.create(settings.build());
  }
}
