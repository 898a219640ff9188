package ai.coditect.ops.job.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.RefusalException;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a log says about the end of a run: one line with a cure, and never a value of a row. */
class EndingLogIT {
  private static final String TOKEN = "ada.lovelace@person.example";
  private static final Problem PROBLEM = new Problem("over.", "job say", "Look at it.");

  private static LocalPostgres.Database database;
  private static EngineUnderTest engine;
  private static JdbcClient admin;
  private static JdbcClient jdbc;
  private static volatile Function<JobRun, Outcome> bite = run -> Outcome.done(Changes.NONE);

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeAll
  static void start() {
    database = LocalPostgres.shared().migrated();
    database.execute(
        "create schema lab",
        "grant usage on schema lab to coditect_system",
        "create table lab.people (email text primary key, age int not null check (age > 0),"
            + " boss text references lab.people)",
        "create table lab.late (email text, constraint late_is_unique unique (email)"
            + " deferrable initially deferred)",
        "grant all on lab.people, lab.late to coditect_system",
        "create table lab.closed (email text)",
        "insert into lab.people values ('" + TOKEN + "', 1)",
        "insert into lab.late values ('" + TOKEN + "')",
        "create function lab.protest(text) returns void language plpgsql as $$ begin"
            + " raise exception 'no % here', $1 using detail = $1, hint = $1; end $$",
        "create function lab.invade(text) returns void language plpgsql as $$ begin"
            + " execute format('select %L::int', $1); end $$");
    admin = JdbcClient.create(database.asSuperuser());
    engine =
        EngineUnderTest.on(
            database,
            worker -> {
              jdbc = worker;
              return List.of(
                  new StagedJob("say")
                      .stage("say", run -> bite.apply(run))
                      .with(true, 10, Optional.of(100L)),
                  new StagedJob("say-freely")
                      .partitioned("say", run -> bite.apply(run))
                      .with(false, 10, Optional.empty()));
            });
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  @BeforeEach
  void listen() {
    database.execute(
        "truncate coditect_ops.runs", "truncate coditect_ops.batch_job_instance cascade");
    log.start();
    root().addAppender(log);
  }

  @AfterEach
  void leave() {
    root().detachAppender(log);
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          insert into lab.people values ('%s', 2)             | SQLSTATE 23505, table lab.people, constraint people_pkey
          insert into lab.people values ('%sx', null)         | SQLSTATE 23502, table lab.people, column age
          insert into lab.people values ('%sx', -1)           | SQLSTATE 23514, table lab.people, constraint people_age_check
          insert into lab.people values ('x', 1, '%sx')       | SQLSTATE 23503, table lab.people, constraint people_boss_fkey
          select cast('%s' as int)                            | SQLSTATE 22P02
          select lab.protest('%s')                            | SQLSTATE P0001, function lab.protest line 1
          select lab.invade('%s')                             | SQLSTATE 22P02, function lab.invade line 1
          select '%s' from lab.closed                         | SQLSTATE 42501
          insert into lab.late values ('%s') returning 1      | SQLSTATE 23505, table lab.late, constraint late_is_unique
          """)
  void an_error_of_the_server_is_one_line_that_names_what_it_may(String statement, String said) {
    bite =
        run -> {
          jdbc.sql(statement.formatted(TOKEN)).query(row -> {});
          return Outcome.done(Changes.NONE);
        };
    RunResult failed = fail("say", statement);

    assertThat(failed.problems()).singleElement();
    assertThat(failed.problems().get(0).what()).startsWith("the database refused: ").contains(said);
    assertThat(failed.problems().get(0).cure()).doesNotContain("stack trace");
    assertThat(lines(Level.WARN))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.getThrowableProxy()).isNull();
              assertThat(line.getKeyValuePairs().toString())
                  .contains("outcome", said, failed.problems().get(0).cure());
            });
    assertNothingPersonal();
  }

  @Test
  void in_partitions_and_without_a_governor_it_is_the_same() {
    bite =
        run -> {
          jdbc.sql("insert into lab.late values ('" + TOKEN + "')").update();
          return Outcome.done(Changes.NONE);
        };
    RunResult failed = fail("say-freely", "deferred");

    assertThat(failed.problems().get(0).what()).contains("constraint late_is_unique");
    assertThat(lines(Level.WARN)).hasSize(1);
    assertNothingPersonal();
  }

  @Test
  void a_fault_of_ours_keeps_its_stack_trace_once_and_none_of_its_messages() {
    bite =
        run -> {
          throw new IllegalArgumentException(
              "not for " + TOKEN, new IllegalStateException(TOKEN, new RuntimeException(TOKEN)));
        };
    RunResult failed = fail("say-freely", "fault");

    assertThat(failed.problems().get(0).what())
        .contains("Unexpected IllegalArgumentException at EndingLogIT.java:");
    List<ILoggingEvent> traced =
        lines(Level.WARN).stream().filter(line -> line.getThrowableProxy() != null).toList();
    assertThat(traced).hasSize(1);
    assertThat(ThrowableProxyUtil.asString(traced.get(0).getThrowableProxy()))
        .contains(
            "java.lang.IllegalArgumentException",
            "java.lang.IllegalStateException",
            "EndingLogIT.java");
    assertThat(lines(Level.WARN)).hasSize(2);
    assertNothingPersonal();
  }

  /** As a guard below a room does, that knows nothing of runs. */
  @ParameterizedTest
  @ValueSource(strings = {"say-freely", "say"})
  void a_refusal_that_is_thrown_inside_a_bite_is_one_line_and_not_tried_again(String job) {
    bite =
        run -> {
          throw new IllegalStateException(TOKEN, new RefusalException(List.of(PROBLEM)));
        };
    RunResult refused = engine.run(job, "guarded " + job);

    assertThat(refused.outcome()).isEqualTo(Ending.REFUSED);
    assertThat(refused.problems()).containsExactly(PROBLEM);
    assertThat(refused.retryAt()).isEmpty();
    assertThat(lines(Level.WARN))
        .singleElement()
        .satisfies(line -> assertThat(line.getThrowableProxy()).isNull());
    assertNothingPersonal();
  }

  @ParameterizedTest
  @CsvSource({"PARKED, WARN", "REFUSED, WARN"})
  void an_answer_is_one_line_with_its_cure(Ending ending, String level) {
    bite =
        run ->
            ending == Ending.PARKED
                ? new Outcome.Parked(List.of(PROBLEM))
                : new Outcome.Refused(List.of(PROBLEM));
    assertThat(engine.run("say", ending.name()).outcome()).isEqualTo(ending);
    assertThat(lines(Level.toLevel(level)))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.getThrowableProxy()).isNull();
              assertThat(line.getKeyValuePairs().toString()).contains("Look at it.");
            });
  }

  @Test
  void a_run_that_waits_or_is_stopped_is_no_trouble() {
    database.execute(
        "update coditect_ops.destruction set paused = true, paused_by = 'Anna', paused_at = now()");
    bite = run -> Outcome.done(Changes.NONE);
    try {
      assertThat(engine.run("say", "paused").outcome()).isEqualTo(Ending.INTERRUPTED);
    } finally {
      database.execute(
          "update coditect_ops.destruction set paused = false, paused_by = null, paused_at = null");
    }
    database.execute(
        "insert into coditect_ops.runs (job, key, origin, as_of, worker, heartbeat_at)"
            + " values ('say', 'busy', 'command', now(), 'other', now())");
    assertThat(engine.run("say", "busy").outcome()).isEqualTo(Ending.BUSY);
    assertThat(lines(Level.WARN)).isEmpty();
  }

  private RunResult fail(String job, String key) {
    RunResult failed = engine.run(job, key);
    assertThat(failed.outcome()).as(failed.toString()).isEqualTo(Ending.FAILED);
    return failed;
  }

  private List<ILoggingEvent> lines(Level atLeast) {
    return log.list.stream().filter(line -> line.getLevel().isGreaterOrEqual(atLeast)).toList();
  }

  /** Neither in the log, nor in any table of ours. */
  private void assertNothingPersonal() {
    for (ILoggingEvent line : log.list) {
      IThrowableProxy trace = line.getThrowableProxy();
      assertThat(
              line.getFormattedMessage()
                  + line.getKeyValuePairs()
                  + (trace == null ? "" : ThrowableProxyUtil.asString(trace)))
          .doesNotContain("lovelace");
    }
    List<String> tables =
        admin
            .sql(
                "select cast(cast(c.oid as regclass) as text) from pg_class c where c.relkind = 'r'"
                    + " and c.relnamespace = cast('coditect_ops' as regnamespace)")
            .query(String.class)
            .list();
    assertThat(tables).contains("coditect_ops.batch_step_execution", "coditect_ops.runs");
    for (String table : tables) {
      assertThat(
              admin
                  .sql("select cast(t as text) from " + table + " t")
                  .query(String.class)
                  .list()
                  .toString())
          .as(table)
          .doesNotContain("lovelace");
    }
  }
}
