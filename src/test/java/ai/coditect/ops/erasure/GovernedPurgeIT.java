package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.JobRunner;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Problem;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** A plan over a limit takes nothing until somebody else has looked at it, and then only itself. */
class GovernedPurgeIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant LONG_AGO = NOW.minus(400, ChronoUnit.DAYS);

  @TempDir Path directory;
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Tenants tenants = new Tenants(database);

  @Test
  void a_retention_of_5_days_instead_of_50_is_parked_and_takes_nobody() {
    UUID tenant = tenants.organization("FREE");
    UUID owner = tenants.user(tenant, "OWNER", null);
    tenants.project(tenant, people(tenant, 40, NOW.minus(20, ChronoUnit.DAYS)).get(0));
    people(tenant, 60, null);
    List<UUID> due = people(tenant, 3, NOW.minus(60, ChronoUnit.DAYS));
    OwnJobs jobs = jobs("5d");
    List<UUID> before = tenants.users();

    try (InProcessWorker worker = InProcessWorker.start(database, jobs.variables())) {
      RunResult result = run(worker, "typo");
      assertThat(result.outcome()).isEqualTo(Ending.PARKED);
      assertThat(result.outcome().exitCode()).isEqualTo(5);
      assertThat(result.changed().byKind()).isEmpty();
      assertThat(result.problems())
          .extracting(Problem::what)
          .contains("43 of 104 of its people are planned, more than 20 percent.");
      assertThat(run(worker, "typo").outcome()).isEqualTo(Ending.PARKED);
      assertThat(run(worker, "typo again").outcome()).isEqualTo(Ending.PARKED);
    }
    assertThat(tenants.users()).isEqualTo(before);
    assertThat(tenants.count("select count(*) from coditect_ops.erasures")).isZero();
    assertThat(tenants.count("select count(*) from coditect_ops.audit_log")).isZero();
    assertThat(jobs.ledgerFiles()).isEmpty();

    jobs.purge("retention", "{ FREE: 50d, PRO: 90d, ENTERPRISE: 1y }");
    try (InProcessWorker worker = InProcessWorker.start(database, jobs.variables())) {
      assertThat(run(worker, "right").outcome()).isEqualTo(Ending.DONE);
    }
    assertThat(tenants.users())
        .hasSize(before.size() - 3)
        .contains(owner)
        .doesNotContainAnyElementsOf(due);
  }

  @Test
  void an_approval_by_somebody_else_carries_out_the_plan_and_nothing_but_the_plan() {
    UUID tenant = tenants.organization("FREE");
    tenants.user(tenant, "OWNER", null);
    List<UUID> planned = people(tenant, 12, LONG_AGO);
    try (InProcessWorker worker = InProcessWorker.start(database, jobs("30d").variables())) {
      RunResult parked = run(worker, "big");
      assertThat(parked.outcome()).isEqualTo(Ending.PARKED);
      UUID run = parked.run().orElseThrow();
      assertThat(
              tenants.count(
                  "select sum(cardinality(user_ids)) from coditect_ops.erasure_plan where run_id = '"
                      + run
                      + "'"))
          .isEqualTo(12);

      UUID late = tenants.user(tenant, "MEMBER", LONG_AGO);
      UUID restored = planned.get(0);
      UUID renamed = planned.get(1);
      set("deleted_at = null", restored);
      set("full_name = 'Another'", renamed);
      assertThat(approve(worker, run, "anna").exitCode()).isEqualTo(3);
      assertThat(run(worker, "big").outcome()).isEqualTo(Ending.PARKED);
      assertThat(approve(worker, run, "Bob").exitCode()).isZero();
      RunResult done = run(worker, "big");

      assertThat(done.outcome()).isEqualTo(Ending.DONE);
      assertThat(done.run()).contains(run);
      assertThat(done.changed().byKind()).containsExactlyEntriesOf(Map.of("users-erased", 10L));
      assertThat(tenants.users())
          .contains(late, restored, renamed)
          .doesNotContainAnyElementsOf(planned.subList(2, 12));
      assertThat(
              tenants.ids(
                  "select user_id from coditect_ops.erasure_left where reason = 'changed'"
                      + " and run_id = '"
                      + run
                      + "'"))
          .containsExactlyInAnyOrder(restored, renamed);
      assertThat(run(worker, "big").outcome()).isEqualTo(Ending.ALREADY_DONE);
      assertThat(run(worker, "next").changed().byKind())
          .containsExactlyEntriesOf(Map.of("users-erased", 2L));
    }
    assertThat(tenants.users()).contains(planned.get(0)).doesNotContain(planned.get(1));
  }

  @Test
  void a_few_go_whatever_their_share() {
    UUID tenant = tenants.organization("FREE");
    tenants.user(tenant, "OWNER", null);
    people(tenant, 10, LONG_AGO);
    try (InProcessWorker worker = InProcessWorker.start(database, jobs("30d").variables())) {
      assertThat(run(worker, "one").changed().byKind())
          .containsExactlyEntriesOf(Map.of("users-erased", 10L));
    }
  }

  @Test
  void more_rows_than_a_run_may_take_are_parked_though_no_tenant_loses_many() {
    for (int n = 0; n < 3; n++) {
      UUID tenant = tenants.organization("FREE");
      tenants.user(tenant, "OWNER", null);
      tenants.project(tenant, people(tenant, 2, LONG_AGO).get(0));
      people(tenant, 20, null);
    }
    OwnJobs jobs = jobs("30d").purge("limits", "{ most-rows: 8 }");
    try (InProcessWorker worker = InProcessWorker.start(database, jobs.variables())) {
      RunResult result = run(worker, "one");
      assertThat(result.outcome()).isEqualTo(Ending.PARKED);
      assertThat(result.problems())
          .extracting(Problem::what)
          .containsExactly("9 rows are planned, more than 8.");
    }
    assertThat(tenants.users()).hasSize(69);
  }

  @Test
  void a_tenant_that_suddenly_loses_many_is_parked_by_its_own_history() {
    UUID tenant = tenants.organization("FREE");
    tenants.user(tenant, "OWNER", null);
    people(tenant, 500, null);
    UUID other = tenants.organization("FREE");
    tenants.user(other, "OWNER", null);
    OwnJobs jobs =
        jobs("30d").purge("limits", "{ most-percent: 90, deviation: 5 }").purge("few", "3");
    try (InProcessWorker worker = InProcessWorker.start(database, jobs.variables())) {
      for (int usual : new int[] {1, 3, 2}) {
        people(tenant, usual, LONG_AGO);
        assertThat(run(worker, "usual " + usual).outcome()).isEqualTo(Ending.DONE);
      }
      people(other, 40, LONG_AGO);
      people(other, 60, null);
      people(tenant, 10, LONG_AGO);
      assertThat(run(worker, "five times").outcome()).isEqualTo(Ending.DONE);
      assertThat(run(worker, "nothing").outcome()).isEqualTo(Ending.NOTHING_TO_DO);
      people(tenant, 21, LONG_AGO);
      RunResult result = run(worker, "more");
      assertThat(result.outcome()).isEqualTo(Ending.PARKED);
      assertThat(result.problems())
          .extracting(Problem::what)
          .containsExactly("21 people are planned, more than 5 times the usual 4.0.");
      assertThat(result.problems().get(0).where()).isEqualTo("organization " + tenant);
    }
  }

  /** Ten may always go, beyond them a fifth of a tenant's people. */
  private OwnJobs jobs(String retention) {
    return OwnJobs.in(directory)
        .purge("retention", "{ FREE: " + retention + ", PRO: 90d, ENTERPRISE: 1y }");
  }

  private List<UUID> people(UUID tenant, int number, @Nullable Instant deletedAt) {
    List<UUID> people = new ArrayList<>();
    for (int n = 0; n < number; n++) {
      people.add(tenants.user(tenant, "MEMBER", deletedAt));
    }
    return people;
  }

  private void set(String assignment, UUID user) {
    tenants
        .jdbc()
        .sql("update coditect_shared.users set " + assignment + " where id = ?")
        .param(user)
        .update();
  }

  private static RunResult run(InProcessWorker worker, String key) {
    return worker
        .get(JobRunner.class)
        .run(
            new RunRequest(
                "gdpr-purge",
                key,
                Origin.COMMAND,
                Optional.of(NOW),
                Map.of(),
                false,
                Optional.of("Anna")));
  }

  private static Reply approve(InProcessWorker worker, UUID run, String by) {
    RoomCommand approve =
        SpringFactoriesLoader.forDefaultResourceLocation().load(RoomCommand.class).stream()
            .filter(command -> command.name().equals("approve"))
            .findFirst()
            .orElseThrow();
    Room room =
        new Room() {
          @Override
          public <T> T get(Class<T> type) {
            return worker.get(type);
          }
        };
    return approve.run(
        new Given(Map.of("run", run.toString(), "by", by), Clock.systemUTC(), "operator"), room);
  }
}
