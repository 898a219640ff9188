package ai.coditect.ops.trigger.pubsub;

import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import com.google.cloud.spring.pubsub.PubSubAdmin;
import com.google.pubsub.v1.Subscription;
import java.util.ArrayList;
import java.util.List;

/** Topics and subscriptions are there, and what fails for good ends in the dead letters. */
final class PubSubCheck implements Check {
  private static final int ENOUGH_ATTEMPTS = 20;
  private final String project;
  private final String emulator;
  private final PubSubSettings names;
  private final TopicSetup topics;

  PubSubCheck(String project, String emulator, PubSubSettings names) {
    this.project = project;
    this.emulator = emulator;
    this.names = names;
    this.topics = new TopicSetup(names);
  }

  @Override
  public String claim() {
    return "Pub/Sub topics and subscriptions exist, with dead letters";
  }

  @Override
  public Finding examine() {
    if (project.isEmpty()) {
      return Finding.notApplicable("no project is configured (GOOGLE_CLOUD_PROJECT)");
    }
    return AdminClient.ask(project, emulator, names, "project " + project, this::look);
  }

  private List<Problem> look(PubSubAdmin admin) {
    List<Problem> problems = new ArrayList<>();
    for (String topic :
        List.of(names.requestsTopic(), names.deadLetterTopic(), names.outcomesTopic())) {
      if (admin.getTopic(topic) == null) {
        problems.add(
            new Problem(
                "The topic does not exist.",
                "topic " + topic,
                "gcloud pubsub topics create " + topic));
      }
    }
    Subscription requests = admin.getSubscription(names.subscription());
    String where = "subscription " + names.subscription();
    if (requests == null) {
      problems.add(
          new Problem("The subscription does not exist.", where, topics.createSubscription()));
    } else if (!SubscriptionFindings.of(requests, names).isEmpty()) {
      problems.addAll(SubscriptionFindings.of(requests, names));
    } else if (!requests.hasDeadLetterPolicy()) {
      problems.add(
          new Problem(
              "It has no dead-letter policy: a poison message would come for ever.",
              where,
              "gcloud pubsub subscriptions update %s --dead-letter-topic=%s --max-delivery-attempts=100"
                  .formatted(names.subscription(), names.deadLetterTopic())));
    } else if (requests.getDeadLetterPolicy().getMaxDeliveryAttempts() < ENOUGH_ATTEMPTS) {
      problems.add(
          new Problem(
              "It gives up so early that a short database outage would lose events.",
              where,
              "gcloud pubsub subscriptions update %s --max-delivery-attempts=100"
                  .formatted(names.subscription())));
    }
    if (admin.getSubscription(names.deadLetterSubscription()) == null) {
      problems.add(
          new Problem(
              "Nobody keeps the dead letters.",
              "subscription " + names.deadLetterSubscription(),
              "gcloud pubsub subscriptions create %s --topic=%s --expiration-period=never"
                  .formatted(names.deadLetterSubscription(), names.deadLetterTopic())));
    }
    return problems;
  }
}
