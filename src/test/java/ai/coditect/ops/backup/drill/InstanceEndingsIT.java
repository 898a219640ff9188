package ai.coditect.ops.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * How instances of drills end: whatever they are at, whoever made them, and when nothing goes as it
 * should.
 */
class InstanceEndingsIT extends DrillsOnOneServer {
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();

  InstanceEndingsIT() {
    super(DATABASE);
  }

  @Test
  void a_restore_that_hangs_times_out_and_its_instance_goes_when_it_ends() {
    DrillDriver drill = hanging(LONG);
    drill.playTo("remove");
    assertThat(site.leaked()).hasSize(1);
    site.admin.faults().release("RESTORE_VOLUME");
    assertEnded(drill.play(), "timed-out", "Drill timed out in stage restore");
  }

  /** One whose restore does not end, and whose time is over. */
  private DrillDriver hanging(Duration removeWithin) {
    site.admin.faults().hold("RESTORE_VOLUME");
    DrillDriver drill =
        new DrillDriver(site, DrillSite.settings(LONG, removeWithin, LONG, Duration.ZERO), "drill");
    assertThat(drill.playUntil(place -> place.startsWith("restore restoring"), true)).isTrue();
    overdue(drill);
    return drill;
  }

  @Test
  void a_restore_that_never_ends_does_not_keep_its_instance() {
    site.admin.faults().letBusyBeDeleted();
    DrillDriver drill = hanging(Duration.ofSeconds(4));
    assertEnded(drill.play(), "timed-out", "Drill timed out in stage restore");
    assertThat(site.admin.operations().isGoingOn("RESTORE_VOLUME")).isTrue();
  }

  @Test
  void a_drill_that_timed_out_stays_so_when_its_instance_cannot_be_removed() {
    DrillDriver drill = hanging(SHORT).play();
    assertThat(drill.verdict()).isEqualTo("timed-out");
    assertThat(drill.drill().problems().toString())
        .contains("Drill timed out in stage restore", "Instance stays");
    assertThat(site.leaked()).hasSize(1);
    site.admin.faults().heal();
    Await.until("the restore to end", () -> !site.admin.operations().isGoingOn("RESTORE_VOLUME"));
    new DrillDriver(site, DrillSite.settings(LONG, LONG, Duration.ZERO, Duration.ZERO), "drill")
        .play();
    assertThat(site.leaked()).isEmpty();
  }

  @Test
  void an_instance_that_is_not_shown_yet_while_it_is_made_is_waited_for_and_removed() {
    site.admin.faults().hideUnmade();
    site.admin.faults().hold("CREATE");
    DrillDriver drill = drill();
    assertThat(drill.playUntil(place -> place.startsWith("make intended"), false)).isTrue();
    overdue(drill);
    assertThat(drill.playUntil(place -> place.startsWith("remove removing"), true)).isTrue();
    site.admin.faults().release("CREATE");
    assertEnded(drill.play(), "timed-out", "Drill timed out in stage make");
  }

  @Test
  void what_a_restore_sets_back_is_switched_off_again() {
    DrillDriver drill = drill();
    site.admin.faults().hold("RESTORE_VOLUME");
    drill.playUntil(place -> place.startsWith("restore restoring"), true);
    site.admin.faults().release("RESTORE_VOLUME");
    Await.until("the restore", () -> !site.admin.operations().isGoingOn("RESTORE_VOLUME"));
    String name = site.leaked().get(0);
    site.admin.instances().edit(DrillSite.DRILLS, name, InstanceEndingsIT::backedUp);
    assertThat(look(name).backedUp()).isTrue();
    drill.playTo("connect");
    Await.until("the change", () -> !look(name).backedUp());
    assertThat(drill.play().verdict()).isEqualTo("ok");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> backedUp(Map<String, Object> instance) {
    ((Map<String, Object>) instance.get("settings"))
        .put("backupConfiguration", Map.of("enabled", true));
    return instance;
  }

  @Test
  void a_removal_that_fails_turns_the_result_red_and_the_next_drill_makes_good() {
    site.admin.permissions().takeAway(DrillSite.DRILLS, "cloudsql.instances.delete");
    DrillDriver drill = drill().play();
    assertThat(drill.verdict()).isEqualTo("failed");
    assertThat(drill.drill().problems())
        .singleElement()
        .satisfies(p -> assertThat(p.what()).contains("cloudsql.instances.delete"));
    assertThat(site.leaked()).hasSize(1);

    site.admin.permissions().restoreAll();
    DrillDriver next =
        new DrillDriver(site, DrillSite.settings(LONG, LONG, Duration.ZERO, Duration.ZERO), "drill")
            .play();
    assertThat(next.verdict()).isEqualTo("ok");
    assertThat(site.leaked()).isEmpty();
  }

  @Test
  void a_run_whose_worker_was_killed_for_good_keeps_no_instance_and_no_other_drill() {
    DrillDriver killed = drill();
    killed.playTo("connect");
    DATABASE.execute(
        "update coditect_ops.runs set outcome = 'running', finished_at = null,"
            + " heartbeat_at = now() - interval '1 hour' where id = '"
            + killed.run
            + "'");
    assertThat(site.leaked()).hasSize(1);
    DrillDriver next =
        new DrillDriver(site, DrillSite.settings(LONG, LONG, Duration.ZERO, Duration.ZERO), "drill")
            .play();
    assertThat(next.verdict()).isEqualTo("ok");
    assertThat(site.leaked()).isEmpty();
  }

  @Test
  void a_leftover_is_removed_also_when_the_prefix_is_another_one_by_now() {
    drill().playTo("connect");
    assertThat(site.leaked()).hasSize(1);
    DrillDriver renamed =
        new DrillDriver(site, DrillSite.settings("rehearsal", Duration.ZERO), "drill");
    renamed.playTo("connect");
    assertThat(site.leaked()).singleElement().asString().startsWith("rehearsal-");
    assertThat(renamed.play().verdict()).isEqualTo("ok");
    assertThat(renamed.problems).isEmpty();
  }

  @Test
  void an_instance_of_another_environment_is_nobodys_stranger() {
    site.admin
        .instances()
        .put(
            DrillSite.DRILLS,
            "drill-of-staging",
            Map.of(
                "userLabels",
                Map.of("ops-drill-run", "x", "ops-drill-source", "staging_their-db")));
    DrillDriver drill = drill();
    drill.playTo("connect");
    assertThat(labels(site.leaked().stream().filter(n -> !n.contains("staging")).findFirst().get()))
        .containsEntry("ops-drill-source", "prod_coditect-dev-db");
    assertThat(drill.play().problems).isEmpty();
    assertThat(drill.verdict()).isEqualTo("ok");
  }

  @Test
  void an_instance_that_only_carries_the_label_is_told_and_left_alone() {
    site.admin
        .instances()
        .put(
            DrillSite.DRILLS,
            "drill-of-somebody",
            Map.of("userLabels", Map.of("ops-drill-run", "x")));
    DrillDriver drill = drill().play();
    assertThat(drill.verdict()).isEqualTo("ok");
    assertThat(drill.problems)
        .singleElement()
        .satisfies(p -> assertThat(p.what()).startsWith("Instance unknown"));
    assertThat(site.leaked()).containsExactly("drill-of-somebody");
  }
}
