package ai.coditect.ops.job.engine;

import ai.coditect.ops.database.failure.FailureTrace;
import ai.coditect.ops.database.failure.ServerError;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.RefusalException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
  private static final String TRACE = "The log has the stack trace under this run's id.";

  /** True when another session was in the way: lock timeout, deadlock, serialization failure. */
  static boolean passesByItself(Throwable failure) {
    return ServerError.PASSING.contains(state(find(failure, SQLException.class)));
  }

  /** What a guard says that stopped it, wherever that was thrown; empty when none did. */
  static List<Problem> refusal(Throwable failure) {
    RefusalException refused = find(failure, RefusalException.class);
    return refused == null ? List.of() : refused.problems();
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
    @Nullable ProblemsException told = find(failure, ProblemsException.class);
    if (told != null && !told.problems().isEmpty()) {
      return new FailureProblem(told.problems().get(0), true);
    }
    @Nullable SQLException sql = find(failure, SQLException.class);
    String state = state(sql);
    if (isDatabaseAway(failure)) {
      return expected(
          "the database cannot be reached or went away"
              + (state.isEmpty() ? "" : " (SQLSTATE " + state + ")")
              + ".",
          where,
          "Nothing half-done was kept; the run goes on by itself once the database answers.");
    }
    if (sql != null) {
      ServerError error = ServerError.of(sql);
      return new FailureProblem(
          new Problem(
              "the database refused: " + error.words() + ".", where, error.cure().orElse(TRACE)),
          error.cure().isPresent());
    }
    return new FailureProblem(
        new Problem(
            "Unexpected " + failure.getClass().getSimpleName() + place(failure) + ".",
            where,
            TRACE),
        false);
  }

  private static FailureProblem expected(String what, String where, String cure) {
    return new FailureProblem(new Problem(what, where, cure), true);
  }

  /** Where in our code it began. */
  private static String place(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    Optional<StackTraceElement> ours =
        Stream.of(root.getStackTrace())
            .filter(frame -> frame.getClassName().startsWith("ai.coditect."))
            .findFirst();
    return ours.map(frame -> " at " + frame.getFileName() + ":" + frame.getLineNumber()).orElse("");
  }

  /** True when the database cannot be reached, or went away. */
  private static boolean isDatabaseAway(Throwable failure) {
    String state = state(find(failure, SQLException.class));
    return Set.of("08", "57").contains(state.substring(0, Math.min(2, state.length())))
            && !state.equals(ServerError.CANCELED)
        || find(failure, CannotGetJdbcConnectionException.class) != null
        || find(failure, CannotCreateTransactionException.class) != null
        || find(failure, DataAccessResourceFailureException.class) != null
        // A connection that the pool had already given up has no state to tell.
        || state.isEmpty() && find(failure, TransactionSystemException.class) != null;
  }

  /** A line's problem with its cure; of what nobody expected also where it happened. */
  LoggingEventBuilder tell(LoggingEventBuilder line, Throwable failure) {
    LoggingEventBuilder told = line.addKeyValue("problems", List.of(problem));
    return expected ? told : told.setCause(FailureTrace.of(failure));
  }

  private static <T> @Nullable T find(Throwable failure, Class<T> type) {
    for (Throwable cause : chain(failure)) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
    }
    return null;
  }

  private static List<Throwable> chain(Throwable failure) {
    return Stream.<Throwable>iterate(failure, each -> each != null, Throwable::getCause)
        .limit(50)
        .toList();
  }

  private static String state(@Nullable SQLException sql) {
    return sql == null || sql.getSQLState() == null ? "" : sql.getSQLState();
  }
}
