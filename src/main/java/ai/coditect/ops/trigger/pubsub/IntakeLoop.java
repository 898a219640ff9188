package ai.coditect.ops.trigger.pubsub;

import ai.coditect.ops.trigger.pubsub.Intake.Verdict;
import com.google.cloud.spring.pubsub.support.BasicAcknowledgeablePubsubMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that turns queued messages into durable facts and answers for them. */
final class IntakeLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(IntakeLoop.class);
  private static final Duration DEAD_LETTER_WAIT = Duration.ofSeconds(10);

  private final IntakeQueue queue;
  private final Intake intake;
  private final DeadLetterPublisher deadLetters;
  private final PubSubSettings settings;
  private volatile boolean stopping;
  private Duration pause = Duration.ZERO;

  IntakeLoop(
      IntakeQueue queue, Intake intake, DeadLetterPublisher deadLetters, PubSubSettings settings) {
    this.queue = queue;
    this.intake = intake;
    this.deadLetters = deadLetters;
    this.settings = settings;
  }

  /** Ends after what is queued, or at once when the thread is interrupted. */
  void finish() {
    stopping = true;
  }

  @Override
  public void run() {
    try {
      while (!(stopping && queue.isEmpty())) {
        // After a failure one message is enough to see whether it is over.
        turn(queue.take(pause.isZero() ? settings.batch() : 1, settings.linger()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      queue.close();
      queue.drain().forEach(BasicAcknowledgeablePubsubMessage::nack);
    }
  }

  private void turn(List<BasicAcknowledgeablePubsubMessage> batch) throws InterruptedException {
    if (batch.isEmpty()) {
      return;
    }
    List<Verdict> verdicts;
    try {
      verdicts =
          intake.take(
              batch.stream().map(BasicAcknowledgeablePubsubMessage::getPubsubMessage).toList());
    } catch (Throwable e) {
      LOG.atError().addKeyValue("events", batch.size()).setCause(e).log("events not recorded");
      verdicts = Collections.nCopies(batch.size(), new Verdict.Failed(Failure.DATABASE));
    }
    boolean failed = answer(batch, verdicts);
    if (!failed) {
      pause = Duration.ZERO;
      return;
    }
    pause = pause.isZero() ? settings.firstPause() : pause.multipliedBy(2);
    if (pause.compareTo(settings.longestPause()) > 0) {
      pause = settings.longestPause();
    }
    for (long waited = 0; waited < pause.toMillis() && !stopping; waited += 50) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    if (stopping) {
      queue.drain().forEach(BasicAcknowledgeablePubsubMessage::nack);
    }
  }

  /** Answers for each message; true when the trouble is not one event's own. */
  private boolean answer(List<BasicAcknowledgeablePubsubMessage> batch, List<Verdict> verdicts) {
    record Sending(
        BasicAcknowledgeablePubsubMessage message, CompletableFuture<String> published) {}
    List<Sending> sendings = new ArrayList<>();
    boolean failed = false;
    for (int i = 0; i < batch.size(); i++) {
      BasicAcknowledgeablePubsubMessage message = batch.get(i);
      Verdict verdict = verdicts.get(i);
      if (verdict instanceof Verdict.Rejected rejected) {
        LOG.atWarn()
            .addKeyValue("messageId", message.getPubsubMessage().getMessageId())
            .addKeyValue("reason", rejected.reason())
            .log("event rejected");
        sendings.add(
            new Sending(
                message, deadLetters.publish(message.getPubsubMessage(), rejected.reason())));
      } else if (verdict instanceof Verdict.Failed trouble) {
        if (trouble.failure() == Failure.UNKNOWN) {
          nackLater(message);
        } else {
          message.nack();
          failed = true;
        }
      } else {
        message.ack();
      }
    }
    for (Sending sending : sendings) {
      try {
        sending.published().get(DEAD_LETTER_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        sending.message().ack();
      } catch (Exception e) {
        LOG.atWarn().setCause(e).log("rejected event not sent to the dead-letter topic");
        nackLater(sending.message());
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
      }
    }
    return failed;
  }

  /** Its own trouble, so the others go on; a slow nack keeps its redelivery from spinning. */
  private void nackLater(BasicAcknowledgeablePubsubMessage message) {
    CompletableFuture.delayedExecutor(settings.firstPause().toMillis(), TimeUnit.MILLISECONDS)
        .execute(message::nack);
  }
}
