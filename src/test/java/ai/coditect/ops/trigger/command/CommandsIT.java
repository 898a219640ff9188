package ai.coditect.ops.trigger.command;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.LocalPostgres;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The commands against a real PostgreSQL, with a fixture in the engine's place. */
class CommandsIT {
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();
  @TempDir Path jobs;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void describe() {
    Typed.writeJobFiles(jobs);
    environment.putAll(of(DATABASE));
    environment.put("OPS_JOBS_DIR", jobs.toString());
  }

  static Map<String, String> of(LocalPostgres.Database database) {
    return database.environment();
  }

  @ParameterizedTest
  @CsvSource({
    "done, done, 0",
    "nothing-to-do, nothing-to-do, 0",
    "already-done, already-done, 0",
    "failed, failed, 1",
    "invalid, failed, 2",
    "refused, refused, 3",
    "interrupted, interrupted, 4",
    "parked, parked, 5",
  })
  void each_ending_has_its_word_and_exit_code(String note, String outcome, int exitCode) {
    Typed answer = run("run", "move-things", "note=" + note, "--key", "k1", "--json");
    assertThat(answer.exitCode()).isEqualTo(exitCode);
    assertThat(answer.json().get("outcome").stringValue()).isEqualTo(outcome);
  }

  @Test
  void a_run_answers_in_the_promised_shape() {
    Typed answer =
        run("run", "move-things", "--key", "k1", "--as-of", "2026-01-01T01:00:00+01:00", "--json");
    assertThat(answer.out().strip())
        .isEqualTo(
            "{\"run\":\""
                + FixtureWorker.RUN
                + "\",\"job\":\"move-things\",\"key\":\"k1\",\"asOf\":\"2026-01-01T00:00:00Z\","
                + "\"outcome\":\"done\",\"changed\":{\"moved\":2},\"took\":\"PT1.5S\","
                + "\"problems\":[]}");
    assertThat(answer.err()).isEmpty();
    Typed text = run("run", "move-things", "--key", "k1");
    assertThat(text.out()).contains("move-things: done in 1.5 s", "2 moved", "k1");
  }

  @Test
  void a_dry_run_prints_the_plan_by_kind_and_tenant() {
    JsonNode answer = run("run", "move-things", "--dry-run", "--json").json();
    assertThat(answer.get("dryRun").booleanValue()).isTrue();
    assertThat(answer.get("run").isNull()).isTrue();
    assertThat(answer.get("plan").toString())
        .isEqualTo(
            "[{\"kind\":\"moved\",\"organization\":\""
                + FixtureWorker.TENANT
                + "\",\"count\":2},{\"kind\":\"swept\",\"organization\":null,\"count\":3}]");
    assertThat(run("run", "move-things", "--dry-run").out())
        .contains("dry run", "WOULD CHANGE", FixtureWorker.TENANT);
  }

  @ParameterizedTest
  @CsvSource({
    "--scheduled, move-things@2026-11-22T12:30:00Z",
    "--scheduled=2026-11-22T12:20:00Z, move-things@2026-11-22T12:20:00Z",
    "--key=mine, mine"
  })
  void the_key_is_the_slot_or_what_was_given(String option, String key) {
    Typed answer = run("run", "move-things", option, "note=done", "--json");
    assertThat(answer.json().get("key").stringValue()).isEqualTo(key);
  }

  @Test
  void a_destructive_job_that_knows_nothing_of_people_needs_no_ledger() {
    assertThat(run("run", "sweep", "--json").exitCode()).isZero();
    assertThat(run("run", "sweep", "--scheduled", "--json").exitCode()).isZero();
  }

  @Test
  void a_typed_key_cannot_take_a_slots_or_an_events_place_but_resumes_what_has_it() {
    String slot = "move-things@2031-01-01T00:00:00Z";
    for (String key : List.of(slot, "event://a#order-1", "log:p#i", "message:17")) {
      Typed taken = run("run", "move-things", "note=done", "--key", key, "--json");
      assertThat(taken.exitCode()).as(key).isEqualTo(2);
      assertThat(taken.json().get("problems").toString())
          .contains("Key is reserved", "run move-things --scheduled=T");
    }
    DATABASE.execute(
        "insert into coditect_ops.runs (job, key, origin, as_of, outcome, worker, finished_at,"
            + " started_by, destructive) values ('move-things', '"
            + slot
            + "', 'schedule', now(), 'failed', 'w', now(), 'schedule', false)");
    assertThat(run("run", "move-things", "note=done", "--key", slot).exitCode()).isZero();
    assertThat(run("run", "move-things", "note=done", "--key", "move-things/noon").exitCode())
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"anna@tokens.example", "Anna Müller", "+4915112345678"})
  void a_typed_key_that_could_be_a_name_or_an_address_is_refused(String key) {
    Typed answer = run("run", "move-things", "note=done", "--key", key, "--json");
    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.json().get("problems").toString())
        .contains("Key could be somebody's name or address");
    assertThat(answer.json().get("key").isNull()).isTrue();
  }

  @Test
  void without_a_key_every_run_is_its_own() {
    String first = run("run", "move-things", "--json").json().get("key").stringValue();
    String second = run("run", "move-things", "--json").json().get("key").stringValue();
    assertThat(first).startsWith("command-").isNotEqualTo(second);
  }

  @Test
  void a_busy_job_is_waited_for() {
    Typed answer = run("run", "move-things", "note=busy-twice", "--json");
    assertThat(answer.exitCode()).isZero();
    assertThat(answer.json().get("changed").get("calls").intValue()).isEqualTo(3);
    assertThat(answer.err()).containsOnlyOnce("waiting: ");
  }

  @Test
  void runs_lists_the_ledger_newest_first() {
    LocalPostgres.Database fresh = LocalPostgres.shared().migrated();
    fresh.execute(
        """
        insert into coditect_ops.runs (job, key, origin, as_of, outcome, worker, started_at, finished_at, took, changed, problems)
        values ('move-things', 'old', 'schedule', '2026-01-01Z', 'done', 'w', '2026-01-01Z', '2026-01-01T00:01Z', '60s', '{"moved": 4}', '[]'),
               ('sweep', 'other', 'event', '2026-01-02Z', 'failed', 'w', '2026-01-02Z', '2026-01-02T00:01Z', '60s', '{}', '[{"what": "Broken.", "where": "there", "cure": "Mend it."}]')
        """,
        """
        insert into coditect_ops.runs (job, key, origin, as_of, worker, started_at, progress)
        values ('move-things', 'new', 'command', '2026-01-03Z', 'w', '2026-01-03Z', 'half way')
        """);
    environment.putAll(of(fresh));
    JsonNode all = run("runs", "--json").json().get("runs");
    assertThat(all)
        .extracting(run -> run.get("key").stringValue())
        .containsExactly("new", "other", "old");
    assertThat(all.get(2).get("took").stringValue()).isEqualTo("PT1M");
    assertThat(all.get(2).get("changed").get("moved").intValue()).isEqualTo(4);
    assertThat(run("runs", "--job", "move-things", "--limit", "1", "--json").json().get("runs"))
        .hasSize(1);
    assertThat(run("runs").out()).contains("half way", "4 moved", "Broken. Mend it.");
    JsonNode jobs = run("jobs", "--json").json().get("jobs");
    assertThat(jobs)
        .extracting(job -> job.get("lastOutcome").stringValue())
        .containsExactly("running", "failed");
    assertThat(new LedgerStore(client(fresh)).progressOf("move-things", "new"))
        .contains("move-things half way");
  }

  @Test
  void what_waits_is_listed_by_job_kind_and_reason_and_nothing_else_is() {
    LocalPostgres.Database fresh = LocalPostgres.shared().migrated();
    fresh.execute(
        """
        insert into coditect_ops.runs (job, key, origin, as_of, outcome, worker, started_at, finished_at, heartbeat_at, retry_at, parameters)
        values ('sweep', 'p1', 'event', now(), 'parked', 'w', now(), '2026-01-02Z', now(), null, '{"n": "1"}'),
               ('sweep', 'p2', 'event', now(), 'parked', 'w', now(), '2026-01-01Z', now(), null, '{"n": "2"}'),
               ('move-things', 'due', 'event', now(), 'failed', 'w', now(), now(), now(), '2026-01-03Z', '{"n": "3"}'),
               ('move-things', 'soon', 'event', now(), 'failed', 'w', now(), now(), now(), now(), '{"n": "4"}'),
               ('move-things', 'ended', 'event', now(), 'failed', 'w', now(), now(), '2026-01-01Z', null, '{"n": "5"}'),
               ('move-things', 'done', 'event', now(), 'done', 'w', now(), now(), '2026-01-01Z', null, '{"n": "6"}'),
               ('sweep', 'just parked', 'event', now(), 'parked', 'w', now(), now(), '2026-01-01Z', null, '{"n": "8"}'),
               ('move-things', 'behind busy', 'event', now(), 'failed', 'w', now(), now(), now(), '2026-01-03Z', '{"n": "7"}')
        """,
        """
        insert into coditect_ops.runs (job, key, origin, as_of, worker, heartbeat_at, parameters)
        values ('retired', 'silent', 'event', now(), 'w', '2026-01-04Z', '{"n": "1"}'),
               ('move-things', 'busy', 'event', now(), 'w', now(), '{"n": "7"}')
        """,
        """
        insert into coditect_ops.runs (job, key, origin, as_of, outcome, worker, finished_at, retry_at, parameters, destructive)
        values ('retired', 'held back', 'event', now(), 'interrupted', 'w', now(), '2026-01-03Z', '{"n": "9"}', true)
        """,
        """
        insert into coditect_ops.runs (job, key, origin, as_of, outcome, worker, finished_at, retry_at, changed, problems)
        values ('retired', 'far', 'event', now(), 'failed', 'w', '2026-01-05Z', now() + interval '1 year', '{"a": "x"}', 'null')
        """,
        "update coditect_ops.destruction set paused = true, paused_by = 'anna', paused_at = now()",
        """
        insert into coditect_ops.qrtz_job_details
          (sched_name, job_name, job_group, job_class_name, is_durable, is_nonconcurrent, is_update_data, requests_recovery)
        values ('coditect-ops', 'move-things', 'runs', 'x', true, false, false, true)
        """,
        """
        insert into coditect_ops.qrtz_triggers
          (sched_name, trigger_name, trigger_group, job_name, job_group, next_fire_time, trigger_state, trigger_type, start_time, description)
        values ('coditect-ops', 'a', 'move-things', 'move-things', 'runs', 1767225600000, 'PAUSED', 'SIMPLE', 1, null),
               ('coditect-ops', 'b', 'move-things', 'move-things', 'runs', 1767225600000, 'WAITING', 'SIMPLE', 1, 'put off: no run can begin'),
               ('coditect-ops', 'move-things', 'schedules', 'move-things', 'runs', 1767225600000, 'ERROR', 'CRON', 1, null),
               ('coditect-ops', 'c', 'move-things', 'move-things', 'runs', 4102444800000, 'WAITING', 'SIMPLE', 1, null),
               ('coditect-ops', 'd', 'move-things', 'move-things', 'runs', 1767225600000, 'EXECUTING', 'SIMPLE', 1, null)
        """);
    environment.putAll(of(fresh));
    List<String> expected =
        List.of(
            "move-things|queued run|left by the workers that looked: no run can begin|1|2026-01-01T00:00:00Z",
            "move-things|queued run|paused in the scheduler|1|2026-01-01T00:00:00Z",
            "move-things|run|not taken up, outcome failed|1|2026-01-03T00:00:00Z",
            "move-things|schedule|not fired, state ERROR|1|2026-01-01T00:00:00Z",
            "retired|run|not taken up, outcome failed|1|2026-01-05T00:00:00Z",
            "retired|run|not taken up, outcome running|1|2026-01-04T00:00:00Z",
            "sweep|run|for an approval|2|2026-01-01T00:00:00Z");
    assertThat(waiting("runs", "--json")).isEqualTo(expected);
    assertThat(waiting("jobs", "--json")).isEqualTo(expected);
    assertThat(waiting("runs", "--job", "sweep", "--json")).containsExactly(expected.get(6));
    // Whoever lets workers be silent for longer waits for longer.
    fresh.execute(
        "update coditect_ops.runs set heartbeat_at = now() - interval '5 minutes' where key = 'silent'");
    assertThat(waiting("runs", "--job", "retired", "--json")).hasSize(2);
    environment.put("OPS_TAKEOVER", "10m");
    assertThat(waiting("runs", "--job", "retired", "--json")).containsExactly(expected.get(4));
    environment.remove("OPS_TAKEOVER");
    assertThat(run("jobs").out())
        .contains("Waiting; \"check\" says the cures:")
        .contains("2 runs of sweep: for an approval, since 2026-01-01T00:00:00Z");
    assertThat(run("runs", "--job", "sweep").out()).contains("2 runs of sweep: for an approval");
  }

  private List<String> waiting(String... args) {
    Typed answer = run(args);
    assertThat(answer.exitCode()).isZero();
    List<String> lines = new java.util.ArrayList<>();
    for (JsonNode each : answer.json().get("waiting")) {
      lines.add(
          String.join(
              "|",
              each.get("job").stringValue(),
              each.get("kind").stringValue(),
              each.get("reason").stringValue(),
              each.get("count").toString(),
              each.get("since").stringValue()));
    }
    return lines;
  }

  @Test
  void runs_of_a_job_that_has_no_file_and_never_ran_is_wrong_usage_and_of_a_retired_one_is_not() {
    LocalPostgres.Database fresh = LocalPostgres.shared().migrated();
    environment.putAll(of(fresh));
    for (String[] typed :
        List.of(
            new String[] {"runs", "--job", "move-thing"},
            new String[] {"runs", "--job", "move-thing", "--json"})) {
      Typed unknown = run(typed);
      assertThat(unknown.exitCode()).isEqualTo(2);
      assertThat(unknown.out() + unknown.err())
          .contains("Unknown job", "Did you mean", "move-things")
          .doesNotContain("Nothing has run");
    }
    Typed known = run("runs", "--job", "sweep");
    assertThat(known.exitCode()).isZero();
    assertThat(known.out()).contains("Nothing has run.");
    fresh.execute(
        "insert into coditect_ops.runs (job, key, origin, as_of, outcome, worker, finished_at) values"
            + " ('retired', 'k', 'event', now(), 'done', 'w', now())");
    assertThat(run("runs", "--job", "retired").exitCode()).isZero();
  }

  private static org.springframework.jdbc.core.simple.JdbcClient client(
      LocalPostgres.Database database) {
    return org.springframework.jdbc.core.simple.JdbcClient.create(
        database.as(LocalPostgres.WORKER));
  }

  @ParameterizedTest
  @CsvSource({"none, 0, ok", "failed, 1, failed", "refused, 3, failed", "thrown, 1, failed"})
  void check_tells_refusals_from_failures(String mood, int exitCode, String state) {
    System.setProperty("fixture.check", mood);
    try {
      Typed answer = run("check", "--json");
      assertThat(answer.exitCode()).isEqualTo(exitCode);
      JsonNode items = answer.json().get("items");
      assertThat(items)
          .filteredOn(item -> item.get("claim").stringValue().equals("the fixture is content"))
          .singleElement()
          .satisfies(item -> assertThat(item.get("state").stringValue()).isEqualTo(state));
      assertThat(items)
          .extracting(item -> item.get("state").stringValue())
          .contains("not-applicable");
      assertThat(run("check").out()).contains("the database answers (yes)", "not applicable");
    } finally {
      System.clearProperty("fixture.check");
    }
  }

  @Test
  void a_database_that_is_down_fails_every_command_with_1_and_no_stack_trace() {
    environment.put("DB_PORT", "1");
    for (String command : List.of("run move-things", "runs", "check")) {
      Typed answer = run((command + " --json").split(" "));
      assertThat(answer.exitCode()).as(command).isEqualTo(1);
      assertThat(answer.json().get("problems").toString()).contains("cannot be reached");
      Typed text = run(command.split(" "));
      assertThat(text.out() + text.err()).contains("cannot be reached").doesNotContain("\tat ");
    }
    assertThat(run("run", "move-things", "--debug").err()).contains("\tat ");
    Typed jobs = run("jobs");
    assertThat(jobs.exitCode()).isZero();
    assertThat(jobs.err()).contains("cannot be reached");
  }

  @Test
  void a_login_without_rights_is_refused() {
    LocalPostgres.Database fresh = LocalPostgres.shared().migrated();
    environment.putAll(of(fresh));
    environment.put("DB_USER", LocalPostgres.APP);
    Typed answer = run("runs");
    assertThat(answer.exitCode()).isEqualTo(3);
    assertThat(answer.err()).contains("lacks a privilege");
  }

  @Test
  void migrate_brings_an_empty_database_up_to_date_once() {
    LocalPostgres.Database empty = LocalPostgres.shared().empty();
    environment.putAll(of(empty));
    environment.put("DB_OWNER_USER", LocalPostgres.ADMIN);
    environment.put("DB_OWNER_PASSWORD", "any");
    Typed first = run("migrate", "--json");
    assertThat(first.err()).isEmpty();
    assertThat(first.exitCode()).isZero();
    assertThat(first.json().get("ops").size()).isGreaterThan(3);
    Typed second = run("migrate");
    assertThat(second.out()).contains("up to date");
    environment.put("DB_PORT", "1");
    assertThat(run("migrate").exitCode()).isEqualTo(1);
  }

  private Typed run(String... args) {
    return Typed.run(environment, args);
  }
}
