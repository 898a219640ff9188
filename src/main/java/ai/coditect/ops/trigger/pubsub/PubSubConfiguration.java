package ai.coditect.ops.trigger.pubsub;

import ai.coditect.ops.job.AuditLogIntake;
import ai.coditect.ops.job.EventIntake;
import ai.coditect.ops.job.RunQueue;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.CheckGroup;
import ai.coditect.ops.trigger.pubsub.event.EventSchemas;
import ai.coditect.ops.trigger.pubsub.event.RequestReader;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.api.gax.rpc.TransportChannelProvider;
import com.google.cloud.spring.pubsub.PubSubAdmin;
import com.google.cloud.spring.pubsub.core.PubSubTemplate;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.context.annotation.PropertySource;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PubSubSettings.class)
@PropertySource("classpath:ai/coditect/ops/trigger/pubsub/subscriber.properties")
class PubSubConfiguration {

  @Bean
  PubSubCheck pubSubCheck(
      @Value("${spring.cloud.gcp.pubsub.project-id:${spring.cloud.gcp.project-id:}}")
          String project,
      @Value("${spring.cloud.gcp.pubsub.emulator-host:}") String emulator,
      PubSubSettings settings) {
    return new PubSubCheck(project, emulator, settings);
  }

  @Bean
  @Order(51)
  CheckGroup deliveryItems(
      @Value("${spring.cloud.gcp.pubsub.project-id:${spring.cloud.gcp.project-id:}}")
          String project,
      @Value("${spring.cloud.gcp.pubsub.emulator-host:}") String emulator,
      PubSubSettings settings) {
    return new DeliveryItems(project, emulator, settings);
  }

  @Bean
  @Order(52)
  Check rejectedEventsCheck(JdbcClient jdbc, Clock clock) {
    return new RejectedEventsCheck(new RejectedEventStore(jdbc, clock));
  }

  /**
   * The starter's own plain channel takes 4 MB at most; one larger message would cut its stream.
   */
  @Bean(destroyMethod = "shutdownNow")
  @Profile("serve")
  @ConditionalOnProperty("spring.cloud.gcp.pubsub.emulator-host")
  ManagedChannel emulatorChannel(
      @Value("${spring.cloud.gcp.pubsub.emulator-host}") String emulator) {
    return ManagedChannelBuilder.forTarget(emulator)
        .usePlaintext()
        .maxInboundMessageSize(20 << 20)
        .build();
  }

  @Bean({"subscriberTransportChannelProvider", "publisherTransportChannelProvider"})
  @Profile("serve")
  @ConditionalOnProperty("spring.cloud.gcp.pubsub.emulator-host")
  TransportChannelProvider emulatorChannelProvider(ManagedChannel emulatorChannel) {
    return FixedTransportChannelProvider.create(GrpcTransportChannel.create(emulatorChannel));
  }

  @Bean
  @Profile("serve")
  @Order(50)
  Check intakeCheck(SubscriptionListener listener, PubSubAdmin admin, PubSubSettings settings) {
    return new IntakeCheck(listener, admin, settings);
  }

  @Bean
  @Profile("serve")
  SubscriptionListener subscriptionListener(
      PubSubTemplate pubsub,
      PubSubAdmin admin,
      @Value("${spring.cloud.gcp.pubsub.emulator-host:}") String emulator,
      @Value("${ops.jobs-dir:}") String jobsDir,
      PubSubSettings settings,
      JobCatalog jobs,
      ObjectProvider<EventIntake> intakes,
      ObjectProvider<AuditLogIntake> logs,
      RunQueue queue,
      JdbcClient jdbc,
      PlatformTransactionManager transactions,
      Clock clock,
      ObjectProvider<MeterRegistry> meters,
      @Value("${ops.stuck-after}") Duration stuckAfter) {
    List<EventIntake> known = intakes.orderedStream().toList();
    MessageReader reader =
        new MessageReader(
            new EventSchemas(Optional.of(jobsDir).filter(dir -> !dir.isEmpty())),
            new RequestReader(jobs, clock),
            known,
            logs.orderedStream().toList());
    MessageIntake intake =
        new MessageIntake(
            reader,
            queue,
            new RejectedEventStore(jdbc, clock),
            new TransactionTemplate(transactions),
            settings.subscription());
    return new SubscriptionListener(
        pubsub,
        admin,
        !emulator.isEmpty(),
        settings,
        intake,
        new IntakeTroubles(settings.subscription(), clock, stuckAfter),
        new IntakeMeters(meters.getIfAvailable(SimpleMeterRegistry::new), clock));
  }
}
