package ai.coditect.ops.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.coditect.ops.backup.evidence.DrillStage;
import ai.coditect.ops.backup.examine.Examination;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.ServingWorker;
import ai.coditect.ops.local.sqladmin.server.DatabaseServer;
import ai.coditect.ops.local.sqladmin.server.InstanceServers;
import ai.coditect.ops.local.sqladmin.server.SourceServer;
import ai.coditect.ops.trigger.command.start.StartFailure;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drills with real servers: a base backup, a server restored from it, a clone to an instant. */
class RestoreDrillIT {
  private static final String IN_IT = "select count(*) from coditect_ops.outbox";

  private static DatabaseServer source;
  private static InstanceServers servers;
  private static DrillSite site;

  @BeforeAll
  static void start() {
    source = SourceServer.start();
    servers = new InstanceServers(source.port(), Clock.systemUTC());
    servers.adopt("prod/coditect-dev-db", source);
    site = new DrillSite(source.database(SourceServer.DATABASE), servers);
  }

  @AfterAll
  static void stop() throws Exception {
    site.close();
    servers.close();
    source.remove();
  }

  private static void write(String type) {
    site.database.execute(
        "insert into coditect_ops.outbox (event_id, type, ordering_key, occurred_at, data) values"
            + " (gen_random_uuid(), '"
            + type
            + "', '', now(), '{}')");
  }

  private static String ask(DataSource from, String sql) {
    try (Connection session = from.getConnection();
        var statement = session.createStatement();
        var row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : "";
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_drill_examines_what_the_backup_holds_as_the_worker_and_leaves_nothing() {
    write("before");
    site.takeBackup();
    String then = site.ask(IN_IT);
    write("after");
    AtomicReference<String> found = new AtomicReference<>();
    AtomicReference<String> administrator = new AtomicReference<>();
    site.examination.found =
        copy -> {
          found.set(ask(copy.asWorker(), IN_IT));
          administrator.set(
              ask(
                  copy.asAdministrator().source(),
                  "select rolcreaterole and not rolsuper from pg_roles where rolname = current_user"));
          return DrillSite.examination(List.of());
        };

    DrillDriver drill = new DrillDriver(site, DrillSite.settings(), "drill").play();

    assertThat(drill.drill().problems()).isEmpty();
    assertThat(drill.verdict()).isEqualTo("ok");
    assertThat(found).hasValue(then);
    assertThat(administrator).hasValue("t");
    assertThat(drill.drill().parts())
        .containsOnlyKeys(
            DrillStage.PICK,
            DrillStage.MAKE,
            DrillStage.RESTORE,
            DrillStage.CONNECT,
            DrillStage.EXAMINE,
            DrillStage.REMOVE);
    assertThat(drill.drill().recoveryTime()).isPresent();
    assertThat(drill.drill().target().orElseThrow()).startsWith("drills:drill-coditect-dev-db-");
    assertThat(site.leaked()).isEmpty();
    assertThat(servers.running()).isEqualTo(1);
    assertThat(
            site.ask("select count(*) from coditect_ops.drill_instances where removed_at is null"))
        .isEqualTo("0");
    assertThat(site.told(drill.run)).isEqualTo("ai.coditect.backup.verified.v1");
    System.out.println("drill: " + drill.drill().parts());
  }

  /**
   * Both listen at an address of this machine, and have one identifier: but for the drill's login
   * the copy looks like the ledger's writer.
   */
  @Test
  void a_worker_that_is_pointed_at_a_drills_copy_neither_serves_nor_writes_and_names_the_drill(
      @TempDir Path ledger) {
    Map<String, String> variables = InProcessWorker.erasing(ledger);
    try (InProcessWorker production = InProcessWorker.start(site.database, variables)) {
      assertThat(production.type("ledger adopt", Map.of("by", "anna")).exitCode()).isZero();
    }
    site.takeBackup();
    List<String> refusals = new ArrayList<>();
    AtomicReference<String> listed = new AtomicReference<>();
    site.examination.found =
        copy -> {
          String name =
              site.ask("select name from coditect_ops.drill_instances where removed_at is null");
          LocalPostgres.Database there =
              servers.behind("drills/" + name).database(SourceServer.DATABASE);
          try (LocalPubSub pubsub = LocalPubSub.start()) {
            for (Map<String, String> each : List.of(variables, Map.<String, String>of())) {
              Throwable why =
                  catchThrowable(() -> ServingWorker.start(there, pubsub, each).close());
              refusals.add(why == null ? "serves" : StartFailure.of(why).problems().toString());
              try (InProcessWorker worker = InProcessWorker.start(there, each)) {
                RunResult run =
                    worker.run("license-expiry", "k", Clock.systemUTC().instant(), Map.of());
                refusals.add(run.outcome() + " " + run.problems());
                if (each.equals(variables)) {
                  refusals.add(worker.type("erasures replay", Map.of("by", "anna")).toString());
                  refusals.add(
                      Optional.ofNullable(
                              catchThrowable(
                                  () -> worker.type("ledger adopt", Map.of("by", "anna"))))
                          .map(Throwable::getMessage)
                          .orElse("adopted"));
                  listed.set(worker.type("holds list", Map.of()).text().toString());
                }
              }
            }
          }
          return DrillSite.examination(List.of());
        };

    DrillDriver drill = new DrillDriver(site, DrillSite.settings(), "drill").play();

    assertThat(drill.drill().problems()).isEmpty();
    String login = "ops_drill_" + drill.run.toString().substring(0, 8);
    assertThat(refusals)
        .hasSize(6)
        .allSatisfy(each -> assertThat(each).contains("restore drill's copy", login));
    assertThat(listed).hasValue("[Nothing is held.]");
  }

  @Test
  void a_clone_to_the_instant_of_a_marker_is_examined_and_goes_in_spite_of_its_protection() {
    site.takeBackup();
    write("before the marker");
    String then = site.ask(IN_IT);
    UUID run = site.begin("none");
    site.database.execute(
        "update coditect_ops.runs set finished_at = clock_timestamp() where id = '" + run + "'");
    String marker = site.ask("select finished_at from coditect_ops.runs where id = '" + run + "'");
    site.database.execute(
        "insert into coditect_ops.backup_marker_structures values (repeat('0', 64), '{}')"
            + " on conflict do nothing",
        "insert into coditect_ops.backup_markers (sequence, taken_at, run_id, key_id, structure,"
            + " content, signature) values ((select coalesce(max(sequence), 0) + 1 from"
            + " coditect_ops.backup_markers), '"
            + marker
            + "', '"
            + run
            + "', 'k', repeat('0', 64), '{}', decode(repeat('00', 64), 'hex'))");
    write("after the marker");
    AtomicReference<String> found = new AtomicReference<>();
    site.examination.found =
        copy -> {
          found.set(ask(copy.asWorker(), IN_IT));
          return DrillSite.examination(List.<Examination.Result>of());
        };

    DrillDriver drill = new DrillDriver(site, DrillSite.settings(), "point-in-time").play();

    assertThat(drill.drill().problems()).isEmpty();
    assertThat(drill.verdict()).isEqualTo("ok");
    assertThat(found).hasValue(then);
    assertThat(drill.drill().target().orElseThrow()).startsWith("prod:drill-coditect-dev-db-");
    assertThat(site.leaked()).isEmpty();
    assertThat(servers.running()).isEqualTo(1);
    System.out.println("point-in-time: " + drill.drill().parts());
  }
}
