package ai.coditect.ops.job.bound;

import ai.coditect.ops.database.Arrays;
import ai.coditect.ops.database.Sql;
import ai.coditect.ops.job.bound.RowCounters.Count;
import ai.coditect.ops.job.bound.RowCounters.TableName;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The server's own counts of the rows that the current transaction took. */
public final class RowCounterStore {
  private static final Sql READ = Sql.file("job/read_row_counters");
  private static final Sql CHECK_NOW = Sql.file("job/check_constraints_now");
  private static final Sql NAME = Sql.file("job/name_tables");

  private final JdbcClient jdbc;

  public RowCounterStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The counts of the transaction so far; empty where the server does not count. */
  public Optional<RowCounters> read() {
    Map<Long, Count> counts = new HashMap<>();
    AtomicBoolean counting = new AtomicBoolean();
    jdbc.sql(READ.text())
        .query(
            row -> {
              counting.set(row.getBoolean("counting"));
              long table = row.getLong("id");
              if (table != 0) {
                counts.put(table, new Count(row.getLong("deleted"), row.getLong("updated")));
              }
            });
    return counting.get() ? Optional.of(new RowCounters(counts)) : Optional.empty();
  }

  /** The same, when all that waits for the commit has acted. */
  public Optional<RowCounters> readAtEnd() {
    jdbc.sql(CHECK_NOW.text()).update();
    return read();
  }

  Map<Long, TableName> names(Collection<Long> tables) {
    Map<Long, TableName> names = new HashMap<>();
    jdbc.sql(NAME.text())
        .param("ids", Arrays.longs(List.copyOf(tables)))
        .query(
            row -> {
              names.put(
                  row.getLong("id"), new TableName(row.getString("name"), row.getString("root")));
            });
    return names;
  }

  /** The same by name, partitions and children under the table that they belong to. */
  public Map<String, Count> byRoot(RowCounters counted) {
    Map<Long, TableName> names =
        counted.byTable().isEmpty() ? Map.of() : names(counted.byTable().keySet());
    Map<String, Count> byRoot = new HashMap<>();
    counted
        .byTable()
        .forEach(
            (table, count) -> {
              TableName name = names.get(table);
              byRoot.merge(
                  name == null ? "table number " + table : name.root(), count, Count::plus);
            });
    return byRoot;
  }
}
