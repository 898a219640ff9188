package ai.coditect.ops.erasure.purge;

import static ai.coditect.ops.database.Arrays.untyped;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.erasure.plan.Hindrance;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Tries work inside the caller's transaction, and measures what it did. */
public final class SavepointStore {
  private static final Sql TOUCHED = Sql.file("erasure/list_touched_rows");
  private static final Sql SETTLE = Sql.file("erasure/settle_constraints");
  private static final Sql DEFER = Sql.file("erasure/defer_constraints");
  private static final Sql NAME = Sql.file("erasure/name_hindrance");

  private final JdbcClient jdbc;
  private final TransactionTemplate savepoint;

  /**
   * @param savepoint begins a nested transaction
   */
  public SavepointStore(JdbcClient jdbc, TransactionTemplate savepoint) {
    this.jdbc = jdbc;
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

  /**
   * Does the work, and takes it back where it cannot stand or a row is in its way; any other error
   * is thrown.
   *
   * @param work is given a place to say which table it is at
   */
  <T> Tried<T> attempt(Function<Consumer<String>, T> work, Predicate<T> stands) {
    AtomicReference<@Nullable String> table = new AtomicReference<>();
    try {
      return savepoint.execute(
          status -> {
            T what = work.apply(table::set);
            if (stands.test(what)) {
              return new Tried.Stands<>(what);
            }
            status.setRollbackOnly();
            return new Tried.Undone<>(what);
          });
    } catch (DataAccessException e) {
      // Before the first table it was at the worker's own records, which are nobody's row.
      return new Tried.Failed<>(
          Optional.ofNullable(table.get()).flatMap(at -> hindrance(e, at)).orElseThrow(() -> e));
    }
  }

  /** Empty when the error is not of a row. */
  private Optional<Hindrance> hindrance(DataAccessException e, String table) {
    Throwable cause = e;
    while (cause != null && !(cause instanceof PSQLException)) {
      cause = cause.getCause();
    }
    if (!(cause instanceof PSQLException error) || error.getServerErrorMessage() == null) {
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

  /** Rows that were deleted and changed, by table. */
  record Touched(Map<String, Long> deleted, Map<String, Long> changed) {
    Touched since(Touched before) {
      return new Touched(difference(deleted, before.deleted), difference(changed, before.changed));
    }

    private static Map<String, Long> difference(Map<String, Long> now, Map<String, Long> before) {
      Map<String, Long> difference = new HashMap<>();
      now.forEach((table, rows) -> difference.put(table, rows - before.getOrDefault(table, 0L)));
      return difference;
    }
  }

  /** What this session did to every table so far, by whatever means; only differences count. */
  Touched touched() {
    Map<String, Long> deleted = new HashMap<>();
    Map<String, Long> changed = new HashMap<>();
    jdbc.sql(TOUCHED.text())
        .query(
            row -> {
              deleted.put(row.getString("table"), row.getLong("deleted"));
              changed.put(row.getString("table"), row.getLong("changed"));
            });
    return new Touched(deleted, changed);
  }

  /** Has deferred constraints and triggers speak, while it can still be taken back. */
  void settleConstraints() {
    jdbc.sql(SETTLE.text()).update();
  }

  /** Lets them wait again, where an earlier try of the transaction had them speak. */
  void deferConstraints() {
    jdbc.sql(DEFER.text()).update();
  }
}
