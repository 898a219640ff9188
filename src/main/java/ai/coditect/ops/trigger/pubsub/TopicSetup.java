package ai.coditect.ops.trigger.pubsub;

import com.google.api.gax.rpc.AlreadyExistsException;
import com.google.cloud.spring.pubsub.PubSubAdmin;
import com.google.protobuf.util.Durations;
import com.google.pubsub.v1.DeadLetterPolicy;
import com.google.pubsub.v1.RetryPolicy;
import com.google.pubsub.v1.Subscription;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates what is missing on an emulator, which starts empty. Elsewhere a person does. */
final class TopicSetup {
  private static final Logger LOG = LoggerFactory.getLogger(TopicSetup.class);
  private final PubSubSettings names;

  TopicSetup(PubSubSettings names) {
    this.names = names;
  }

  void createMissing(PubSubAdmin admin) {
    for (String topic :
        List.of(
            names.requestsTopic(),
            names.deadLetterTopic(),
            names.outcomesTopic(),
            names.partitionsTopic())) {
      if (admin.getTopic(topic) == null) {
        quietly(() -> admin.createTopic(topic));
        LOG.atInfo().addKeyValue("topic", topic).log("topic created on the emulator");
      }
    }
    if (admin.getSubscription(names.deadLetterSubscription()) == null) {
      quietly(
          () -> admin.createSubscription(names.deadLetterSubscription(), names.deadLetterTopic()));
    }
    if (admin.getSubscription(names.subscription()) == null) {
      String deadLetters = admin.getTopic(names.deadLetterTopic()).getName();
      quietly(
          () ->
              admin.createSubscription(
                  Subscription.newBuilder()
                      .setName(names.subscription())
                      .setTopic(names.requestsTopic())
                      .setAckDeadlineSeconds(60)
                      .setRetryPolicy(
                          RetryPolicy.newBuilder()
                              .setMinimumBackoff(Durations.fromSeconds(1))
                              .setMaximumBackoff(Durations.fromSeconds(60)))
                      // Few attempts would throw good events away while the database is down.
                      .setDeadLetterPolicy(
                          DeadLetterPolicy.newBuilder()
                              .setDeadLetterTopic(deadLetters)
                              .setMaxDeliveryAttempts(100))));
      LOG.atInfo()
          .addKeyValue("subscription", names.subscription())
          .log("subscription created on the emulator");
    }
  }

  /** Another worker that starts at the same time may be first. */
  private static void quietly(Runnable creation) {
    try {
      creation.run();
    } catch (AlreadyExistsException e) {
      LOG.atDebug().log("another worker created it first");
    }
  }

  /** The command that creates the subscription; its topics have to be there. */
  String createSubscription() {
    return ("gcloud pubsub subscriptions create %1$s --topic=%2$s --ack-deadline=60"
            + " --dead-letter-topic=%3$s --max-delivery-attempts=100 --min-retry-delay=10s"
            + " --max-retry-delay=600s --expiration-period=never")
        .formatted(names.subscription(), names.requestsTopic(), names.deadLetterTopic());
  }
}
