package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hold and a bite that meet. Each is stopped inside its transaction by a lock of the test's. */
class HoldGateIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant LONG_AGO = Instant.parse("2024-01-01T00:00:00Z");
  private static final String GATE = "classid = 73110 and objid = 1";

  /** Where a session is stopped: in front of a statement on this table. */
  private enum Stop {
    DELETING_PEOPLE("delete on coditect_shared.users", 73901),
    WRITING_THE_PLAN("insert on coditect_ops.erasure_plan", 73902),
    WRITING_THE_HOLD("insert on coditect_ops.holds", 73903);

    private final String where;
    private final int lock;

    Stop(String where, int lock) {
      this.where = where;
      this.lock = lock;
    }

    String waiting() {
      return "classid = 0 and objid = " + lock;
    }
  }

  @TempDir Path ledger;
  @TempDir Path jobs;
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Tenants tenants = new Tenants(database);
  private InProcessWorker worker;
  private Connection stops;
  private UUID organization;
  private UUID owner;
  private UUID first;

  @BeforeEach
  void start() throws SQLException {
    organization = tenants.organization("FREE");
    owner = tenants.user(organization, "OWNER", null);
    first = tenants.user(organization, "MEMBER", LONG_AGO);
    for (Stop stop : Stop.values()) {
      database.execute(
          // The lock_timeout of the session is not what is tried here.
          "create function coditect_ops.stop_%1$d() returns trigger language plpgsql set lock_timeout = 0 as $$ begin perform pg_advisory_xact_lock_shared(%1$d); return null; end $$"
              .formatted(stop.lock),
          "create trigger stop before %s for each statement execute function coditect_ops.stop_%d()"
              .formatted(stop.where, stop.lock));
    }
    Map<String, String> variables = new HashMap<>(InProcessWorker.erasing(ledger));
    variables.put(
        "OPS_JOBS_DIR",
        Desks.jobs(jobs, "{ bite: 1000, partitions: 2,", "{ bite: 1, partitions: 1,").toString());
    worker = InProcessWorker.start(database, variables);
    stops = database.asSuperuser().getConnection();
  }

  @AfterEach
  void stop() throws SQLException {
    stops.close();
    worker.close();
  }

  @Test
  void a_hold_waits_for_the_bite_in_flight_and_no_later_bite_touches_what_it_protects()
      throws Exception {
    for (int i = 0; i < 4; i++) {
      tenants.user(organization, "MEMBER", LONG_AGO);
    }
    close(Stop.DELETING_PEOPLE);
    CompletableFuture<RunResult> run = run();
    awaitWaiting(Stop.DELETING_PEOPLE.waiting());
    CompletableFuture<Reply> place = placeOnOrganization();
    awaitWaiting(GATE + " and mode = 'ExclusiveLock'");

    assertThat(place).isNotDone();
    open(Stop.DELETING_PEOPLE);
    Reply placed = place.get(3, TimeUnit.MINUTES);
    List<UUID> whenPlaced = tenants.users();
    RunResult result = run.get(3, TimeUnit.MINUTES);

    assertThat(placed.exitCode()).isZero();
    assertThat(result.problems()).isEmpty();
    assertThat(whenPlaced).contains(owner).doesNotContain(first);
    assertThat(tenants.users()).isEqualTo(whenPlaced);
    assertThat(result.changed().byKind()).containsEntry("users-erased", 6L - whenPlaced.size());
  }

  @Test
  void without_the_gate_a_hold_would_stand_over_somebody_who_then_goes() throws Exception {
    close(Stop.DELETING_PEOPLE);
    CompletableFuture<RunResult> run = run();
    awaitWaiting(Stop.DELETING_PEOPLE.waiting());
    tenants.hold("organization", organization, null, null);
    List<UUID> whenPlaced = tenants.users();
    open(Stop.DELETING_PEOPLE);
    run.get(3, TimeUnit.MINUTES);

    assertThat(whenPlaced).contains(first);
    assertThat(tenants.users()).isNotEqualTo(whenPlaced).doesNotContain(first);
  }

  @Test
  void a_bite_that_waited_at_the_gate_sees_the_hold_that_was_placed_meanwhile() throws Exception {
    close(Stop.WRITING_THE_PLAN);
    close(Stop.WRITING_THE_HOLD);
    CompletableFuture<RunResult> run = run();
    awaitWaiting(Stop.WRITING_THE_PLAN.waiting());
    CompletableFuture<Reply> place = placeOnOrganization();
    awaitWaiting(Stop.WRITING_THE_HOLD.waiting());
    open(Stop.WRITING_THE_PLAN);
    awaitWaiting(GATE + " and mode = 'ShareLock'");
    open(Stop.WRITING_THE_HOLD);

    assertThat(place.get(3, TimeUnit.MINUTES).exitCode()).isZero();
    assertThat(run.get(3, TimeUnit.MINUTES).outcome()).isEqualTo(Ending.NOTHING_TO_DO);
    assertThat(tenants.users()).containsExactly(owner, first);
    assertThat(
            tenants.count(
                "select count(*) from coditect_ops.erasure_left where reason = 'held' and hold_id = '"
                    + Desks.hold(place.get())
                    + "'"))
        .isEqualTo(1);
  }

  private CompletableFuture<RunResult> run() {
    return CompletableFuture.supplyAsync(() -> worker.run("gdpr-purge", "one", NOW, Map.of()));
  }

  private CompletableFuture<Reply> placeOnOrganization() {
    return CompletableFuture.supplyAsync(
        () ->
            Desks.ask(
                worker,
                "holds place",
                "organization",
                organization,
                "ground",
                "case 12",
                "by",
                "counsel"));
  }

  private void awaitWaiting(String which) {
    await()
        .atMost(Await.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                tenants.count(
                        "select count(*) from pg_locks where locktype = 'advisory' and not granted"
                            + " and database = (select oid from pg_database where datname ="
                            + " current_database()) and "
                            + which)
                    > 0);
  }

  private void close(Stop stop) throws SQLException {
    try (Statement statement = stops.createStatement()) {
      statement.execute("select pg_advisory_lock(" + stop.lock + ")");
    }
  }

  private void open(Stop stop) throws SQLException {
    try (Statement statement = stops.createStatement()) {
      statement.execute("select pg_advisory_unlock(" + stop.lock + ")");
    }
  }
}
