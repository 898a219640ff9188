package ai.coditect.ops.trigger.pubsub;

import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import com.google.api.gax.rpc.PermissionDeniedException;
import com.google.cloud.spring.pubsub.PubSubAdmin;
import com.google.pubsub.v1.Subscription;
import java.util.ArrayList;
import java.util.List;

/** Events come in, and what is wrong with one goes to the dead letters; asked while serving. */
final class IntakeCheck implements Check {
  private final SubscriptionListener listener;
  private final PubSubAdmin admin;
  private final PubSubSettings names;

  IntakeCheck(SubscriptionListener listener, PubSubAdmin admin, PubSubSettings names) {
    this.listener = listener;
    this.admin = admin;
    this.names = names;
  }

  @Override
  public String claim() {
    return "events come in";
  }

  @Override
  public boolean watched() {
    return true;
  }

  @Override
  public Finding examine() {
    List<Problem> problems = new ArrayList<>(listener.problems());
    if (problems.isEmpty()) {
      problems.addAll(look());
    }
    return problems.isEmpty() ? Finding.ok(names.subscription()) : Finding.failed(problems);
  }

  /** A stream that waits for its service says nothing, so the service is asked. */
  private List<Problem> look() {
    try {
      Subscription there = admin.getSubscription(names.subscription());
      return there == null
          ? List.of(
              new Problem(
                  "The subscription does not exist.",
                  "subscription " + names.subscription(),
                  new TopicSetup(names).cure()))
          : SubscriptionFindings.of(there, names);
    } catch (PermissionDeniedException e) {
      // The right to consume does not include the right to look.
      return List.of();
    } catch (RuntimeException e) {
      return List.of(
          new Problem(
              "Pub/Sub does not answer (" + e.getClass().getSimpleName() + ").",
              "subscription " + names.subscription(),
              "See that the network lets the worker reach it; events wait there meanwhile."));
    }
  }
}
