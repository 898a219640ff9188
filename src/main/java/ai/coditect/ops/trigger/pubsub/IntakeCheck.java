package ai.coditect.ops.trigger.pubsub;

import ai.coditect.ops.database.failure.FailureWords;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import com.google.api.gax.rpc.PermissionDeniedException;
import com.google.cloud.spring.pubsub.PubSubAdmin;
import com.google.pubsub.v1.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Events come in, and what is wrong with one goes to the dead letters; asked while serving. */
final class IntakeCheck implements Check {
  private final SubscriptionListener listener;
  private final PubSubAdmin admin;
  private final PubSubSettings names;
  private @Nullable FutureTask<List<Problem>> asked;

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
  public String part() {
    return "events-in";
  }

  @Override
  public Finding examine() {
    // What is wrong with the subscription says more than that nothing comes by it.
    List<Problem> problems = new ArrayList<>(look());
    problems.addAll(listener.problems());
    return problems.isEmpty() ? Finding.ok(names.subscription()) : Finding.failed(problems);
  }

  /**
   * A stream that waits for its service says nothing, so the service is asked. Its client tries for
   * minutes before it says that nobody answers: what is asked is not asked twice meanwhile.
   */
  private synchronized List<Problem> look() {
    FutureTask<List<Problem>> question = asked;
    if (question == null) {
      question = new FutureTask<>(this::ask);
      Thread thread = new Thread(question, "subscription-look");
      thread.setDaemon(true);
      thread.start();
      asked = question;
    }
    try {
      List<Problem> problems = question.get(names.patience().toMillis(), TimeUnit.MILLISECONDS);
      asked = null;
      return problems;
    } catch (TimeoutException e) {
      return unanswered("for " + names.patience().toSeconds() + " s");
    } catch (ExecutionException e) {
      asked = null;
      return unanswered(FailureWords.of(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private List<Problem> ask() {
    try {
      Subscription there = admin.getSubscription(names.subscription());
      return there == null
          ? List.of(
              new Problem(
                  "The subscription does not exist.",
                  "subscription " + names.subscription(),
                  new TopicSetup(names).createSubscription()))
          : SubscriptionFindings.of(there, names);
    } catch (PermissionDeniedException e) {
      // The right to consume does not include the right to look.
      return List.of();
    }
  }

  private List<Problem> unanswered(String how) {
    return List.of(
        new Problem(
            "Pub/Sub does not answer (" + how + ").",
            "subscription " + names.subscription(),
            "See that the network lets the worker reach it; events wait there meanwhile."));
  }
}
