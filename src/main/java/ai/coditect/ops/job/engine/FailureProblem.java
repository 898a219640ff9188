package ai.coditect.ops.job.engine;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/**
 * Turns what a run died of into words, without row values: a server's detail line may quote them.
 */
final class FailureProblem {
  private FailureProblem() {}

  /** True when another session was in the way: lock timeout, deadlock, serialization failure. */
  static boolean passesByItself(Throwable failure) {
    return Set.of("55P03", "40P01", "40001").contains(state(find(failure, SQLException.class)));
  }

  static Problem of(String job, Throwable failure) {
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
      return new Problem(
          failure.getMessage() + ".",
          where,
          "The next attempt goes on from the last bite; raise run.timeout if this is its normal length.");
    }
    @Nullable ProblemsException told = find(failure, ProblemsException.class);
    if (told != null && !told.problems().isEmpty()) {
      return told.problems().get(0);
    }
    @Nullable SQLException sql = find(failure, SQLException.class);
    String state = state(sql);
    if (isDatabaseAway(failure)) {
      return new Problem(
          "the database cannot be reached or went away" + suffix(state) + ".",
          where,
          "Nothing half-done was kept; the run goes on by itself once the database answers.");
    }
    if (state.equals("42501")) {
      return new Problem(
          "the database refused: " + firstLine(sql) + suffix(state) + ".",
          where,
          "Run \"check\": it names the missing grant or policy.");
    }
    if (sql != null) {
      return new Problem(
          "the database refused: " + firstLine(sql) + suffix(state) + ".",
          where,
          "The log has the stack trace under this run's id.");
    }
    return new Problem(
        failure.getClass().getSimpleName() + ".",
        where,
        "The log has the stack trace under this run's id.");
  }

  /** True when the database cannot be reached, or went away. */
  private static boolean isDatabaseAway(Throwable failure) {
    String state = state(find(failure, SQLException.class));
    return state.startsWith("08")
        || state.startsWith("57P")
        || find(failure, CannotGetJdbcConnectionException.class) != null
        || find(failure, CannotCreateTransactionException.class) != null
        || find(failure, DataAccessResourceFailureException.class) != null;
  }

  /** One line with its cure for trouble that is known; a stack trace for what nobody foresaw. */
  static LoggingEventBuilder log(LoggingEventBuilder line, Problem problem, Throwable failure) {
    boolean foreseen =
        find(failure, ProblemsException.class) != null
            || find(failure, RunTimedOutException.class) != null
            || isDatabaseAway(failure);
    return foreseen
        ? line.addKeyValue("problem", problem.what()).addKeyValue("cure", problem.cure())
        : line.setCause(failure);
  }

  private static <T> @Nullable T find(Throwable failure, Class<T> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
    }
    return null;
  }

  private static String state(@Nullable SQLException sql) {
    return sql == null || sql.getSQLState() == null ? "" : sql.getSQLState();
  }

  /** The server's message line; detail lines, which quote row values, are left out. */
  private static String firstLine(@Nullable SQLException sql) {
    String message = sql == null || sql.getMessage() == null ? "" : sql.getMessage();
    return message.lines().findFirst().orElse("").replaceFirst("^ERROR: ", "");
  }

  private static String suffix(String state) {
    return state.isEmpty() ? "" : " (SQLSTATE " + state + ")";
  }
}
