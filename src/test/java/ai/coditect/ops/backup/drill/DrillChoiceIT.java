package ai.coditect.ops.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a drill chooses, and what keeps it from beginning. */
class DrillChoiceIT extends DrillsOnOneServer {
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();

  DrillChoiceIT() {
    super(DATABASE);
  }

  @Test
  void a_clone_that_cannot_be_made_is_a_failure_of_point_in_time_recovery() {
    mark();
    site.admin.faults().failOperations("CLONE", "INTERNAL_ERROR");
    assertEnded(
        new DrillDriver(site, DrillSite.settings(), "point-in-time").play(),
        "failed",
        "Clone not made: INTERNAL_ERROR");
  }

  @Test
  void without_a_backup_there_is_nothing_to_restore() {
    site.deleteBackup(backup);
    assertEnded(drill().play(), "failed", "Backup missing: of 0 backups");
  }

  @Test
  void a_backup_that_goes_between_choice_and_restore_is_inconclusive() {
    DrillDriver drill = drill();
    drill.playTo("restore");
    site.deleteBackup(backup);
    assertEnded(drill.play(), "inconclusive", "Backup missing: it was deleted");
  }

  @Test
  void of_two_drills_that_begin_together_the_earlier_one_goes_on() {
    DrillDriver first = drill();
    // Of the same level there is one at a time anyway.
    DrillDriver second = new DrillDriver(site, DrillSite.settings(), "point-in-time");
    for (DrillDriver each : List.of(first, second)) {
      DATABASE.execute(
          "update coditect_ops.runs set outcome = 'running', finished_at = null where id = '"
              + each.run
              + "'");
    }
    first.playTo("make");
    second.playTo("make");
    DATABASE.execute(
        "update coditect_ops.runs set outcome = 'interrupted', finished_at = now() where outcome ="
            + " 'running'");
    assertThat(first.play().verdict()).isEqualTo("ok");
    assertThat(second.play().verdict()).isEqualTo("inconclusive");
    assertThat(second.drill().problems().get(0).what()).startsWith("Drill under way");
  }

  @Test
  void a_clone_is_held_against_limits_before_it_is_made() {
    mark();
    DrillSettings few = DrillSite.settings(List.of("pgcrypto"));
    assertEnded(
        new DrillDriver(site, few, "point-in-time").play(), "inconclusive", "Extension unknown");
    for (String name : List.of("drill-a", "drill-b")) {
      site.admin
          .instances()
          .put(
              "prod",
              name,
              Map.of(
                  "userLabels",
                  Map.of("ops-drill-run", "x", "ops-drill-source", "their_database")));
    }
    DrillDriver third = new DrillDriver(site, DrillSite.settings(), "point-in-time").play();
    assertThat(third.verdict()).isEqualTo("inconclusive");
    assertThat(third.drill().problems().get(0).what()).startsWith("Quota reached");
  }

  @Test
  void an_instant_before_the_earliest_that_can_be_recovered_is_not_tried() {
    mark();
    site.admin
        .instances()
        .putLatestRecovery(
            "prod", DrillSite.SOURCE.instance(), site.asOf().plus(Duration.ofDays(8)));
    assertEnded(
        new DrillDriver(site, DrillSite.settings(), "point-in-time").play(),
        "inconclusive",
        "Instant too early");
  }

  @Test
  void two_drills_at_once_are_one_and_an_inconclusive_one() {
    DrillDriver first = drill();
    first.playTo("connect");
    DATABASE.execute(
        "update coditect_ops.runs set outcome = 'running', finished_at = null where id = '"
            + first.run
            + "'");
    DrillDriver second = drill().play();
    assertThat(second.verdict()).isEqualTo("inconclusive");
    assertThat(second.drill().problems().get(0).what()).startsWith("Drill under way");
    assertThat(site.leaked()).hasSize(1);
    DATABASE.execute(
        "update coditect_ops.runs set outcome = 'failed', finished_at = now() where id = '"
            + first.run
            + "'");
    assertThat(first.play().verdict()).isEqualTo("ok");
    assertThat(site.leaked()).isEmpty();
  }

  @Test
  void the_project_of_the_source_is_none_for_drills() {
    for (Optional<String> project : List.of(Optional.<String>empty(), Optional.of("prod"))) {
      site.project = project;
      DrillDriver drill = drill().play();
      assertThat(drill.refused).isTrue();
      assertThat(drill.problems.get(0).what()).startsWith("OPS_DRILL_PROJECT is");
    }
    assertThat(site.leaked()).isEmpty();
  }

  @Test
  void without_the_key_that_markers_are_checked_with_nothing_is_made() {
    site.examination.missing =
        List.of(new Problem("OPS_EVIDENCE_KEY is not set.", "environment", "Set it."));
    DrillDriver drill = drill().play();
    assertThat(drill.refused).isTrue();
    assertThat(drill.problems).isEqualTo(site.examination.missing);
  }
}
