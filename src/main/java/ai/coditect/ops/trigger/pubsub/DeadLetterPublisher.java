package ai.coditect.ops.trigger.pubsub;

import com.google.cloud.spring.pubsub.core.PubSubTemplate;
import com.google.pubsub.v1.PubsubMessage;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** Sends a rejected message on as it came, with the reason beside it. */
final class DeadLetterPublisher {
  static final String REASON = "ops-reject-reason";
  private static final int LONGEST = 1024;

  private final PubSubTemplate pubsub;
  private final String topic;

  DeadLetterPublisher(PubSubTemplate pubsub, String topic) {
    this.pubsub = pubsub;
    this.topic = topic;
  }

  CompletableFuture<String> publish(PubsubMessage message, String reason) {
    try {
      return pubsub.publish(
          topic,
          message.toBuilder()
              .clearMessageId()
              .clearPublishTime()
              // The dead-letter topic is for people; a key would only let one failure hold others.
              .clearOrderingKey()
              .putAttributes(REASON, shortened(reason))
              .build());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static String shortened(String reason) {
    String text = reason;
    while (text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      text = text.substring(0, text.length() * 9 / 10);
    }
    return text;
  }
}
