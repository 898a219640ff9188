package ai.coditect.ops.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.backup.drill.throwaway.InstanceSeen;
import ai.coditect.ops.backup.drill.throwaway.SeenClient;
import ai.coditect.ops.backup.examine.Examination;
import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How drills end that do not go well; whatever happens, their instance goes. */
class DrillEndingsIT {
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(300);

  private DrillSite site;
  private String backup;

  @BeforeEach
  void start() {
    site = new DrillSite(DATABASE, new OneServer("127.0.0.1"));
    backup = site.pretendBackup();
  }

  @AfterEach
  void stop() throws Exception {
    site.close();
    DATABASE.execute(
        "update coditect_ops.drill_instances set removed_at = now()",
        "update coditect_ops.runs set outcome = 'interrupted', finished_at = now() where outcome ="
            + " 'running'");
  }

  private DrillDriver drill() {
    return new DrillDriver(site, DrillSite.settings(), "drill");
  }

  /** How it ended, and the first word of why; and that nothing was left. */
  private void assertEnded(DrillDriver drill, String verdict, String why) {
    assertThat(drill.verdict()).isEqualTo(verdict);
    assertThat(drill.drill().problems())
        .anySatisfy(problem -> assertThat(problem.what()).startsWith(why));
    assertThat(drill.problems)
        .first()
        .satisfies(p -> assertThat(p.what()).isEqualTo("Drill " + verdict + "."));
    assertThat(site.leaked()).isEmpty();
    assertThat(site.told(drill.run)).isEqualTo("ai.coditect.backup.failed.v1");
  }

  @Test
  void a_backup_that_cannot_be_restored_is_a_failure() {
    site.admin.faults().failOperations("RESTORE_VOLUME", "INTERNAL_ERROR");
    assertEnded(drill().play(), "failed", "Restore failed: INTERNAL_ERROR");
  }

  @Test
  void an_instance_that_cannot_be_made_says_nothing_about_the_backup() {
    site.admin.faults().failOperations("CREATE", "QUOTA_EXCEEDED");
    assertEnded(drill().play(), "inconclusive", "Instance not made: QUOTA_EXCEEDED");
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
  void a_restore_that_hangs_times_out_and_its_instance_goes_when_it_ends() {
    site.admin.faults().hold("RESTORE_VOLUME");
    DrillDriver drill =
        new DrillDriver(site, DrillSite.settings(SHORT, LONG, LONG, Duration.ZERO), "drill");
    drill.playTo("remove");
    assertThat(site.leaked()).hasSize(1);
    site.admin.faults().release("RESTORE_VOLUME");
    assertEnded(drill.play(), "timed-out", "Drill timed out in stage restore");
  }

  @Test
  void a_restore_that_never_ends_does_not_keep_its_instance() {
    site.admin.faults().hold("RESTORE_VOLUME");
    site.admin.faults().letBusyBeDeleted();
    Duration patience = Duration.ofSeconds(4);
    DrillDriver drill =
        new DrillDriver(site, DrillSite.settings(SHORT, patience, LONG, Duration.ZERO), "drill");
    assertEnded(drill.play(), "timed-out", "Drill timed out in stage restore");
    assertThat(site.admin.operations().isGoingOn("RESTORE_VOLUME")).isTrue();
  }

  @Test
  void a_drill_that_timed_out_stays_so_when_its_instance_cannot_be_removed() {
    site.admin.faults().hold("RESTORE_VOLUME");
    DrillDriver drill =
        new DrillDriver(site, DrillSite.settings(SHORT, SHORT, LONG, Duration.ZERO), "drill")
            .play();
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
    DrillDriver drill =
        new DrillDriver(site, DrillSite.settings(SHORT, LONG, LONG, Duration.ZERO), "drill");
    assertThat(drill.playUntil(place -> place.startsWith("make intended"), false)).isTrue();
    // It has timed out when it comes to the removal.
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
    site.admin.instances().edit(DrillSite.DRILLS, name, DrillEndingsIT::backedUp);
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

  private InstanceSeen look(String name) {
    return new SeenClient(site.api)
        .instance(new InstanceName(DrillSite.DRILLS, name))
        .orElseThrow();
  }

  @Test
  void a_copy_without_the_database_is_a_failure_of_the_backup() {
    site.wanted = "no_such_database";
    DrillDriver drill =
        new DrillDriver(site, DrillSite.settings(LONG, SHORT, LONG, Duration.ZERO), "drill").play();
    assertThat(drill.verdict()).isEqualTo("failed");
    assertEnded(drill, "failed", "Database missing: the restored copy has no database no_such");
  }

  @Test
  void a_copy_that_does_not_know_the_worker_is_inconclusive_with_the_cure_of_its_login() {
    site.login = "made_after_the_backup";
    DrillDriver drill =
        new DrillDriver(site, DrillSite.settings(LONG, SHORT, LONG, Duration.ZERO), "drill").play();
    assertEnded(drill, "inconclusive", "Login refused");
    assertThat(drill.drill().problems().toString())
        .contains("SQLSTATE 28", "the time of its backup")
        .doesNotContain("Shared VPC");
  }

  @Test
  void a_copy_whose_database_is_closed_to_the_worker_is_a_failure() {
    LocalPostgres.Database closed = LocalPostgres.shared().migrated();
    closed.execute(
        "revoke connect on database " + closed.name() + " from public, " + LocalPostgres.WORKER);
    site.wanted = closed.name();
    DrillDriver drill =
        new DrillDriver(site, DrillSite.settings(LONG, SHORT, LONG, Duration.ZERO), "drill").play();
    assertEnded(drill, "failed", "Privilege missing");
  }

  @Test
  void a_missing_permission_is_named() {
    site.admin.permissions().takeAway(DrillSite.DRILLS, "cloudsql.instances.create");
    DrillDriver drill = drill().play();
    assertEnded(drill, "inconclusive", "Permission denied");
    assertThat(drill.drill().problems().get(0).what()).contains("cloudsql.instances.create");
  }

  @Test
  void a_copy_that_cannot_be_reached_is_inconclusive_with_the_cure() throws Exception {
    site.close();
    site = new DrillSite(DATABASE, new OneServer("127.255.255.253"));
    site.pretendBackup();
    DrillDriver drill =
        new DrillDriver(site, DrillSite.settings(LONG, SHORT, LONG, Duration.ZERO), "drill").play();
    assertThat(drill.drill().problems())
        .anySatisfy(problem -> assertThat(problem.cure()).contains("Shared VPC"));
    assertEnded(drill, "inconclusive", "Copy unreachable");
  }

  @Test
  void a_copy_without_a_private_address_is_not_looked_for_where_the_source_listens() {
    DrillDriver drill =
        new DrillDriver(site, DrillSite.settings(LONG, SHORT, LONG, Duration.ZERO), "drill");
    drill.playTo("connect");
    site.admin
        .instances()
        .edit(
            DrillSite.DRILLS,
            site.leaked().get(0),
            instance -> {
              instance.remove("ipAddresses");
              return instance;
            });
    assertEnded(drill.play(), "inconclusive", "Copy unreachable");
    assertThat(drill.drill().problems().toString()).contains("it has no private address");
  }

  @Test
  void what_the_examination_finds_is_a_failure_and_the_copy_is_kept_for_a_person() {
    site.examination.found =
        copy ->
            DrillSite.examination(
                List.of(
                    new Examination.Result(
                        "rows-equal", Examination.Verdict.FAILED, "3", "4", "No row is lost.")));
    DrillDriver drill =
        new DrillDriver(site, DrillSite.settings(LONG, LONG, LONG, Duration.ofHours(4)), "drill")
            .play();

    assertThat(drill.verdict()).isEqualTo("failed");
    assertThat(drill.drill().problems())
        .singleElement()
        .satisfies(p -> assertThat(p.what()).isEqualTo("rows-equal: 3, expected 4."));
    assertThat(drill.drill().control()).isEmpty();
    assertThat(site.leaked()).hasSize(1);
    assertThat(labels(site.leaked().get(0))).containsKey("ops-drill-kept-until");

    new DrillDriver(site, DrillSite.settings(LONG, LONG, Duration.ZERO, Duration.ZERO), "drill")
        .play();
    assertThat(site.leaked()).hasSize(1);
    DATABASE.execute("update coditect_ops.drill_instances set kept_until = now()");
    site.examination.found = copy -> DrillSite.examination(List.of());
    assertThat(drill().play().verdict()).isEqualTo("ok");
    assertThat(site.leaked()).isEmpty();
  }

  private Map<String, String> labels(String name) {
    return look(name).labels();
  }

  @Test
  void a_check_without_an_answer_is_inconclusive() {
    site.examination.found =
        copy ->
            DrillSite.examination(
                List.of(
                    new Examination.Result(
                        "amcheck", Examination.Verdict.INCONCLUSIVE, "not allowed", "", "")));
    assertEnded(drill().play(), "inconclusive", "amcheck: not allowed");
  }

  @Test
  void an_examination_that_breaks_off_is_inconclusive() {
    site.examination.found =
        copy -> {
          throw new IllegalStateException("a value of a row");
        };
    DrillDriver drill = drill().play();
    assertEnded(drill, "inconclusive", "Examination broke off: unexpected IllegalStateException");
    assertThat(drill.drill().problems().toString()).doesNotContain("a value of a row");
  }

  @Test
  void an_examination_that_never_ends_is_let_go_with_its_drill() {
    CountDownLatch never = new CountDownLatch(1);
    DrillDriver drill = drill();
    site.examination.found =
        copy -> {
          DATABASE.execute(
              "update coditect_ops.drills set started_at = started_at - interval '1 day'"
                  + " where run_id = '"
                  + drill.run
                  + "'");
          try {
            never.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return DrillSite.examination(List.of());
        };
    try {
      assertEnded(drill.play(), "timed-out", "Drill timed out in stage examine");
      // What was begun for this run would be waited for here, for ever.
      Await.until(
          "an answer under the name of what was let go",
          () ->
              site.background
                  .result(
                      drill.run + " look",
                      Examination.class,
                      () -> DrillSite.examination(List.of()))
                  .isPresent());
    } finally {
      never.countDown();
    }
  }

  @Test
  void a_fault_that_is_not_named_makes_the_drill_invalid() {
    site.examination.named = false;
    assertEnded(drill().play(), "invalid", "Drill blind");
  }

  @Test
  void a_recovery_that_takes_longer_than_its_target_is_a_failure() {
    DrillSettings good = DrillSite.settings();
    DrillSettings strict =
        new DrillSettings(
            good.prefix(),
            good.backup(),
            good.tier(),
            good.network(),
            good.longest(),
            good.connectWithin(),
            good.removeWithin(),
            good.leftoversAfter(),
            good.keepFailed(),
            good.cost(),
            good.mostInstances(),
            Duration.ofSeconds(1),
            Duration.ofNanos(1),
            good.tolerance(),
            good.extensions());
    DrillDriver drill = new DrillDriver(site, strict, "drill").play();
    assertEnded(drill, "failed", "RPO missed: 9s");
    assertEnded(drill, "failed", "RTO missed");
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

  private void mark() {
    DATABASE.execute(
        "insert into coditect_ops.backup_marker_structures values (repeat('0', 64), '{}')"
            + " on conflict do nothing",
        "insert into coditect_ops.backup_markers values (1, now() - interval '2 minutes', gen_random_uuid(), 'k',"
            + " repeat('0', 64), '{}', decode(repeat('00', 64), 'hex')) on conflict do nothing");
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
  void a_service_that_is_busy_or_away_for_a_while_is_waited_for() {
    DrillDriver drill = drill();
    site.admin.faults().failNext(7, 503, "backendError");
    drill.playTo("remove");
    site.admin.faults().failNext(7, 503, "backendError");
    assertThat(drill.play().verdict()).isEqualTo("ok");
    assertThat(drill.problems).isEmpty();
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
