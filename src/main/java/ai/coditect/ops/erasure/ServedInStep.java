package ai.coditect.ops.erasure;

import ai.coditect.ops.job.StopSwitch;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.RefusalException;
import ai.coditect.ops.problem.TransientProblemsException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker serves only while database and ledger belong together. Where the ledger cannot be asked
 * at the start, the worker serves what needs no ledger, asks on, and ends if the answer is no.
 */
final class ServedInStep implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServedInStep.class);

  private final Desk desk;
  private final StopSwitch stop;
  private final Duration askedEvery;
  private @Nullable Thread asking;

  ServedInStep(Desk desk, StopSwitch stop, Duration askedEvery) {
    this.desk = desk;
    this.stop = stop;
    this.askedEvery = askedEvery;
  }

  /**
   * @throws RefusalException when the two do not belong together
   */
  void start() {
    if (!desk.configured()) {
      return;
    }
    try {
      List<Problem> problems = desk.ledgerProblems();
      if (!problems.isEmpty()) {
        throw new RefusalException(problems);
      }
      desk.claim();
    } catch (TransientProblemsException e) {
      Problem first = e.problems().get(0);
      log.atWarn()
          .addKeyValue("problem", first.what())
          .addKeyValue("cure", first.cure())
          .log("serving without the ledger of erasures: what needs it waits, and is tried again");
      Thread thread = new Thread(this::ask, "ledger-asking");
      thread.setDaemon(true);
      thread.start();
      asking = thread;
    }
  }

  private void ask() {
    try {
      while (!answered()) {
        Thread.sleep(askedEvery.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean answered() {
    try {
      List<Problem> problems = desk.ledgerProblems();
      if (problems.isEmpty()) {
        desk.claim();
        log.info("the ledger of erasures answers, and belongs to this database");
      } else {
        log.atError()
            .addKeyValue("problem", problems.get(0).what())
            .addKeyValue("cure", problems.get(0).cure())
            .log("the ledger of erasures does not belong to this database: serving ends");
        stop.refuse(problems);
      }
      return true;
    } catch (RuntimeException e) {
      // The ledger or the database is away: no answer yet.
      return false;
    }
  }

  @Override
  public void close() {
    if (asking != null) {
      asking.interrupt();
    }
  }
}
