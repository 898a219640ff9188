package ai.coditect.ops.job.governor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Check.Finding.State;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Approvals and the switch as the worker's own login on a real database. */
class GovernorCommandsIT {
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();
  private static final JdbcClient ADMIN = JdbcClient.create(DATABASE.asSuperuser());
  private static final JdbcClient WORKER = JdbcClient.create(DATABASE.as(LocalPostgres.WORKER));
  private static final GovernorStore STORE = new GovernorStore(WORKER);
  private static final Room ROOM =
      new Room() {
        @Override
        public <T> T get(Class<T> type) {
          return type.cast(STORE);
        }
      };

  @BeforeEach
  void begin() {
    DATABASE.execute(
        "truncate coditect_ops.runs, coditect_ops.destruction_changes",
        "update coditect_ops.destruction set paused = false, paused_by = null, paused_at = null,"
            + " reason = null");
  }

  @Test
  void somebody_else_approves_a_parked_run_and_it_is_due_at_once() {
    UUID run = run("big", "parked");
    Reply reply = approve(run.toString(), "Bob");

    assertThat(reply.exitCode()).isZero();
    assertThat(reply.document())
        .containsEntry("run", run.toString())
        .containsEntry("job", "burn")
        .containsEntry("key", "big")
        .containsEntry("startedBy", "Anna")
        .containsEntry("approvedBy", "Bob")
        .containsEntry("already", false)
        .containsKey("approvedAt");
    assertThat(String.join("\n", reply.text())).contains("approved by Bob", "run burn --key");
    assertThat(
            ADMIN
                .sql("select count(*) from coditect_ops.runs where retry_at <= now()")
                .query(Long.class)
                .single())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Anna", "ANNA", "  anna ", "Ａnna"})
  void who_started_it_cannot_approve_it_however_the_name_is_written(String name) {
    UUID run = run("big", "parked");
    Reply reply = approve(run.toString(), name);

    assertThat(reply.exitCode()).isEqualTo(3);
    assertThat(reply.problems()).singleElement().asString().contains("who started a run");
    assertThat(reply.problems().toString()).doesNotContainIgnoringCase("anna");
    assertThat(STORE.find(run).orElseThrow().approval()).isEmpty();
  }

  @Test
  void approving_twice_says_so_and_keeps_the_first_name_also_once_it_is_done() {
    UUID run = run("big", "parked");
    approve(run.toString(), "Bob");
    for (String name : List.of("bob", "Cleo")) {
      Reply again = approve(run.toString(), name);
      assertThat(again.exitCode()).isZero();
      assertThat(again.document())
          .containsEntry("approvedBy", "Bob")
          .containsEntry("already", true);
      assertThat(again.text().get(0)).contains("already approved by Bob");
    }
    DATABASE.execute("update coditect_ops.runs set outcome = 'done', retry_at = null");
    assertThat(approve(run.toString(), "Bob").exitCode()).isZero();
    assertThat(approve(run.toString(), "Cleo").exitCode()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"done", "refused", "interrupted", "failed", "nothing-to-do"})
  void only_a_parked_run_can_be_approved(String outcome) {
    Reply reply = approve(run("k", outcome).toString(), "Bob");

    assertThat(reply.exitCode()).isEqualTo(3);
    assertThat(reply.problems()).singleElement().asString().contains("is " + outcome);
  }

  @Test
  void an_approval_that_comes_after_the_run_was_superseded_changes_nothing() {
    UUID run = run("k", "parked");
    DATABASE.execute("update coditect_ops.runs set outcome = 'refused'");

    assertThat(STORE.approve(run, "Bob", "tester")).isFalse();
    assertThat(STORE.find(run).orElseThrow().approval()).isEmpty();
  }

  @Test
  void an_unknown_run_is_wrong_usage_and_a_key_is_told_from_an_id() {
    UUID run = run("burn@2026-11-22T09:00:00Z", "parked");
    Reply key = approve("burn@2026-11-22T09:00:00Z", "Bob");
    Reply nothing = approve(UUID.randomUUID().toString(), "Bob");

    assertThat(key.exitCode()).isEqualTo(2);
    assertThat(key.problems()).singleElement().asString().contains("the key of the run " + run);
    assertThat(nothing.exitCode()).isEqualTo(2);
    assertThat(nothing.problems()).singleElement().asString().contains("runs --json");
  }

  @Test
  void the_switch_is_turned_once_and_every_turn_is_on_record() {
    Reply paused = destruction(new DestructionCommands.Pause(), "by", "Anna", "reason", "Odd plan");
    Reply again = destruction(new DestructionCommands.Pause(), "by", "Bob");

    assertThat(paused.document())
        .containsEntry("paused", true)
        .containsEntry("by", "Anna")
        .containsEntry("reason", "Odd plan")
        .containsEntry("changed", true);
    assertThat(again.exitCode()).isZero();
    assertThat(again.document()).containsEntry("by", "Anna").containsEntry("changed", false);
    assertThat(destruction(new DestructionCommands.Status()).text().get(0))
        .startsWith("Destruction is paused by Anna since 20")
        .endsWith("(Odd plan).");
    assertThat(new SwitchCheck(STORE).examine())
        .satisfies(
            finding -> {
              assertThat(finding.state()).isEqualTo(State.OK);
              assertThat(finding.detail()).startsWith("paused by Anna");
            });
    Reply resumed = destruction(new DestructionCommands.Resume(), "by", "Cleo");
    assertThat(resumed.document()).containsEntry("paused", false).containsEntry("changed", true);
    assertThat(destruction(new DestructionCommands.Resume(), "by", "Cleo").document())
        .containsEntry("changed", false);
    assertThat(new SwitchCheck(STORE).examine().detail()).isEqualTo("not paused");
    assertThat(
            ADMIN
                .sql(
                    "select paused || ' ' || changed_by || ' ' || coalesce(reason, '-') from"
                        + " coditect_ops.destruction_changes order by id")
                .query(String.class)
                .list())
        .containsExactly("true Anna Odd plan", "false Cleo -");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update coditect_ops.destruction_changes set changed_by = 'x'",
        "delete from coditect_ops.destruction_changes",
        "delete from coditect_ops.destruction",
        "insert into coditect_ops.destruction default values"
      })
  void the_worker_can_only_turn_the_switch_and_add_to_its_history(String statement) {
    assertThat(refused(WORKER, statement)).contains("permission denied");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "insert into coditect_ops.destruction (only_row) values (false)",
        "insert into coditect_ops.destruction default values",
        "update coditect_ops.destruction set paused = true",
        "update coditect_ops.destruction set reason = 'r'"
      })
  void there_is_one_switch_and_a_pause_is_signed(String statement) {
    assertThat(refused(ADMIN, statement)).contains("violates");
  }

  @Test
  void an_approval_without_a_name_is_none() {
    run("k", "parked");
    assertThat(refused(ADMIN, "update coditect_ops.runs set approved_at = now()"))
        .contains("an_approval_is_signed");
  }

  private static String refused(JdbcClient client, String statement) {
    try {
      client.sql(statement).update();
      return "nothing";
    } catch (DataAccessException e) {
      return String.valueOf(e.getMostSpecificCause().getMessage());
    }
  }

  private static Reply approve(String run, String by) {
    return new ApproveCommand().run(given(Map.of("run", run, "by", by)), ROOM);
  }

  private static Reply destruction(RoomCommand command, String... given) {
    Map<String, String> values =
        given.length == 0
            ? Map.of()
            : given.length == 2
                ? Map.of(given[0], given[1])
                : Map.of(given[0], given[1], given[2], given[3]);
    assertThat(command.arguments()).extracting(Argument::name).containsAll(values.keySet());
    return command.run(given(values), ROOM);
  }

  private static Given given(Map<String, String> values) {
    return new Given(values, Clock.systemUTC(), "tester");
  }

  private static UUID run(String key, String outcome) {
    return ADMIN
        .sql(
            "insert into coditect_ops.runs (job, key, origin, as_of, worker, outcome, finished_at,"
                + " started_by, destructive) values ('burn', :key, 'command', now(), 'w', :outcome,"
                + " now(), 'Anna', true) returning id")
        .param("key", key)
        .param("outcome", outcome)
        .query(UUID.class)
        .single();
  }
}
