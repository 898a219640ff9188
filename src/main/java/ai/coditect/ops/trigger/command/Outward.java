package ai.coditect.ops.trigger.command;

import ai.coditect.ops.problem.OutwardGuard;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.RefusalException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;

/** Asks every room whether this database may have an effect outside itself. */
final class Outward {
  private static final Logger LOG = LoggerFactory.getLogger(Outward.class);

  private Outward() {}

  private static List<Problem> problems(ApplicationContext worker) {
    return worker
        .getBeanProvider(OutwardGuard.class)
        .orderedStream()
        .flatMap(guard -> guard.problems().stream())
        .toList();
  }

  /**
   * @throws RefusalException when it may not
   */
  static void require(ApplicationContext worker) {
    List<Problem> problems = problems(worker);
    if (!problems.isEmpty()) {
      throw new RefusalException(problems);
    }
  }

  /** The same, of a worker that was allowed to begin: while it cannot be told, it goes on. */
  static void requireStill(ApplicationContext worker) {
    try {
      require(worker);
    } catch (RefusalException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).log("cannot tell whether this database may still be served");
    }
  }
}
