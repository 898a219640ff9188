package ai.coditect.ops.erasure.purge;

import static ai.coditect.ops.database.Arrays.untyped;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.database.failure.Causes;
import ai.coditect.ops.database.failure.RowErrorPolicy;
import ai.coditect.ops.erasure.plan.Hindrance;
import ai.coditect.ops.job.bound.RowCounterStore;
import ai.coditect.ops.job.bound.RowCounters;
import ai.coditect.ops.job.bound.RowCounters.Count;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tries work inside the caller's transaction, measures what it did, and takes it back where that
 * cannot stand.
 */
public final class SavepointStore {
  private static final Sql DEFER = Sql.file("erasure/defer_constraints");
  private static final Sql NAME = Sql.file("erasure/name_hindrance");

  private final JdbcClient jdbc;
  private final RowCounterStore counters;
  private final TransactionTemplate savepoint;

  /**
   * @param savepoint begins a nested transaction
   */
  public SavepointStore(JdbcClient jdbc, RowCounterStore counters, TransactionTemplate savepoint) {
    this.jdbc = jdbc;
    this.counters = counters;
    this.savepoint = savepoint;
  }

  /** What became of a try. */
  sealed interface Tried<T> {
    /** Its effects are there. */
    record Stands<T>(T what) implements Tried<T> {}

    /** It went through, and was taken back as what it did cannot stand. */
    record Undone<T>(T what) implements Tried<T> {}

    /** A row was in its way, and nothing of it is there. */
    record Failed<T>(Hindrance why) implements Tried<T> {}
  }

  /** What a try can say and ask while it is under way. */
  final class Course {
    private final RowCounters before;
    private @Nullable String table;

    private Course(RowCounters before) {
      this.before = before;
    }

    /** Says which table it comes to. */
    void at(String name) {
      table = name;
    }

    /** What it did so far to every table, by whatever means, deferred ones included. */
    Map<String, Count> touched() {
      return counters.byRoot(counters.readAtEnd().orElse(RowCounters.NONE).since(before));
    }
  }

  /**
   * Does the work, and takes it back where it cannot stand or a row is in its way; any other error
   * is thrown.
   *
   * @param undone is added the rows by table that were taken back
   */
  <T> Tried<T> attempt(Function<Course, T> work, Predicate<T> stands, Map<String, Long> undone) {
    RowCounters before = counters.read().orElse(RowCounters.NONE);
    Course course = new Course(before);
    Tried<T> tried;
    try {
      tried =
          savepoint.execute(
              status -> {
                T what = work.apply(course);
                if (stands.test(what)) {
                  return new Tried.Stands<>(what);
                }
                status.setRollbackOnly();
                return new Tried.Undone<>(what);
              });
    } catch (DataAccessException e) {
      // Before the first table it was at the worker's own records, which are nobody's row.
      tried =
          new Tried.Failed<>(
              Optional.ofNullable(course.table)
                  .flatMap(at -> hindrance(e, at))
                  .orElseThrow(() -> e));
    }
    if (!(tried instanceof Tried.Stands<T>)) {
      counters
          .byRoot(counters.read().orElse(RowCounters.NONE).since(before))
          .forEach((table, count) -> undone.merge(table, count.rows(), Long::sum));
    }
    return tried;
  }

  /** Empty when the error is not of a row. */
  private Optional<Hindrance> hindrance(DataAccessException e, String table) {
    @Nullable PSQLException error = Causes.first(e, PSQLException.class).orElse(null);
    if (error == null || error.getServerErrorMessage() == null) {
      return Optional.empty();
    }
    ServerErrorMessage message = error.getServerErrorMessage();
    String context = Optional.ofNullable(message.getWhere()).orElse("");
    String state = Optional.ofNullable(error.getSQLState()).orElse("");
    return RowErrorPolicy.isOfARow(state, context)
        ? Optional.of(named(state, message, RowErrorPolicy.function(context), table))
        : Optional.empty();
  }

  private Hindrance named(
      String state, ServerErrorMessage message, Optional<String> function, String table) {
    return jdbc.sql(NAME.text())
        .param("schema", untyped(message.getSchema()))
        .param("table", untyped(message.getTable()))
        .param("constraint", untyped(message.getConstraint()))
        .param("function", untyped(function.orElse(null)))
        .query(
            (row, n) ->
                new Hindrance(
                    Optional.of(state),
                    Optional.of(Optional.ofNullable(row.getString("table_name")).orElse(table)),
                    Optional.ofNullable(row.getString("constraint_name")),
                    Optional.ofNullable(row.getString("function_name"))))
        .single();
  }

  /** Lets constraints wait again, where an earlier try of the transaction had them speak. */
  void deferConstraints() {
    jdbc.sql(DEFER.text()).update();
  }
}
