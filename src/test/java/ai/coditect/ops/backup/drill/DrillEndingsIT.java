package ai.coditect.ops.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.backup.examine.Examination;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How drills end that do not go well; whatever happens, their instance goes. */
class DrillEndingsIT extends DrillsOnOneServer {
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();

  DrillEndingsIT() {
    super(DATABASE);
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
  void a_copy_without_the_database_is_a_failure_of_the_backup() {
    site.wanted = "no_such_database";
    DrillDriver drill = new DrillDriver(site, DrillSite.connectingWithin(SHORT), "drill").play();
    assertThat(drill.verdict()).isEqualTo("failed");
    assertEnded(drill, "failed", "Database missing: the restored copy has no database no_such");
  }

  @Test
  void a_copy_that_does_not_know_the_worker_is_inconclusive_with_the_cure_of_its_login() {
    site.login = "made_after_the_backup";
    DrillDriver drill = new DrillDriver(site, DrillSite.connectingWithin(SHORT), "drill").play();
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
    DrillDriver drill = new DrillDriver(site, DrillSite.connectingWithin(SHORT), "drill").play();
    assertEnded(drill, "failed", "Privilege missing");
  }

  @Test
  void a_login_for_the_copy_that_is_found_on_the_source_ends_the_drill_before_it_is_used()
      throws Exception {
    site.close();
    List<String> made = new CopyOnWriteArrayList<>();
    site =
        new DrillSite(
            DATABASE,
            new OneServer("127.0.0.1") {
              @Override
              public void addLogin(String instance, String user, String password) {
                DATABASE.execute("create role " + user);
                made.add(user);
              }
            });
    site.pretendBackup();
    try {
      assertEnded(drill().play(), "inconclusive", "Copy not proven: the login");
      assertThat(made).hasSize(1);
    } finally {
      made.forEach(user -> DATABASE.execute("drop role " + user));
    }
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
    DrillDriver drill = new DrillDriver(site, DrillSite.connectingWithin(SHORT), "drill").play();
    assertThat(drill.drill().problems())
        .anySatisfy(problem -> assertThat(problem.cure()).contains("Shared VPC"));
    assertEnded(drill, "inconclusive", "Copy unreachable");
  }

  @Test
  void a_copy_without_a_private_address_is_not_looked_for_where_the_source_listens() {
    DrillDriver drill = new DrillDriver(site, DrillSite.connectingWithin(SHORT), "drill");
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
          overdue(drill);
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
    assertEnded(drill, "failed", "RPO missed by 8s: the target is 1s.");
    assertEnded(drill, "failed", "RTO missed by ");
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
}
