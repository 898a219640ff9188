package ai.coditect.ops.trigger.pubsub;

import ai.coditect.ops.problem.Problem;
import com.google.pubsub.v1.Subscription;
import java.util.ArrayList;
import java.util.List;

/** Why a subscription that is there brings no events. */
final class SubscriptionFindings {
  private SubscriptionFindings() {}

  static List<Problem> of(Subscription subscription, PubSubSettings names) {
    String where = "subscription " + names.subscription();
    List<Problem> problems = new ArrayList<>();
    if (subscription.getDetached()) {
      problems.add(
          new Problem(
              "It is detached from its topic: nothing will ever come by it.", where, anew(names)));
    } else if (subscription.getTopic().equals("_deleted-topic_")) {
      problems.add(
          new Problem(
              "Its topic was deleted; a new topic of that name does not bring it back.",
              where,
              anew(names)));
    } else if (!subscription.getTopic().endsWith("/topics/" + names.requestsTopic())) {
      problems.add(
          new Problem(
              "It is one of another topic: " + subscription.getTopic() + ".",
              where,
              "Set OPS_PUBSUB_SUBSCRIPTION and OPS_PUBSUB_REQUESTS_TOPIC to names that belong"
                  + " together."));
    }
    if (!subscription.getPushConfig().getPushEndpoint().isEmpty()) {
      problems.add(
          new Problem(
              "It pushes its messages elsewhere, and a worker that pulls gets none.",
              where,
              "gcloud pubsub subscriptions modify-push-config %s --push-endpoint="
                  .formatted(names.subscription())));
    }
    return problems;
  }

  private static String anew(PubSubSettings names) {
    return "What it still holds goes with it, so publish that again: gcloud pubsub subscriptions delete %1$s; then make it anew: gcloud pubsub subscriptions create %1$s --topic=%2$s --ack-deadline=60 --dead-letter-topic=%3$s --max-delivery-attempts=100 --min-retry-delay=10s --max-retry-delay=600s --expiration-period=never"
        .formatted(names.subscription(), names.requestsTopic(), names.deadLetterTopic());
  }
}
