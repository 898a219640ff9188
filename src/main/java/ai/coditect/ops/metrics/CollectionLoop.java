package ai.coditect.ops.metrics;

import ai.coditect.ops.database.failure.FailureWords;
import ai.coditect.ops.metrics.collect.LeadStore;
import ai.coditect.ops.problem.LivenessCheck;
import ai.coditect.ops.problem.LoopTurns;
import ai.coditect.ops.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells figures while the worker serves, in a thread of its own. */
final class CollectionLoop implements LivenessCheck, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CollectionLoop.class);

  private final Optional<CollectionTurn> turn;
  private final LeadStore lead;
  private final ExecutorService hands;
  private final Duration lookout;
  private final Clock clock;
  private final LoopTurns turns = new LoopTurns("the telling of figures");
  private @Nullable Thread thread;
  private boolean failing;

  /**
   * @param turn empty where there is nowhere to tell figures to
   */
  CollectionLoop(
      Optional<CollectionTurn> turn,
      LeadStore lead,
      ExecutorService hands,
      Duration lookout,
      Clock clock) {
    this.turn = turn;
    this.lead = lead;
    this.hands = hands;
    this.lookout = lookout;
    this.clock = clock;
  }

  void start() {
    if (turn.isEmpty()) {
      return;
    }
    turns.begin();
    Thread looking = new Thread(this::run, "figures");
    looking.setDaemon(true);
    looking.start();
    thread = looking;
  }

  private void run() {
    try {
      while (true) {
        look();
        turns.turned();
        Thread.sleep(lookout.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() throws InterruptedException {
    try {
      turn.orElseThrow().look(clock.instant());
      failing = false;
    } catch (RuntimeException | Error e) {
      // An Error too: figures that end are an alarm about everything.
      if (!failing) {
        failing = true;
        log.atWarn()
            .addKeyValue("failure", FailureWords.of(e))
            .addKeyValue("cure", "\"check\" says what keeps Cloud Monitoring from taking them.")
            .log("figures not told; said once, tried again and again");
      }
    }
  }

  @Override
  public List<Problem> standing() {
    return turns.standing();
  }

  @Override
  public void close() {
    turns.end();
    if (thread != null) {
      thread.interrupt();
      try {
        thread.join(2_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    hands.shutdownNow();
    if (turn.filter(CollectionTurn::leads).isPresent()) {
      try {
        lead.giveUp();
      } catch (RuntimeException e) {
        // The database is away; the lead ends by itself.
      }
    }
  }
}
