package ai.coditect.ops.trigger.pubsub;

import ai.coditect.ops.problem.LivenessCheck;
import ai.coditect.ops.problem.LoopTurns;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.trigger.pubsub.MessageIntake.Verdict;
import com.google.cloud.spring.pubsub.support.BasicAcknowledgeablePubsubMessage;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that turns queued messages into durable facts and answers for them. */
final class IntakeLoop implements LivenessCheck, Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(IntakeLoop.class);
  private static final Duration DEAD_LETTER_WAIT = Duration.ofSeconds(10);

  private final IntakeQueue queue;
  private final MessageIntake intake;
  private final DeadLetterPublisher deadLetters;
  private final PubSubSettings settings;
  private final IntakeTroubles troubles;
  private final IntakeMeters meters;
  private final Set<CompletableFuture<?>> sendings = ConcurrentHashMap.newKeySet();
  private final LoopTurns turns = new LoopTurns("the intake of events");
  private volatile boolean stopping;
  private volatile @Nullable DeadLetterTrouble deadLetterTrouble;
  private Duration pause = Duration.ZERO;

  IntakeLoop(
      IntakeQueue queue,
      MessageIntake intake,
      DeadLetterPublisher deadLetters,
      PubSubSettings settings,
      IntakeTroubles troubles,
      IntakeMeters meters) {
    this.queue = queue;
    this.intake = intake;
    this.deadLetters = deadLetters;
    this.settings = settings;
    this.troubles = troubles;
    this.meters = meters;
  }

  /** Why rejected events are not taken by the dead-letter topic; empty while they are. */
  Optional<DeadLetterTrouble> deadLetterTrouble() {
    return Optional.ofNullable(deadLetterTrouble);
  }

  @Override
  public List<Problem> standing() {
    return turns.standing();
  }

  /** Ends after what is queued, or at once when the thread is interrupted. */
  void finish() {
    stopping = true;
    turns.end();
  }

  @Override
  public void run() {
    turns.begin();
    try {
      while (!(stopping && queue.isEmpty())) {
        turns.turned();
        // After a failure one message is enough to see whether it is over.
        List<BasicAcknowledgeablePubsubMessage> batch =
            queue.take(
                pause.isZero() ? settings.batch() : 1, settings.batchBytes(), settings.linger());
        try {
          turn(batch);
        } catch (RuntimeException | Error e) {
          // Whatever was not answered for comes again; a loop that ends would give back everything.
          LOG.atError().addKeyValue("events", batch.size()).setCause(e).log("events not answered");
          TimeUnit.MILLISECONDS.sleep(settings.firstPause().toMillis());
        }
      }
      awaitSendings();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      queue.close();
      queue.drain().forEach(BasicAcknowledgeablePubsubMessage::nack);
    }
  }

  private void turn(List<BasicAcknowledgeablePubsubMessage> batch) throws InterruptedException {
    if (batch.isEmpty()) {
      if (troubles.isToBeProbed(settings.longestPause())) {
        probe();
      }
      return;
    }
    List<Verdict> verdicts;
    try {
      verdicts =
          intake.take(
              batch.stream().map(BasicAcknowledgeablePubsubMessage::getPubsubMessage).toList());
    } catch (Throwable e) {
      verdicts = Collections.nCopies(batch.size(), new Verdict.Failed(BatchFailure.DATABASE, e));
    }
    boolean failed = answer(batch, verdicts);
    if (!failed) {
      // An event that breaks the intake by itself shows nothing of the others.
      if (!verdicts.stream().allMatch(Verdict.Failed.class::isInstance)) {
        troubles.recorded();
        pause = Duration.ZERO;
      }
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

  /** What failed here may have gone to another worker, and nothing may come for long. */
  private void probe() {
    try {
      intake.probe();
      troubles.recorded();
      pause = Duration.ZERO;
    } catch (RuntimeException e) {
      troubles.nothingRecorded(e);
    }
  }

  /** Answers for each message; true when the trouble is not one event's own. */
  private boolean answer(List<BasicAcknowledgeablePubsubMessage> batch, List<Verdict> verdicts) {
    boolean failed = false;
    for (int i = 0; i < batch.size(); i++) {
      BasicAcknowledgeablePubsubMessage message = batch.get(i);
      Verdict verdict = verdicts.get(i);
      String messageId = message.getPubsubMessage().getMessageId();
      meters.answered(message.getPubsubMessage(), verdict);
      if (!(verdict instanceof Verdict.Failed)) {
        troubles.settled(messageId);
      }
      if (verdict instanceof Verdict.Rejected rejected) {
        LOG.atWarn()
            .addKeyValue("messageId", messageId)
            .addKeyValue("reason", rejected.reason())
            .log("event rejected");
        sendOn(message, rejected.reason());
      } else if (verdict instanceof Verdict.Failed trouble) {
        if (trouble.failure() == BatchFailure.UNKNOWN) {
          troubles.broken(messageId, trouble.thrown());
          nackLater(message);
        } else {
          if (!failed) {
            troubles.nothingRecorded(trouble.thrown());
          }
          message.nack();
          failed = true;
        }
      } else {
        message.ack();
      }
    }
    return failed;
  }

  /** Answered for once the topic has it, or has not; nobody else waits for that. */
  private void sendOn(BasicAcknowledgeablePubsubMessage message, String reason) {
    CompletableFuture<?> answered =
        deadLetters
            .publish(message.getPubsubMessage(), reason)
            .orTimeout(DEAD_LETTER_WAIT.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete(
                (sent, failure) -> {
                  if (failure == null) {
                    sent();
                    message.ack();
                  } else {
                    notSent(failure);
                    nackLater(message);
                  }
                });
    sendings.add(answered);
    answered.whenComplete((sent, failure) -> sendings.remove(answered));
  }

  private synchronized void sent() {
    deadLetterTrouble = null;
  }

  private synchronized void notSent(Throwable failure) {
    DeadLetterTrouble trouble = DeadLetterTrouble.of(failure, settings.deadLetterTopic());
    if (deadLetterTrouble == null) {
      LOG.atWarn()
          .addKeyValue("topic", trouble.topic())
          .addKeyValue("failure", trouble.words())
          .addKeyValue("cure", trouble.cure())
          .log("rejected events not sent to the dead-letter topic; said once, tried again");
    }
    deadLetterTrouble = trouble;
  }

  /** What is not answered for at a stop comes again, and would be in the dead letters twice. */
  private void awaitSendings() throws InterruptedException {
    try {
      CompletableFuture.allOf(sendings.toArray(CompletableFuture[]::new))
          .get(DEAD_LETTER_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Given back, each for itself.
    }
  }

  /** Its own trouble, so the others go on; a slow nack keeps its redelivery from spinning. */
  private void nackLater(BasicAcknowledgeablePubsubMessage message) {
    CompletableFuture.delayedExecutor(settings.firstPause().toMillis(), TimeUnit.MILLISECONDS)
        .execute(message::nack);
  }
}
