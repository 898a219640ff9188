package ai.coditect.ops.check;

import ai.coditect.ops.local.PubSubConnection;
import com.google.protobuf.Duration;
import com.google.pubsub.v1.DeadLetterPolicy;
import com.google.pubsub.v1.ExpirationPolicy;
import com.google.pubsub.v1.RetryPolicy;
import com.google.pubsub.v1.Subscription;
import java.util.List;
import java.util.function.Consumer;

/** Topics and subscriptions that are missing, or are not as they have to be. */
record PubSubItemFaults(PubSubConnection client) {
  /** All that a deployment has. */
  void makeAll() {
    for (String topic : List.of("ops-requests", "ops-requests-dead", "ops-outcomes")) {
      client.topics().createTopic(client.topic(topic));
    }
    subscribe("ops-worker", "ops-requests", this::right);
    subscribe("ops-dead", "ops-requests-dead", each -> {});
  }

  List<PlantedFault> all() {
    return List.of(
        new PlantedFault(
            "Pub/Sub topics and subscriptions exist, with dead letters",
            () -> client.topics().deleteTopic(client.topic("ops-outcomes")),
            () -> client.topics().createTopic(client.topic("ops-outcomes"))),
        new PlantedFault(
            "what fails is delivered again with growing waits",
            () -> again(each -> each.clearRetryPolicy()),
            () -> again(each -> {})),
        new PlantedFault(
            "the subscriptions of requests and dead letters never expire",
            () ->
                again(
                    each ->
                        each.setExpirationPolicy(
                            ExpirationPolicy.newBuilder()
                                .setTtl(Duration.newBuilder().setSeconds(86_400)))),
            () -> again(each -> {})),
        new PlantedFault(
            "outcomes reach their subscribers in order",
            () -> subscribe("audience", "ops-outcomes", each -> {}),
            () -> {
              client.subscriptions().deleteSubscription(client.subscription("audience"));
              subscribe("audience", "ops-outcomes", each -> each.setEnableMessageOrdering(true));
            }));
  }

  private void again(Consumer<Subscription.Builder> change) {
    client.subscriptions().deleteSubscription(client.subscription("ops-worker"));
    subscribe(
        "ops-worker",
        "ops-requests",
        each -> {
          right(each);
          change.accept(each);
        });
  }

  /** As it is deployed. */
  private void right(Subscription.Builder subscription) {
    subscription
        .setRetryPolicy(
            RetryPolicy.newBuilder().setMinimumBackoff(Duration.newBuilder().setSeconds(10)))
        .setDeadLetterPolicy(
            DeadLetterPolicy.newBuilder()
                .setDeadLetterTopic(client.topic("ops-requests-dead"))
                .setMaxDeliveryAttempts(100));
  }

  void subscribe(String name, String topic, Consumer<Subscription.Builder> change) {
    Subscription.Builder wanted =
        Subscription.newBuilder()
            .setName(client.subscription(name))
            .setTopic(client.topic(topic))
            .setAckDeadlineSeconds(60);
    change.accept(wanted);
    client.subscriptions().createSubscription(wanted.build());
  }
}
