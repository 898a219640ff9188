package ai.coditect.ops.trigger.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.spring.pubsub.support.BasicAcknowledgeablePubsubMessage;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.ProjectSubscriptionName;
import com.google.pubsub.v1.PubsubMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How much of what waits is taken at once: so many, and so many bytes. */
class IntakeQueueTest {
  private final IntakeQueue queue = new IntakeQueue(100);

  private record Sent(PubsubMessage message) implements BasicAcknowledgeablePubsubMessage {
    @Override
    public ProjectSubscriptionName getProjectSubscriptionName() {
      return ProjectSubscriptionName.of("p", "s");
    }

    @Override
    public PubsubMessage getPubsubMessage() {
      return message;
    }

    @Override
    public CompletableFuture<Void> ack() {
      throw new AssertionError("nobody answers here");
    }

    @Override
    public CompletableFuture<Void> nack() {
      throw new AssertionError("nobody answers here");
    }
  }

  private void offer(int... sizes) {
    for (int size : sizes) {
      PubsubMessage message =
          PubsubMessage.newBuilder().setData(ByteString.copyFrom(new byte[size])).build();
      queue.offer(new Sent(message));
    }
  }

  private List<Integer> taken(int most, long bytes) throws InterruptedException {
    List<Integer> sizes = new ArrayList<>();
    queue
        .take(most, bytes, Duration.ZERO)
        .forEach(each -> sizes.add(each.getPubsubMessage().getData().size()));
    return sizes;
  }

  @Test
  void no_more_bytes_are_taken_than_asked_for_and_the_order_stays() throws InterruptedException {
    offer(400, 400, 400, 100, 900, 50, 50);
    assertThat(taken(10, 1_000)).containsExactly(400, 400);
    // One that does not fit is not passed by those behind it.
    assertThat(taken(10, 1_000)).containsExactly(400, 100);
    assertThat(taken(10, 1_000)).containsExactly(900, 50);
    assertThat(taken(10, 1_000)).containsExactly(50);
    assertThat(taken(10, 1_000)).isEmpty();
  }

  @Test
  void one_that_is_larger_than_a_batch_comes_alone() throws InterruptedException {
    offer(10, 5_000, 10);
    assertThat(taken(10, 1_000)).containsExactly(10);
    assertThat(taken(10, 1_000)).containsExactly(5_000);
    assertThat(taken(10, 1_000)).containsExactly(10);
  }

  @Test
  void nor_more_messages() throws InterruptedException {
    offer(1, 2, 3, 4, 5);
    assertThat(taken(2, 1_000)).containsExactly(1, 2);
    assertThat(taken(1, 1_000)).containsExactly(3);
    assertThat(taken(100, 1_000)).containsExactly(4, 5);
  }
}
