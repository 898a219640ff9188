package ai.coditect.ops.trigger.pubsub;

import com.google.cloud.spring.pubsub.support.BasicAcknowledgeablePubsubMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Messages between the subscriber's callback and the intake thread. */
final class IntakeQueue {
  private static final Logger LOG = LoggerFactory.getLogger(IntakeQueue.class);
  private final BlockingQueue<BasicAcknowledgeablePubsubMessage> waiting;
  private volatile boolean open = true;

  IntakeQueue(int capacity) {
    waiting = new ArrayBlockingQueue<>(capacity);
  }

  /** The subscriber's callback: never waits and never throws, since an Error would leak a lease. */
  void offer(BasicAcknowledgeablePubsubMessage message) {
    try {
      if (!open || !waiting.offer(message)) {
        message.nack();
      }
    } catch (Throwable e) {
      LOG.atError().setCause(e).log("message not queued");
      message.nack();
    }
  }

  /** From now on what arrives is given back. */
  void close() {
    open = false;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /**
   * Up to {@code most} messages of {@code mostBytes} together, at least one, after a short wait for
   * company; empty when none came.
   */
  List<BasicAcknowledgeablePubsubMessage> take(int most, long mostBytes, Duration linger)
      throws InterruptedException {
    List<BasicAcknowledgeablePubsubMessage> batch = new ArrayList<>();
    BasicAcknowledgeablePubsubMessage first = waiting.poll(200, TimeUnit.MILLISECONDS);
    if (first == null) {
      return batch;
    }
    batch.add(first);
    long left = fill(batch, most, mostBytes - size(first));
    if (batch.size() < most && left > 0 && waiting.isEmpty() && open) {
      TimeUnit.NANOSECONDS.sleep(linger.toNanos());
      fill(batch, most, left);
    }
    return batch;
  }

  /** Only one thread takes, so what is seen first is what comes next. */
  private long fill(List<BasicAcknowledgeablePubsubMessage> batch, int most, long bytes) {
    long left = bytes;
    while (batch.size() < most) {
      BasicAcknowledgeablePubsubMessage next = waiting.peek();
      if (next == null || size(next) > left) {
        break;
      }
      left -= size(next);
      batch.add(waiting.remove());
    }
    return left;
  }

  private static long size(BasicAcknowledgeablePubsubMessage message) {
    return message.getPubsubMessage().getSerializedSize();
  }

  List<BasicAcknowledgeablePubsubMessage> drain() {
    List<BasicAcknowledgeablePubsubMessage> rest = new ArrayList<>();
    waiting.drainTo(rest);
    return rest;
  }
}
