package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.JobRunner;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.WaitingRuns;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a hold is over, what it kept is asked for by the worker itself, as a serving one asks. */
class HoldOverIT {
  private static final Instant LONG_AGO = Instant.parse("2024-01-01T00:00:00Z");

  @TempDir Path directory;
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Tenants tenants = new Tenants(database);
  private InProcessWorker worker;
  private UUID organization;
  private UUID held;

  @BeforeEach
  void start() {
    worker = InProcessWorker.start(database, InProcessWorker.erasing(directory));
    organization = tenants.organization("FREE");
    tenants.user(organization, "OWNER", null);
    held = tenants.user(organization, "MEMBER", LONG_AGO);
  }

  @AfterEach
  void stop() {
    worker.close();
  }

  @Test
  void a_release_resumes_the_work_once() {
    UUID hold = tenants.hold("user", organization, held, null);
    assertThat(waiting()).isEmpty();
    release(hold);

    assertThat(waiting())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.job()).isEqualTo("gdpr-purge");
              assertThat(request.key()).isEqualTo("hold-" + hold + "-over");
              assertThat(request.parameters())
                  .isEqualTo(Map.of("organization", organization.toString()));
            });
    assertThat(run(waiting().get(0)).outcome()).isEqualTo(Ending.DONE);
    assertThat(tenants.users()).doesNotContain(held);
    assertThat(waiting()).isEmpty();
    assertThat(Desks.ask(worker, "holds list", "all", true).text())
        .singleElement()
        .asString()
        .contains(hold + "  over  an erased user of organization " + organization)
        .doesNotContain(held.toString());
  }

  @Test
  void a_resumed_run_forgets_nobody_whom_the_last_one_left_elsewhere() {
    UUID other = tenants.organization("FREE");
    tenants.user(other, "OWNER", null);
    UUID heldThere = tenants.user(other, "MEMBER", LONG_AGO);
    tenants.hold("user", other, heldThere, null);
    UUID hold = tenants.hold("user", organization, held, null);
    assertThat(worker.run("gdpr-purge", "nightly", Instant.now(), Map.of()).problems()).isEmpty();
    release(hold);
    run(waiting().get(0));

    assertThat(tenants.ids("select user_id from coditect_ops.erasure_left"))
        .containsExactly(heldThere);
  }

  @Test
  void the_end_that_a_hold_names_resumes_the_work() {
    UUID hold = tenants.hold("user", organization, held, null);
    until(hold, Instant.now().plusSeconds(3600));
    assertThat(waiting()).isEmpty();
    until(hold, Instant.now().minusMillis(1));

    assertThat(run(waiting().get(0)).outcome()).isEqualTo(Ending.DONE);
    assertThat(tenants.users()).doesNotContain(held);
    assertThat(waiting()).isEmpty();
  }

  @Test
  void an_address_that_was_held_everywhere_is_looked_for_everywhere() {
    Object[] place = {
      "email", "a@b.example", "ground", "case 12", "by", "counsel", "even-if-nobody", true
    };
    Desks.ask(worker, "holds place", place);
    release(tenants.ids("select id from coditect_ops.holds").get(0));

    assertThat(waiting()).singleElement().satisfies(r -> assertThat(r.parameters()).isEmpty());
  }

  @Test
  void a_release_while_another_run_is_in_flight_is_asked_for_again() {
    UUID hold = tenants.hold("user", organization, held, null);
    release(hold);
    tenants
        .jdbc()
        .sql(
            "insert into coditect_ops.runs (job, key, origin, parameters, as_of, worker)"
                + " values ('gdpr-purge', 'other', 'command',"
                + " jsonb_build_object('organization', cast(? as text)), now(), 'another')")
        .param(organization.toString())
        .update();

    assertThat(run(waiting().get(0)).outcome()).isEqualTo(Ending.BUSY);
    assertThat(waiting()).hasSize(1);
    tenants
        .jdbc()
        .sql("update coditect_ops.runs set outcome = 'done', finished_at = now()")
        .update();
    assertThat(run(waiting().get(0)).outcome()).isEqualTo(Ending.DONE);
    assertThat(tenants.users()).doesNotContain(held);
    assertThat(waiting()).isEmpty();
  }

  @Test
  void a_release_while_destruction_is_paused_waits_for_its_end() {
    UUID hold = tenants.hold("user", organization, held, null);
    Desks.ask(worker, "destruction pause", "by", "Anna");
    release(hold);

    assertThat(waiting()).isEmpty();
    Desks.ask(worker, "destruction resume", "by", "Anna");
    RunRequest request = waiting().get(0);
    // Paused again between the question and the run.
    Desks.ask(worker, "destruction pause", "by", "Anna");
    assertThat(run(request).outcome()).isEqualTo(Ending.INTERRUPTED);
    assertThat(waiting()).isEmpty();
    Desks.ask(worker, "destruction resume", "by", "Anna");
    assertThat(waiting()).extracting(RunRequest::key).containsExactly("hold-" + hold + "-over");
    assertThat(run(waiting().get(0)).outcome()).isEqualTo(Ending.DONE);
    assertThat(tenants.users()).doesNotContain(held);
  }

  @Test
  void the_longest_ended_come_first_a_few_at_a_time_and_old_ones_never() {
    for (int i = 0; i < 30; i++) {
      UUID hold = tenants.hold("organization", organization, null, null);
      until(hold, Instant.now().minusSeconds(3600 + i));
    }
    until(tenants.hold("user", organization, held, null), Instant.now().minusSeconds(31 * 86_400L));
    List<UUID> longest =
        tenants.ids(
            "select id from coditect_ops.holds where kind = 'organization' order by until limit 20");

    assertThat(waiting())
        .extracting(RunRequest::key)
        .containsExactlyElementsOf(longest.stream().map(id -> "hold-" + id + "-over").toList());
  }

  @Test
  void a_worker_without_a_ledger_leaves_the_work_to_one_that_has_it() {
    release(tenants.hold("user", organization, held, null));
    try (InProcessWorker without = InProcessWorker.start(database, Map.of())) {
      assertThat(requests(without)).isEmpty();
    }
    assertThat(waiting()).hasSize(1);
  }

  @Test
  void the_question_of_every_few_seconds_is_answered_by_the_index() throws IOException {
    tenants
        .jdbc()
        .sql(
            "insert into coditect_ops.holds (kind, organization_id, ground, placed_by, until)"
                + " select 'organization', ?, 'case', 'counsel', now() - interval '1 year'"
                + " from generate_series(1, 5000)")
        .param(organization)
        .update();
    database.execute("analyze coditect_ops.holds");

    assertThat(
            String.join(
                "\n",
                tenants
                    .jdbc()
                    .sql(
                        "explain "
                            + Files.readString(Path.of("sql/queries/hold/list_ended_holds.sql"))
                                .replace(":job", "'gdpr-purge'"))
                    .query(String.class)
                    .list()))
        .contains("holds_by_end")
        .doesNotContain("Seq Scan on holds");
  }

  private List<RunRequest> waiting() {
    return requests(worker);
  }

  private static List<RunRequest> requests(InProcessWorker of) {
    return of.all(WaitingRuns.class).stream().flatMap(each -> each.requests().stream()).toList();
  }

  private RunResult run(RunRequest request) {
    return worker.get(JobRunner.class).run(request);
  }

  private void release(UUID hold) {
    assertThat(Desks.ask(worker, "holds release", "hold", hold, "by", "judge").exitCode()).isZero();
  }

  private void until(UUID hold, Instant until) {
    tenants
        .jdbc()
        .sql("update coditect_ops.holds set until = cast(? as timestamptz) where id = ?")
        .params(until.toString(), hold)
        .update();
  }
}
