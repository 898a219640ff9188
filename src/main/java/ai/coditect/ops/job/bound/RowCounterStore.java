package ai.coditect.ops.job.bound;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.job.bound.RowCounters.Count;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The server's own counts of the rows that the current transaction took. */
public final class RowCounterStore {
  private static final Sql READ = Sql.file("job/read_row_counters");
  private static final Sql CHECK_NOW = Sql.file("job/check_constraints_now");

  private final JdbcClient jdbc;

  public RowCounterStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The counts of the transaction so far; empty where the server does not count. */
  Optional<RowCounters> read() {
    TreeMap<String, Count> counts = new TreeMap<>();
    AtomicBoolean counting = new AtomicBoolean();
    jdbc.sql(READ.text())
        .query(
            row -> {
              counting.set(row.getBoolean("counting"));
              if (row.getString("table") != null) {
                counts.put(
                    row.getString("table"),
                    new Count(
                        row.getString("root"), row.getLong("deleted"), row.getLong("updated")));
              }
            });
    return counting.get() ? Optional.of(new RowCounters(counts)) : Optional.empty();
  }

  /** The same, when all that waits for the commit has acted. */
  Optional<RowCounters> readAtEnd() {
    jdbc.sql(CHECK_NOW.text()).update();
    return read();
  }
}
