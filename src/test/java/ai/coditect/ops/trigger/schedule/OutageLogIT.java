package ai.coditect.ops.trigger.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.Spoken;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.trigger.schedule.ServingReplica.Version;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
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
              .with("spring.datasource.hikari.connection-timeout", "1000")
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

  @Test
  void a_room_that_cannot_be_asked_what_waits_costs_one_line_however_often_it_is_asked() {
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    AtomicInteger asked = new AtomicInteger();
    String log;
    try (Spoken spoken = new Spoken()) {
      try (ServingReplica replica =
          new Version()
              .job("ticking", "0 0 0 1 1 ?")
              .waiting(
                  () -> {
                    asked.incrementAndGet();
                    throw new IllegalStateException(
                        new SQLException("permission denied for table holds", "42501"));
                  })
              .serveOn(database)) {
        Await.until("several scans", () -> asked.get() > 3);
        assertThat(replica.isActive()).isTrue();
      }
      log = spoken.text();
    }
    assertThat(log.lines().filter(line -> line.contains("waiting runs could not be asked for")))
        .singleElement()
        .asString()
        .contains("42501");
    assertThat(log.lines().filter(line -> line.startsWith("\t") || line.startsWith("Caused by")))
        .isEmpty();
  }

  private static long slots(JdbcClient admin) {
    return admin
        .sql("select count(*) from coditect_ops.runs where outcome = 'done' and key like '%@%'")
        .query(Long.class)
        .single();
  }
}
