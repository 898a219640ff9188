package ai.coditect.ops.job.engine;

import ai.coditect.ops.database.failure.Causes;
import ai.coditect.ops.database.failure.FailureTrace;
import ai.coditect.ops.database.failure.ServerError;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.RefusalException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/**
 * What a run died of, in our words. No message of the server goes out, nor of a library: either may
 * quote row values.
 *
 * @param expected whether the words are all there is to know; what is not expected may be a fault
 *     of ours, and its stack trace tells where
 */
record FailureProblem(Problem problem, boolean expected) {
  private static final String TRACE = "The log has the stack trace.";

  private static final List<Class<? extends Throwable>> AWAY =
      List.of(
          CannotGetJdbcConnectionException.class,
          CannotCreateTransactionException.class,
          DataAccessResourceFailureException.class,
          TransactionSystemException.class);

  /** True when another session was in the way: lock timeout, deadlock, serialization failure. */
  static boolean passesByItself(Throwable failure) {
    return ServerError.PASSING.contains(state(server(failure)));
  }

  /** What a guard says that stopped it, wherever that was thrown; empty when none did. */
  static List<Problem> refusal(Throwable failure) {
    return Causes.first(failure, RefusalException.class)
        .map(RefusalException::problems)
        .orElse(List.of());
  }

  static FailureProblem of(String job, Throwable failure) {
    String where = "job " + job;
    if (failure instanceof StageFailedException stage && stage.getCause() != null) {
      return of(job, stage.getCause());
    }
    if (failure instanceof TransactionSystemException rollback
        && rollback.getApplicationException() != null) {
      // A rollback over a lost connection fails too; what it was for tells more.
      return of(job, rollback.getApplicationException());
    }
    if (failure instanceof RunTimedOutException) {
      return expected(
          failure.getMessage() + ".",
          where,
          "The next attempt goes on from the last bite; raise run.timeout if this is its normal length.");
    }
    Optional<Problem> told =
        Causes.first(failure, ProblemsException.class)
            .flatMap(problems -> problems.problems().stream().findFirst());
    if (told.isPresent()) {
      return new FailureProblem(told.get(), true);
    }
    Optional<SQLException> sql = server(failure);
    String state = state(sql);
    if (isDatabaseAway(failure)) {
      return expected(
          "the database cannot be reached or went away"
              + (state.isEmpty() ? "" : " (SQLSTATE " + state + ")")
              + ".",
          where,
          "Nothing half-done was kept; the run goes on by itself once the database answers.");
    }
    if (sql.isPresent()) {
      ServerError error = ServerError.of(sql.get());
      return new FailureProblem(
          new Problem("the database refused: " + error.words() + ".", where, cure(error)),
          !error.traced());
    }
    return new FailureProblem(
        new Problem(
            "Unexpected "
                + failure.getClass().getSimpleName()
                + Causes.place(failure).map(place -> " at " + place).orElse("")
                + ".",
            where,
            TRACE),
        false);
  }

  private static String cure(ServerError error) {
    return error.traced()
        ? error.cure().map(cure -> cure + " ").orElse("") + TRACE
        : error.cure().orElse(TRACE);
  }

  private static FailureProblem expected(String what, String where, String cure) {
    return new FailureProblem(new Problem(what, where, cure), true);
  }

  /** True when the database cannot be reached, or went away. */
  private static boolean isDatabaseAway(Throwable failure) {
    String state = state(server(failure));
    if (!state.isEmpty()) {
      // Spring has one type for a server that is away and for one whose disk is full.
      return (state.startsWith("08") || state.startsWith("57"))
              && !state.equals(ServerError.CANCELED)
          || state.equals(ServerError.CLOSED) && gotNoConnection(failure)
          || server(failure).filter(ServerError::isOfTheWay).isPresent();
    }
    // A pool that has no connection to give, or had given it up, has no state to tell.
    return gotNoConnection(failure);
  }

  private static boolean gotNoConnection(Throwable failure) {
    return AWAY.stream().anyMatch(type -> Causes.first(failure, type).isPresent());
  }

  /** A line's problem with its cure; of what nobody expected also where it happened. */
  LoggingEventBuilder tell(LoggingEventBuilder line, Throwable failure) {
    LoggingEventBuilder told = line.addKeyValue("problems", List.of(problem));
    return expected ? told : told.setCause(FailureTrace.of(failure));
  }

  /** The outermost error with a SQLSTATE. */
  private static Optional<SQLException> server(Throwable failure) {
    return Causes.of(failure).stream()
        .filter(SQLException.class::isInstance)
        .map(SQLException.class::cast)
        .filter(sql -> sql.getSQLState() != null)
        .findFirst();
  }

  private static String state(Optional<SQLException> sql) {
    return sql.map(SQLException::getSQLState).orElse("");
  }
}
