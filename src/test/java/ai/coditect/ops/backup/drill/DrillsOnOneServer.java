package ai.coditect.ops.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.backup.drill.throwaway.InstanceLookupClient;
import ai.coditect.ops.backup.drill.throwaway.InstanceSeen;
import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.local.LocalPostgres;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Drills of which only the way counts: every instance shows one server that is there anyway. */
abstract class DrillsOnOneServer {
  static final Duration LONG = Duration.ofHours(1);
  static final Duration SHORT = Duration.ofMillis(300);

  private final LocalPostgres.Database database;
  DrillSite site;
  String backup;

  /**
   * @param database of the class alone
   */
  DrillsOnOneServer(LocalPostgres.Database database) {
    this.database = database;
  }

  @BeforeEach
  void start() {
    site = new DrillSite(database, new OneServer("127.0.0.1"));
    backup = site.pretendBackup();
  }

  @AfterEach
  void stop() throws Exception {
    site.close();
    database.execute(
        "update coditect_ops.drill_instances set removed_at = now()",
        "update coditect_ops.runs set outcome = 'interrupted', finished_at = now() where outcome ="
            + " 'running'");
  }

  DrillDriver drill() {
    return new DrillDriver(site, DrillSite.settings(), "drill");
  }

  /** How it ended, and the first word of why; and that nothing was left. */
  void assertEnded(DrillDriver drill, String verdict, String why) {
    assertThat(drill.verdict()).isEqualTo(verdict);
    assertThat(drill.drill().problems())
        .anySatisfy(problem -> assertThat(problem.what()).startsWith(why));
    assertThat(drill.problems)
        .first()
        .satisfies(p -> assertThat(p.what()).isEqualTo("Drill " + verdict + "."));
    assertThat(site.leaked()).isEmpty();
    assertThat(site.told(drill.run)).isEqualTo("ai.coditect.backup.failed.v1");
  }

  void overdue(DrillDriver drill) {
    database.execute(
        "update coditect_ops.drills set started_at = started_at - interval '1 day' where run_id = '"
            + drill.run
            + "'");
  }

  InstanceSeen look(String name) {
    return new InstanceLookupClient(site.api)
        .instance(new InstanceName(DrillSite.DRILLS, name))
        .orElseThrow();
  }

  Map<String, String> labels(String name) {
    return look(name).labels();
  }

  void mark() {
    database.execute(
        "insert into coditect_ops.backup_marker_structures values (repeat('0', 64), '{}')"
            + " on conflict do nothing",
        "insert into coditect_ops.backup_markers values (1, now() - interval '2 minutes', gen_random_uuid(), 'k',"
            + " repeat('0', 64), '{}', decode(repeat('00', 64), 'hex')) on conflict do nothing");
  }
}
