package ai.coditect.ops.job.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.Stage;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.TransientProblemsException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** States in which Batch parks an execution, and obstacles that pass or stay. */
class StuckProgressIT {
  private static final List<String> worked = new CopyOnWriteArrayList<>();
  private static final AtomicBoolean breaks = new AtomicBoolean();
  private static final Problem AWAY = new Problem("the place is away.", "place", "Wait.");
  private static Supplier<List<Problem>> obstacles = List::of;
  private static LocalPostgres.Database database;
  private static EngineUnderTest engine;

  @BeforeAll
  static void start() {
    database = LocalPostgres.shared().migrated();
    engine =
        EngineUnderTest.on(
            database,
            jdbc ->
                List.of(
                    obstructed(
                        new StagedJob("asked")
                            .stage("only", run -> work(run, "only"))
                            .with(false, 10, Optional.empty())),
                    new StagedJob("steps")
                        .stage("first", run -> work(run, "first"))
                        .stage("second", run -> work(run, "second"))
                        .with(false, 10, Optional.empty())));
  }

  private static JobCatalog.Entry<StagedJob.None> obstructed(
      JobCatalog.Entry<StagedJob.None> plain) {
    return new JobCatalog.Entry<>(plain.file(), new ObstructedJob(plain.job()), plain.settings());
  }

  /** Asks the test what keeps it from beginning. */
  private record ObstructedJob(OpsJob<StagedJob.None> plain) implements OpsJob<StagedJob.None> {
    @Override
    public String name() {
      return plain.name();
    }

    @Override
    public Class<StagedJob.None> settings() {
      return plain.settings();
    }

    @Override
    public List<Stage<StagedJob.None>> stages() {
      return plain.stages();
    }

    @Override
    public List<Problem> obstacles(boolean dryRun) {
      return obstacles.get();
    }

    @Override
    public Forecast forecast(JobRun run, StagedJob.None settings) {
      return plain.forecast(run, settings);
    }
  }

  private static Outcome work(JobRun run, String stage) {
    if (stage.equals("second") && breaks.get()) {
      throw new IllegalStateException("broken on purpose");
    }
    worked.add(stage);
    return StagedJob.done(1);
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  @BeforeEach
  void clear() {
    worked.clear();
    breaks.set(true);
    obstacles = List::of;
    database.execute("truncate coditect_ops.runs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"STARTING", "STARTED", "STOPPING", "STOPPED", "UNKNOWN", "ABANDONED"})
  void a_run_goes_on_from_its_last_bite_whatever_batch_thinks_of_it(String status) {
    assertThat(engine.run("steps", "k").outcome()).isEqualTo(Ending.FAILED);
    assertThat(worked).containsExactly("first");
    database.execute(
        "update coditect_ops.batch_job_execution set end_time = null, status = '" + status + "'",
        "update coditect_ops.batch_step_execution set end_time = null, status = '"
            + status
            + "' where step_name = 'second'");
    breaks.set(false);
    engine.letTimePass();
    assertThat(engine.waiting()).containsExactly("k");

    assertThat(engine.run("steps", "k").outcome()).isEqualTo(Ending.DONE);
    assertThat(worked).containsExactly("first", "second");
  }

  @Test
  void an_instance_without_an_execution_is_begun_anew() {
    engine.run("steps", "k");
    database.execute(
        "truncate coditect_ops.batch_step_execution_context, coditect_ops.batch_step_execution,"
            + " coditect_ops.batch_job_execution_context, coditect_ops.batch_job_execution_params,"
            + " coditect_ops.batch_job_execution");
    breaks.set(false);
    assertThat(engine.run("steps", "k").outcome()).isEqualTo(Ending.DONE);
    assertThat(worked).containsExactly("first", "first", "second");
  }

  @Test
  void an_outage_that_keeps_a_run_from_beginning_spends_attempts_and_keeps_the_key() {
    obstacles =
        () -> {
          throw new TransientProblemsException(List.of(AWAY));
        };
    RunResult first = engine.run("asked", "k");
    assertThat(first.outcome()).isEqualTo(Ending.FAILED);
    assertThat(first.problems()).containsExactly(AWAY);
    assertThat(first.retryAt()).isPresent();
    engine.letTimePass();
    assertThat(engine.waiting()).containsExactly("k");
    assertThat(engine.run("asked", "k").retryAt()).isPresent();
    engine.letTimePass();
    // The job file says three attempts.
    RunResult last = engine.run("asked", "k");
    assertThat(last.outcome()).isEqualTo(Ending.FAILED);
    assertThat(last.run()).isEqualTo(first.run());
    assertThat(last.retryAt()).isEmpty();
    assertThat(engine.waiting()).isEmpty();

    obstacles = List::of;
    RunResult byHand = engine.run("asked", "k");
    assertThat(byHand.outcome()).isEqualTo(Ending.DONE);
    assertThat(byHand.run()).isEqualTo(first.run());
    assertThat(worked).containsExactly("only");
  }

  @Test
  void a_job_that_cannot_say_what_keeps_it_fails_its_run_instead_of_holding_its_trigger() {
    obstacles =
        () -> {
          throw new IllegalStateException("a fault of ours");
        };
    RunResult failed = engine.run("asked", "k");
    assertThat(failed.outcome()).isEqualTo(Ending.FAILED);
    assertThat(failed.run()).isPresent();
    assertThat(failed.retryAt()).isPresent();
  }

  @Test
  void a_due_run_that_is_refused_is_put_off_with_its_reason_and_goes_on_when_it_may() {
    obstacles =
        () -> {
          throw new TransientProblemsException(List.of(AWAY));
        };
    RunResult failed = engine.run("asked", "k");
    engine.letTimePass();
    obstacles = () -> List.of(new Problem("not here.", "worker", "Elsewhere."));
    RunResult refused = engine.run("asked", "k");
    assertThat(refused.outcome()).isEqualTo(Ending.REFUSED);
    // Not found due again and again, and not given up.
    assertThat(engine.waiting()).isEmpty();
    assertThat(engine.get(RunLedgerStore.class).find("asked", "k").orElseThrow())
        .satisfies(
            run -> {
              assertThat(run.retryAt()).isPresent();
              assertThat(run.problems()).extracting(Problem::what).containsExactly("not here.");
            });
    engine.letTimePass();
    obstacles = List::of;
    assertThat(engine.waiting()).containsExactly("k");
    assertThat(engine.run("asked", "k").run()).isEqualTo(failed.run());
    assertThat(worked).containsExactly("only");
  }
}
