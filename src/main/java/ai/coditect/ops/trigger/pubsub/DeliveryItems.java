package ai.coditect.ops.trigger.pubsub;

import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.CheckGroup;
import ai.coditect.ops.problem.Problem;
import com.google.cloud.spring.pubsub.PubSubAdmin;
import com.google.pubsub.v1.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** How messages are delivered: tried again with growing waits, kept when they fail, in order. */
final class DeliveryItems implements CheckGroup {
  private final String project;
  private final String emulator;
  private final PubSubSettings names;

  DeliveryItems(String project, String emulator, PubSubSettings names) {
    this.project = project;
    this.emulator = emulator;
    this.names = names;
  }

  @Override
  public List<Check> items() {
    return List.of(
        item(
            "what fails is delivered again with growing waits",
            "a retry policy on " + names.subscription(),
            this::retries),
        item(
            "the subscriptions of requests and dead letters never expire",
            "no expiration on either",
            this::expiring),
        item(
            "outcomes reach their subscribers in order",
            "every subscription of " + names.outcomesTopic() + " keeps the order",
            this::unordered));
  }

  private List<Problem> retries(PubSubAdmin admin) {
    Subscription requests = admin.getSubscription(names.subscription());
    return requests == null || requests.hasRetryPolicy()
        ? List.of()
        : List.of(
            new Problem(
                "It has no retry policy: what fails comes back at once, again and again.",
                "subscription " + names.subscription(),
                "gcloud pubsub subscriptions update %s --min-retry-delay=10s --max-retry-delay=600s"
                    .formatted(names.subscription())));
  }

  private List<Problem> expiring(PubSubAdmin admin) {
    List<Problem> problems = new ArrayList<>();
    for (String name : List.of(names.subscription(), names.deadLetterSubscription())) {
      Subscription found = admin.getSubscription(name);
      // A policy without a time means never; none at all means 31 days.
      if (found != null && emulator.isEmpty() && !found.hasExpirationPolicy()
          || found != null && found.getExpirationPolicy().hasTtl()) {
        problems.add(
            new Problem(
                "It is removed with all it holds when nobody pulls for a while.",
                "subscription " + name,
                "gcloud pubsub subscriptions update %s --expiration-period=never".formatted(name)));
      }
    }
    return problems;
  }

  private List<Problem> unordered(PubSubAdmin admin) {
    return admin.listSubscriptions().stream()
        .filter(each -> each.getTopic().endsWith("/topics/" + names.outcomesTopic()))
        .filter(each -> !each.getEnableMessageOrdering())
        .map(
            each ->
                new Problem(
                    "It does not keep the order: of one organization a later event may overtake an"
                        + " earlier one.",
                    "subscription " + each.getName().replaceFirst(".*/", ""),
                    "Order cannot be switched on: make another one with"
                        + " --enable-message-ordering, move its subscriber there, and delete it."))
        .toList();
  }

  private Check item(String claim, String fine, Function<PubSubAdmin, List<Problem>> look) {
    return new Check() {
      @Override
      public String claim() {
        return claim;
      }

      @Override
      public Finding examine() {
        if (project.isEmpty()) {
          return Finding.notApplicable("no project is configured (GOOGLE_CLOUD_PROJECT)");
        }
        return AdminClient.ask(project, emulator, names, fine, look);
      }
    };
  }
}
