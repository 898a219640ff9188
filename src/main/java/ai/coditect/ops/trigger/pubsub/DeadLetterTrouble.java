package ai.coditect.ops.trigger.pubsub;

import ai.coditect.ops.database.failure.Causes;
import ai.coditect.ops.database.failure.FailureWords;
import ai.coditect.ops.problem.Problem;
import com.google.api.gax.rpc.PermissionDeniedException;
import java.util.concurrent.TimeoutException;

/** Why the dead-letter topic does not take rejected events, and what is to be done. */
record DeadLetterTrouble(String topic, String words, String cure) {
  static DeadLetterTrouble of(Throwable failure, String topic) {
    boolean silent = Causes.first(failure, TimeoutException.class).isPresent();
    boolean forbidden = Causes.first(failure, PermissionDeniedException.class).isPresent();
    return new DeadLetterTrouble(
        topic,
        silent ? "it does not answer" : FailureWords.of(failure),
        // The check may look at a topic to which this worker must not publish.
        forbidden
            ? ("Let the worker's identity publish there: gcloud pubsub topics add-iam-policy-binding"
                    + " %s --member=serviceAccount:EMAIL --role=roles/pubsub.publisher")
                .formatted(topic)
            : "Run \"check\": it says what is missing, and how to make it; they go there by"
                + " themselves then.");
  }

  Problem problem() {
    return new Problem(
        "Rejected events are not taken by the dead-letter topic: " + words + ".",
        "topic " + topic,
        cure);
  }
}
