package ai.coditect.ops.bench;

import ai.coditect.ops.local.LocalPostgres.Database;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** License expiry by every contestant in turn, each on a fresh copy, all with the same effects. */
final class ExpiryContest {
  /**
   * @param heapOnly the share of updates that stayed on their page without touching an index
   */
  record Heat(Duration took, long moved, double heapOnly, long walBytes, String endState) {
    double perSecond() {
      return moved / (took.toNanos() / 1e9);
    }
  }

  private final BenchServer server;
  private final Map<Contestant, List<Heat>> heats = new EnumMap<>(Contestant.class);

  ExpiryContest(BenchServer server) {
    this.server = server;
  }

  void run(int repetitions) throws SQLException {
    for (int i = 0; i < repetitions; i++) {
      for (Contestant contestant : Contestant.values()) {
        Database database = server.copy(contestant.layout());
        long wal = server.walPosition();
        Duration took = contestant.expire(database, server.asOf());
        Heat heat = describe(database, took, server.walPosition() - wal);
        System.out.printf(
            "  %s: %.2f s, %,.0f licenses/s%n", contestant, took.toNanos() / 1e9, heat.perSecond());
        heats.computeIfAbsent(contestant, any -> new ArrayList<>()).add(heat);
      }
    }
  }

  private static Heat describe(Database database, Duration took, long walBytes) {
    JdbcClient sql = JdbcClient.create(database.asSuperuser());
    String endState = sql.sql(BenchServer.file("describe_end_state")).query(String.class).single();
    long moved = sql.sql("select count(*) from coditect_ops.audit_log").query(Long.class).single();
    // The contestants' sessions have ended, and with that their counts are in.
    double heapOnly =
        sql.sql(
                """
                select coalesce(n_tup_hot_upd / nullif(n_tup_upd, 0)::float8, 0) from pg_stat_user_tables
                where relid = 'coditect_shared.licenses'::regclass
                """)
            .query(Double.class)
            .single();
    return new Heat(took, moved, heapOnly, walBytes, endState);
  }

  List<String> endStates() {
    return heats.values().stream().flatMap(List::stream).map(Heat::endState).distinct().toList();
  }

  Heat median(Contestant contestant) {
    List<Heat> sorted = new ArrayList<>(heats.get(contestant));
    sorted.sort(Comparator.comparing(Heat::took));
    return sorted.get(sorted.size() / 2);
  }
}
