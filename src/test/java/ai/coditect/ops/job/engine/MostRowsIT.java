package ai.coditect.ops.job.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.TakenRows;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The limit of a job that no one taught to keep it: it deletes audit rows, 5,000 are due, 100 may
 * go.
 */
class MostRowsIT {
  private static final int DUE = 5000;
  private static final String ONE = "00000000-0000-0000-0000-00000000000a";
  private static final String OTHER = "00000000-0000-0000-0000-00000000000b";

  private static LocalPostgres.Database database;
  private static EngineUnderTest engine;
  private static JdbcClient admin;
  private static final AtomicInteger bites = new AtomicInteger();

  /** In each bite, after it deleted. */
  private static volatile Runnable afterwards = () -> {};

  @BeforeAll
  static void start() {
    database = LocalPostgres.shared().migrated();
    database.execute("grant select, delete on coditect_ops.audit_log to coditect_system");
    admin = JdbcClient.create(database.asSuperuser());
    engine = EngineUnderTest.on(database, MostRowsIT::jobs);
  }

  private static List<JobCatalog.Entry<?>> jobs(JdbcClient jdbc) {
    Optional<Long> most = Optional.of(100L);
    return List.of(
        new StagedJob("prune").stage("delete", prune(jdbc, false)).with(true, 1000, most),
        new StagedJob("prune-in-small-bites")
            .stage("delete", prune(jdbc, false))
            .with(true, 30, most),
        new StagedJob("prune-side-by-side")
            .partitioned("delete", prune(jdbc, false))
            .with(true, 30, most),
        new StagedJob("prune-and-tell").stage("delete", prune(jdbc, true)).with(true, 30, most),
        new StagedJob("prune-twice")
            .stage("first", prune(jdbc, true))
            .stage("second", prune(jdbc, true))
            .with(true, 60, most),
        new StagedJob("prune-unbounded")
            .stage("delete", prune(jdbc, false))
            .with(true, 1000, Optional.empty()),
        new StagedJob("prune-freely")
            .stage("delete", prune(jdbc, false))
            .with(false, 1000, Optional.empty()),
        new StagedJob("remove-objects")
            .stage("objects", run -> Outcome.done(Changes.of("objects", 101)))
            .with(true, 1000, most));
  }

  /** Deletes a bite of the rows of this share; the job of one stage ends when none is left. */
  private static Function<JobRun, Outcome> prune(JdbcClient jdbc, boolean tells) {
    return run -> {
      bites.incrementAndGet();
      List<String> tenants =
          jdbc.sql(
                  """
                  delete from coditect_ops.audit_log where id in (
                    select id from coditect_ops.audit_log where mod(id, :shares) = :share
                    order by id limit :bite)
                  returning cast(organization_id as text)
                  """)
              .param("shares", run.partition().count())
              .param("share", run.partition().index())
              .param("bite", run.bite())
              .query(String.class)
              .list();
      afterwards.run();
      Changes changed = Changes.of("audit-rows", tenants.size());
      TakenRows taken = tells ? TakenRows.NONE : TakenRows.UNREPORTED;
      for (String tenant : tells ? tenants : List.<String>of()) {
        taken = taken.plus("coditect_ops.audit_log", tenant, 1);
      }
      return tenants.size() < run.bite() || run.job().equals("prune-twice")
          ? new Outcome.Done("", changed, taken)
          : new Outcome.More("on", changed, taken);
    };
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  @BeforeEach
  void plant() {
    bites.set(0);
    afterwards = () -> {};
    engine.announced().before = result -> {};
    database.execute(
        "truncate coditect_ops.runs, coditect_ops.audit_log restart identity",
        "insert into coditect_ops.audit_log (run_id, table_name, row_id, organization_id, action)"
            + " select gen_random_uuid(), 'users', gen_random_uuid(), case when n % 3 = 0 then '"
            + OTHER
            + "' else '"
            + ONE
            + "' end::uuid, 'update' from generate_series(1, 5000) n");
  }

  @Test
  void it_parks_before_the_first_row_above_the_limit_and_goes_on_when_somebody_approves() {
    RunResult parked = engine.run("prune", "k");

    assertThat(parked.outcome()).isEqualTo(Ending.PARKED);
    assertThat(parked.outcome().exitCode()).isEqualTo(5);
    assertThat(left()).isEqualTo(DUE);
    assertThat(parked.changed().total()).isZero();
    assertThat(parked.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what())
                  .startsWith("Over the limit: ")
                  .contains(
                      "1000 rows", "most-rows is 100", "1000 of them are of coditect_ops.audit_log")
                  .contains("0 rows were taken before it");
              assertThat(problem.cure())
                  .contains("run prune --dry-run", "approve " + parked.run().orElseThrow());
            });
    engine.approve(parked.run().orElseThrow());
    RunResult done = engine.run("prune", "k");
    assertThat(done.outcome()).isEqualTo(Ending.DONE);
    assertThat(done.changed().total()).isEqualTo(DUE);
    assertThat(left()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"prune-in-small-bites", "prune-and-tell"})
  void bites_add_up(String job) {
    RunResult parked = engine.run(job, "k");

    assertThat(parked.outcome()).isEqualTo(Ending.PARKED);
    assertThat(left()).isEqualTo(DUE - 90);
    assertThat(parked.changed().total()).isEqualTo(90);
    assertThat(parked.problems().toString())
        .contains("taken 120 rows", "90 rows were taken before");
    engine.approve(parked.run().orElseThrow());
    assertThat(engine.run(job, "k").changed().total()).isEqualTo(DUE);
    assertThat(left()).isZero();
  }

  @Test
  void the_tenant_that_loses_most_is_named_where_the_job_says_whose_rows_they_are() {
    assertThat(engine.run("prune-and-tell", "k").problems())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.what())
                    .contains("organization " + ONE + " loses the most of them, at least 80"));
  }

  @Test
  void stages_add_up() {
    RunResult parked = engine.run("prune-twice", "k");

    assertThat(parked.outcome()).isEqualTo(Ending.PARKED);
    assertThat(left()).isEqualTo(DUE - 60);
  }

  @Test
  void partitions_add_up_and_one_that_parks_stops_the_others() {
    RunResult parked = engine.run("prune-side-by-side", "k");

    assertThat(parked.outcome()).isEqualTo(Ending.PARKED);
    assertThat(DUE - left()).isLessThanOrEqualTo(100).isEqualTo(parked.changed().total());
    assertThat(bites.get()).isLessThanOrEqualTo(6);
    engine.approve(parked.run().orElseThrow());
    assertThat(engine.run("prune-side-by-side", "k").changed().total()).isEqualTo(DUE);
    assertThat(left()).isZero();
  }

  @Test
  void attempts_add_up() {
    afterwards =
        () -> {
          if (bites.get() == 3) {
            throw new IllegalStateException("breaks");
          }
        };
    RunResult broken = engine.run("prune-in-small-bites", "k");
    assertThat(broken.outcome()).isEqualTo(Ending.FAILED);
    assertThat(left()).isEqualTo(DUE - 60);

    assertThat(engine.run("prune-in-small-bites", "k").outcome()).isEqualTo(Ending.PARKED);
    assertThat(left()).isEqualTo(DUE - 90);
  }

  @Test
  void workers_that_die_add_up() {
    // Its end never reaches the ledger: the run is left as a killed worker leaves it.
    engine.announced().before =
        result -> {
          throw new IllegalStateException("killed");
        };
    afterwards =
        () -> {
          if (bites.get() == 3) {
            throw new IllegalStateException("killed");
          }
        };
    engine.run("prune-in-small-bites", "k");
    engine.announced().before = result -> {};
    engine.forgetTheWorker();
    assertThat(engine.waiting()).containsExactly("k");
    try (EngineUnderTest another = EngineUnderTest.on(database, MostRowsIT::jobs)) {
      RunResult parked = another.run("prune-in-small-bites", "k");
      assertThat(parked.outcome()).isEqualTo(Ending.PARKED);
      assertThat(parked.changed().total()).isEqualTo(90);
    }
    assertThat(left()).isEqualTo(DUE - 90);
  }

  @Test
  void a_second_run_parks_as_the_first_did_and_takes_its_place() {
    RunResult first = engine.run("prune", "monday");
    RunResult same = engine.run("prune", "monday");
    RunResult second = engine.run("prune", "tuesday");

    assertThat(List.of(first.outcome(), same.outcome(), second.outcome()))
        .containsOnly(Ending.PARKED);
    assertThat(left()).isEqualTo(DUE);
    engine.approve(second.run().orElseThrow());
    assertThat(engine.run("prune", "tuesday").outcome()).isEqualTo(Ending.DONE);
    assertThat(left()).isZero();
  }

  @Test
  void what_was_rolled_back_is_not_counted() {
    AtomicInteger attempts = new AtomicInteger();
    // A bite in whose way somebody is, each of its first three times: it is repeated from its
    // savepoint.
    afterwards =
        () -> {
          if (attempts.incrementAndGet() < 4) {
            throw new org.springframework.dao.CannotAcquireLockException(
                "in the way", new java.sql.SQLException("in the way", "55P03"));
          }
        };
    database.execute("delete from coditect_ops.audit_log where id > 40");
    RunResult done = engine.run("prune-and-tell", "k");

    assertThat(attempts.get()).isGreaterThan(4);
    assertThat(done.outcome()).as(done.toString()).isEqualTo(Ending.DONE);
    assertThat(done.changed().total()).isEqualTo(40);
  }

  @Test
  void what_is_at_the_limit_is_not_above_it() {
    database.execute("delete from coditect_ops.audit_log where id > 100");
    assertThat(engine.run("prune", "k").outcome()).isEqualTo(Ending.DONE);
    assertThat(left()).isZero();
  }

  @Test
  void what_no_server_counts_is_counted_as_the_job_says() {
    RunResult parked = engine.run("remove-objects", "k");
    assertThat(parked.outcome()).isEqualTo(Ending.PARKED);
    assertThat(parked.problems())
        .extracting(Problem::what)
        .singleElement()
        .asString()
        .contains("101 of them are of tables that the job does not name");
  }

  @Test
  void other_jobs_never_notice() {
    assertThat(engine.run("prune-unbounded", "k").outcome()).isEqualTo(Ending.DONE);
    plant();
    assertThat(engine.run("prune-freely", "k").outcome()).isEqualTo(Ending.DONE);
    assertThat(left()).isZero();
  }

  private static long left() {
    return admin.sql("select count(*) from coditect_ops.audit_log").query(Long.class).single();
  }
}
