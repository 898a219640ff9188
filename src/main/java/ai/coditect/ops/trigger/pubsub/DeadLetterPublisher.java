package ai.coditect.ops.trigger.pubsub;

import ai.coditect.ops.database.failure.Causes;
import com.google.api.gax.rpc.InvalidArgumentException;
import com.google.cloud.spring.pubsub.core.PubSubTemplate;
import com.google.pubsub.v1.PubsubMessage;
import java.util.concurrent.CompletableFuture;

/** Sends a rejected message on as it came, as far as the topic takes it. */
final class DeadLetterPublisher {
  private final PubSubTemplate pubsub;
  private final String topic;

  DeadLetterPublisher(PubSubTemplate pubsub, String topic) {
    this.pubsub = pubsub;
    this.topic = topic;
  }

  CompletableFuture<String> publish(PubsubMessage message, String reason) {
    return publish(DeadLetter.of(message, reason))
        .exceptionallyCompose(
            failure ->
                isInvalid(failure)
                    // By a rule that we do not know; the reason at least is told.
                    ? publish(DeadLetter.bare(message, reason))
                    : CompletableFuture.failedFuture(failure));
  }

  private CompletableFuture<String> publish(PubsubMessage letter) {
    try {
      return pubsub.publish(topic, letter);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static boolean isInvalid(Throwable failure) {
    return Causes.first(failure, InvalidArgumentException.class).isPresent();
  }
}
