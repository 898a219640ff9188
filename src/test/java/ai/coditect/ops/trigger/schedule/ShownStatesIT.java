package ai.coditect.ops.trigger.schedule;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.Spoken;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.PersonalTokens;
import ai.coditect.ops.local.PubSubConnection;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.trigger.command.Typed;
import ai.coditect.ops.trigger.schedule.ServingReplica.Version;
import com.google.pubsub.v1.PublishRequest;
import io.grpc.Status;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every state of triggers, runs and events that is not healed but shown, entered by force while a
 * worker serves, all at once: in the checklist, in the health, in the log and in the list of jobs.
 */
@ResourceLock(Resources.SYSTEM_ERR)
class ShownStatesIT {
  private static final String NEVER_IN_THIS_TEST = "0 0 0 1 1 ?";
  private static final String FIRED = "every schedule and every queued run is fired";
  private static final String TAKEN_UP = "every run that is due is taken up";
  private static final String PUBLISHED = "events leave the outbox";

  private static final LocalPubSub pubsub = LocalPubSub.start();
  private static final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private static final JdbcClient admin = JdbcClient.create(database.asSuperuser());
  private static PubSubConnection client;
  private static Connection forgotten;
  private static Spoken log;
  private static ServingReplica replica;
  private static String check;
  private static String jobs;

  /**
   * @param item its claim
   * @param where what the problem names
   * @param what what it says
   * @param waits the line of the list of jobs
   */
  private record State(String item, String where, String what, String waits) {
    boolean isIn(List<Problem> problems) {
      return problems.stream()
          .anyMatch(each -> each.where().contains(where) && each.what().contains(what));
    }

    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<State> states() {
    String left = "left by the workers that looked: ";
    return Stream.of(
        new State(
            FIRED,
            "job newer",
            "this version does not have the class of its Quartz job",
            left + "this version does not have the class of its Quartz job"),
        new State(
            FIRED, "job retired", "does not know the job", left + "this worker does not know"),
        new State(
            FIRED,
            "trigger run:garbled",
            "A queued run cannot be read, and was set aside",
            "1 queued run of asked: set aside, as it cannot be read"),
        new State(
            FIRED,
            "trigger run:paused",
            "A queued run is paused by hand",
            "1 queued run of asked: paused in the scheduler"),
        new State(
            FIRED,
            "trigger resting",
            "The schedule is paused by hand",
            "1 schedule of resting: paused in the scheduler"),
        new State(
            FIRED,
            "job asked",
            "its parameters do not fit the job file",
            left + "its parameters do not fit the job file"),
        new State(
            FIRED,
            "job asked",
            "this version cannot read its request",
            left + "this version cannot read its request"),
        new State(FIRED, "job asked", "cannot begin", left + "no run can begin"),
        new State(FIRED, "job refused", "waits, because it is refused", left + "it is refused"),
        new State(
            TAKEN_UP,
            "job gone, key due",
            "no worker knows the job",
            "of gone: not taken up, outcome failed"),
        new State(
            TAKEN_UP,
            "job far, key due",
            "no worker knows the job",
            "of far: not taken up, outcome failed"),
        new State(
            TAKEN_UP,
            "job other, key unreadable",
            "nobody takes it up",
            "of other: not taken up, outcome failed"),
        new State(
            TAKEN_UP, "job over, key parked", "for an approval", "1 run of over: for an approval"),
        new State(
            PUBLISHED,
            "event_id too large",
            "larger than a message may be",
            "of no job: not published"),
        new State(
            PUBLISHED, "event_id poison", "refused by the topic", "of asked: refused by the topic"),
        new State(
            PUBLISHED,
            "coditect_ops.outbox",
            "events wait, the oldest since",
            "of no job: not published"));
  }

  @BeforeAll
  static void serve() throws Exception {
    client = new PubSubConnection(pubsub.endpoint(), "test");
    client.topics().createTopic(client.topic("ops-outcomes"));
    pubsub.refuse(
        request ->
            request instanceof PublishRequest publish
                    && publish.getMessagesList().stream()
                        .anyMatch(each -> each.getAttributesOrThrow("ce-id").equals("poison"))
                ? Status.INVALID_ARGUMENT
                : null);
    log = new Spoken();
    replica =
        new Version()
            .job("asked", NEVER_IN_THIS_TEST)
            .job("refused", NEVER_IN_THIS_TEST)
            .job("resting", NEVER_IN_THIS_TEST)
            .job("other", "* * * * * ?")
            .withObstacles("refused", List.of(new Problem("not here.", "worker", "Elsewhere.")))
            .with("ops.takeover", "10m")
            // What is put off is looked at again after twice as long, and is not shown meanwhile.
            .with("ops.heal-every", "5s")
            .withHealth()
            .publishingTo(pubsub)
            .serveOn(database);
    forgotten = database.asSuperuser().getConnection();
    forgotten.setAutoCommit(false);
    force();
    Await.until(
        "all of them to be shown",
        () -> {
          Map<String, List<Problem>> found =
              Stream.of(FIRED, TAKEN_UP, PUBLISHED)
                  .collect(toMap(item -> item, item -> replica.finding(item).problems()));
          return states().allMatch(each -> each.isIn(found.get(each.item())));
        });
    Map<String, String> environment = database.environment();
    check = Typed.whole(environment, "check", "--json").out();
    jobs = Typed.whole(environment, "jobs").out();
  }

  private static void force() throws Exception {
    database.execute(
        "create function public.no_runs() returns trigger language plpgsql as"
            + " $$ begin raise exception '"
            + PersonalTokens.ALL
            + "'; end $$",
        "create trigger no_runs before insert on coditect_ops.runs for each row"
            + " when (new.key = 'stopped') execute function public.no_runs()");
    replica.queue("asked", "stopped", Map.of("of", "stopped"));
    replica.queue("asked", "news", Map.of("new", "1"));
    queued("newer", "x", "ai.coditect.ops.Later", "WAITING", "key=x");
    queued("retired", "x", RunTrigger.class.getName(), "WAITING", "key=x");
    queued("asked", "garbled", "", "WAITING", "key=\\u00zz " + PersonalTokens.ALL);
    queued(
        "asked",
        "paused",
        "",
        "PAUSED",
        "key=paused\norigin=EVENT\nparameters={" + PersonalTokens.ALL + "}");
    queued(
        "asked",
        "of nobody",
        "",
        "WAITING",
        "key=of nobody\norigin=" + PersonalTokens.ALL + "\nparameters={}");
    String ago = "now() - interval '2 minutes'";
    String run =
        "insert into coditect_ops.runs (job, key, origin, as_of, worker, outcome, finished_at,"
            + " retry_at, started_at, parameters) values ";
    String told = "'{\"of\": \"" + PersonalTokens.ALL + "\"}'";
    String failed = "'event', now(), 'gone', 'failed', " + ago + ", ";
    database.execute(
        "update coditect_ops.qrtz_triggers set trigger_state = 'PAUSED' where trigger_name = 'resting'",
        "insert into coditect_ops.runs (job, key, origin, as_of, worker, heartbeat_at) values"
            + " ('refused', 'first', 'event', now(), 'elsewhere', now() + interval '50 seconds')",
        run + "('gone', 'due', " + failed + ago + ", " + ago + ", " + told + ")",
        run + "('far', 'due', " + failed + "now() + interval '1 year', " + ago + ", '{}')",
        run
            + "('other', 'unreadable', "
            + failed
            + ago
            + ", "
            + ago
            + ", '[[\""
            + PersonalTokens.ALL
            + "\"]]')",
        run
            + "('over', 'parked', 'event', now(), 'gone', 'parked', "
            + ago
            + ", null, "
            + ago
            + ", '{}')",
        run
            + "('asked', 'told', 'event', now(), 'gone', 'done', now(), null, now(), '{\"told\": \"1\"}')",
        event(
            "too large",
            "key-1",
            "null",
            "jsonb_build_object('" + PersonalTokens.ALL + "', repeat('x', 9500000))"),
        event("poison", "key-2", "(select id from coditect_ops.runs where key = 'told')", told));
    replica.queue("refused", "second", Map.of());
    lockedEvent();
  }

  /** Somebody locked a row before any relay saw it, and went home. */
  private static void lockedEvent() throws SQLException {
    try (Connection relays = database.asSuperuser().getConnection();
        var leading = relays.createStatement();
        var statement = forgotten.createStatement()) {
      leading.execute("select pg_advisory_lock(cast(x'6f7574626f78' as bigint))");
      database.execute(event("locked", "key-3", "null", "'{}'"));
      statement.execute("select from coditect_ops.outbox where event_id = 'locked' for update");
    }
  }

  private static String event(String id, String key, String run, String data) {
    return "insert into coditect_ops.outbox (event_id, type, ordering_key, occurred_at, recorded_at,"
        + " run_id, data) values ('%s', 't', '%s', now(), now() - interval '2 minutes', %s, %s)"
            .formatted(id, key, run, data);
  }

  /** As another version queues it, whose job may have another class. */
  private static void queued(String job, String key, String type, String state, String data) {
    // In one statement: a job without a file goes as soon as nothing is queued for it.
    database.execute(
        "with job as (insert into coditect_ops.qrtz_job_details values ('coditect-ops', '%s', 'runs', null,"
                .formatted(job)
            + " '%s', true, false, false, true, null) on conflict do nothing), half as (insert into"
                .formatted(type)
            + " coditect_ops.qrtz_triggers (sched_name, trigger_name, trigger_group,"
            + " job_name, job_group, next_fire_time, prev_fire_time, priority, trigger_state,"
            + " trigger_type, start_time, end_time, misfire_instr, job_data) values ('coditect-ops',"
            + " 'run:%2$s', '%1$s', '%1$s', 'runs', 1000, -1, 5, '%3$s', 'SIMPLE', 1000, 0, 1,"
                .formatted(job, key, state)
            + " convert_to('"
            + data
            + "', 'UTF8')) returning trigger_name, trigger_group) insert into"
            + " coditect_ops.qrtz_simple_triggers select 'coditect-ops', trigger_name, trigger_group, 0,"
            + " 0, 0 from half");
  }

  @AfterAll
  static void stop() throws Exception {
    forgotten.close();
    replica.close();
    log.close();
    client.close();
    pubsub.close();
  }

  @ParameterizedTest
  @MethodSource("states")
  void what_is_not_healed_is_shown_in_checklist_health_log_and_list(State state) {
    assertThat(check).contains(text(state.where()), text(state.what()));
    assertThat(jobs).contains(state.waits());
    Await.until("health", () -> replica.health().contains(text(state.what())));
    assertThat(replica.health()).contains("\"status\":\"DEGRADED\"", text(state.where()));
    Await.until(
        "the line in the log",
        () ->
            log.text()
                .lines()
                .anyMatch(line -> line.contains("something waits") && line.contains(state.what())));
  }

  private static String text(String plain) {
    String quoted = JsonMapper.shared().writeValueAsString(plain);
    return quoted.substring(1, quoted.length() - 1);
  }

  @Test
  void nothing_else_is_delayed_by_any_of_them() {
    String slot =
        "select count(*) from coditect_ops.runs where key like 'other@%' and outcome = 'done'";
    long slots = admin.sql(slot).query(Long.class).single();
    replica.queue("asked", "behind", Map.of("of", "behind"));
    Await.until(
        "the run and its event",
        () ->
            pubsub.published("ops-outcomes").stream()
                .anyMatch(message -> message.getData().toStringUtf8().contains("\"behind\"")));
    Await.until("a slot", () -> admin.sql(slot).query(Long.class).single() > slots);
    assertThat(pubsub.published("ops-outcomes"))
        .noneMatch(message -> message.getAttributesOrThrow("ce-id").equals("locked"));
  }

  @Test
  void a_topic_that_is_gone_is_shown_and_its_events_go_out_once_it_is_back() {
    client.topics().deleteTopic(client.topic("ops-outcomes"));
    try {
      database.execute(event("of no topic", "key-4", "null", "'{}'"));
      Await.until(
          "both that wait",
          () -> replica.finding(PUBLISHED).problems().toString().contains("events wait"));
      Await.until("the log", () -> log.text().contains("failure=NOT_FOUND"));
    } finally {
      client.topics().createTopic(client.topic("ops-outcomes"));
    }
    Await.until(
        "the event",
        () ->
            pubsub.published("ops-outcomes").stream()
                .anyMatch(each -> each.getAttributesOrThrow("ce-id").equals("of no topic")));
  }
}
