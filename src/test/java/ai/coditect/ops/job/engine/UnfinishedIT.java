package ai.coditect.ops.job.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.TakenRows;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.RefusalException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stage that leaves something ends the run as failed, and never costs it an attempt. */
class UnfinishedIT {
  private static final Problem ONE = problem(0);
  private static final Problem TWO = problem(1);

  private static EngineUnderTest engine;
  private static LocalPostgres.Database database;
  private static final List<String> stages = new CopyOnWriteArrayList<>();
  private static final AtomicBoolean breaks = new AtomicBoolean();
  private static final AtomicBoolean refuses = new AtomicBoolean();
  private static final Problem NO = new Problem("the ledger says no.", "ledger", "See to it.");

  @BeforeAll
  static void start() {
    database = LocalPostgres.shared().migrated();
    engine =
        EngineUnderTest.on(
            database,
            jdbc ->
                List.of(
                    new StagedJob("sweep")
                        .partitioned("take", run -> left(problem(run.partition().index())))
                        .stage("after", UnfinishedIT::after)
                        .with(false, 10, Optional.empty())));
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  @BeforeEach
  void plant() {
    stages.clear();
    breaks.set(false);
    refuses.set(false);
    engine.announced().results.clear();
    engine.announced().before = result -> {};
    database.execute("truncate coditect_ops.runs cascade");
  }

  @Test
  void later_stages_run_and_the_run_ends_as_failed_with_every_problem_and_no_next_attempt() {
    RunResult ended = engine.run("sweep", "k");

    assertThat(ended.outcome()).isEqualTo(Ending.FAILED);
    assertThat(ended.outcome().exitCode()).isEqualTo(1);
    assertThat(ended.problems()).containsExactly(ONE, TWO);
    assertThat(ended.changed().total()).isEqualTo(7);
    assertThat(ended.retryAt()).isEmpty();
    assertThat(stages).containsExactly("after");
    assertThat(engine.announced().results)
        .singleElement()
        .satisfies(told -> assertThat(told.outcome()).isEqualTo(Ending.FAILED));
    engine.letTimePass();
    assertThat(engine.waiting()).isEmpty();
  }

  @Test
  void the_same_key_says_so_again_and_takes_nothing_more() {
    RunResult ended = engine.run("sweep", "k");
    RunResult again = engine.run("sweep", "k");

    assertThat(again.run()).isEqualTo(ended.run());
    assertThat(again.outcome()).isEqualTo(Ending.FAILED);
    assertThat(again.problems()).containsExactly(ONE, TWO);
    assertThat(again.changed()).isEqualTo(ended.changed());
    assertThat(stages).containsExactly("after");
  }

  @Test
  void a_failure_in_a_later_stage_costs_its_attempt_and_what_was_left_is_said_at_each_end() {
    breaks.set(true);
    RunResult broken = engine.run("sweep", "k");
    engine.letTimePass();
    List<String> waiting = engine.waiting();
    breaks.set(false);
    RunResult ended = engine.run("sweep", "k");

    assertThat(broken.problems()).hasSize(3).endsWith(ONE, TWO);
    assertThat(broken.retryAt()).isPresent();
    assertThat(waiting).containsExactly("k");
    assertThat(ended.outcome()).isEqualTo(Ending.FAILED);
    assertThat(ended.problems()).containsExactly(ONE, TWO);
    assertThat(ended.changed().total()).isEqualTo(7);
    assertThat(ended.retryAt()).isEmpty();
  }

  @Test
  void a_worker_that_dies_before_the_end_leaves_an_end_that_is_the_same() {
    engine.announced().before =
        result -> {
          throw new IllegalStateException("killed");
        };
    engine.run("sweep", "k");
    engine.announced().before = result -> {};
    engine.forgetTheWorker();
    List<String> waiting = engine.waiting();
    RunResult ended = engine.run("sweep", "k");

    assertThat(waiting).containsExactly("k");
    assertThat(ended.outcome()).isEqualTo(Ending.FAILED);
    assertThat(ended.problems()).containsExactly(ONE, TWO);
    assertThat(ended.retryAt()).isEmpty();
    assertThat(stages).containsExactly("after");
  }

  @Test
  void a_refusal_that_cannot_be_recorded_is_told_with_its_run_and_with_what_was_left() {
    refuses.set(true);
    engine.announced().before =
        result -> {
          throw new IllegalStateException("the database is away");
        };
    RunResult told = engine.run("sweep", "k");
    engine.announced().before = result -> {};

    assertThat(told.outcome()).isEqualTo(Ending.REFUSED);
    assertThat(told.run()).isPresent();
    assertThat(told.problems()).containsExactly(NO, ONE, TWO);
    engine.forgetTheWorker();
    assertThat(engine.waiting()).containsExactly("k");
    RunResult recorded = engine.run("sweep", "k");
    assertThat(recorded.run()).isEqualTo(told.run());
    assertThat(recorded.outcome()).isEqualTo(Ending.REFUSED);
    assertThat(recorded.problems()).containsExactly(NO, ONE, TWO);
    assertThat(recorded.retryAt()).isEmpty();
  }

  private static Outcome left(Problem problem) {
    return new Outcome.Unfinished(List.of(problem), Changes.of("rows", 3), TakenRows.NONE);
  }

  private static Outcome after(JobRun run) {
    stages.add("after");
    if (refuses.get()) {
      throw new RefusalException(List.of(NO));
    }
    if (breaks.get()) {
      throw new IllegalStateException("breaks");
    }
    return StagedJob.done(1);
  }

  private static Problem problem(int partition) {
    return new Problem("one is left in share " + partition + ".", "table t", "Look at it.");
  }
}
