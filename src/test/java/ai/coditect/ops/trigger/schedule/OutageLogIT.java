package ai.coditect.ops.trigger.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.Spoken;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.trigger.schedule.ServingReplica.Version;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the log says while the database is away: lines, whoever writes them. */
@ResourceLock(Resources.SYSTEM_ERR)
class OutageLogIT {
  @Test
  void a_database_that_is_away_costs_lines_and_no_stack_traces() {
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    LocalPostgres.Database beside = LocalPostgres.shared().empty();
    JdbcClient admin = JdbcClient.create(database.asSuperuser());
    String log;
    try (Spoken spoken = new Spoken()) {
      try (ServingReplica replica =
          new Version()
              .job("ticking", "* * * * * ?")
              .with("spring.datasource.hikari.connection-timeout=1000")
              .serveOn(database)) {
        Await.until("a first slot", () -> slots(admin) > 0);
        beside.execute(
            "alter database " + database.name() + " allow_connections false",
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '"
                + database.name()
                + "'");
        for (String who : List.of("ClusterManager: ", "MisfireHandler: ", "parked triggers")) {
          Await.until(who, () -> spoken.text().contains(who));
        }
        beside.execute("alter database " + database.name() + " allow_connections true");
        long before = slots(admin);
        Await.until("the next slots", () -> slots(admin) > before + 1);
        replica.queue("ticking", "afterwards", Map.of());
      }
      log = spoken.text();
    }
    assertThat(log.lines().filter(line -> line.startsWith("\t") || line.startsWith("Caused by")))
        .isEmpty();
    assertThat(log.lines().filter(line -> line.contains("ClusterManager: ")))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).containsAnyOf("SQLSTATE", "SQLTransientConnection"));
  }

  private static long slots(JdbcClient admin) {
    return admin
        .sql("select count(*) from coditect_ops.runs where outcome = 'done' and key like '%@%'")
        .query(Long.class)
        .single();
  }
}
