package ai.coditect.ops.job.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a job says against its runs, and who asked for them. */
class ObstaclesIT {
  private static BurningWorker worker;
  private static BurnJob job;

  @BeforeAll
  static void start() {
    worker = BurningWorker.start();
    job = worker.job("burn");
  }

  @AfterAll
  static void stop() {
    worker.close();
  }

  @BeforeEach
  void reset() {
    worker.reset();
  }

  @Test
  void what_a_job_says_against_it_refuses_a_run_on_record_and_a_dry_run_without() {
    Problem obstacle = new Problem("the ledger is not there.", "ledger", "Bring it back.");
    job.obstacles = List.of(obstacle);
    RunResult refused = worker.run("burn", "k");
    RunResult dry =
        worker.run(
            new RunRequest(
                "burn", "d", Origin.COMMAND, Optional.of(EngineUnderTest.AS_OF), Map.of(), true));

    assertThat(refused.outcome()).isEqualTo(Ending.REFUSED);
    assertThat(refused.problems()).containsExactly(obstacle);
    assertThat(refused.run()).isPresent();
    assertThat(dry.outcome()).isEqualTo(Ending.REFUSED);
    assertThat(job.bites).isEmpty();
    job.obstacles = List.of();
    assertThat(worker.run("burn", "k").outcome()).isEqualTo(Ending.DONE);
  }

  @Test
  void a_run_may_not_go_on_either_while_something_stands_against_it() {
    worker.pauseInBite(3);
    assertThat(worker.run("burn", "k").outcome()).isEqualTo(Ending.INTERRUPTED);
    worker.resume();
    job.reset();
    job.obstacles = List.of(new Problem("the ledger is not there.", "ledger", "Bring it back."));

    RunResult refused = worker.run("burn", "k");
    assertThat(refused.outcome()).isEqualTo(Ending.REFUSED);
    // Nobody needs to keep what asked for it: it is on record.
    assertThat(refused.run()).isPresent();
    assertThat(refused.problems()).isEqualTo(job.obstacles);
    assertThat(job.bites).isEmpty();
    job.obstacles = List.of();
    assertThat(worker.run("burn", "k").changed().total()).isEqualTo(10);
  }

  @Test
  void the_ledger_says_who_asked() {
    worker.run(new RunRequest("warm", "s", Origin.SCHEDULE, Optional.empty(), Map.of(), false));
    worker.run(
        new RunRequest(
            "warm", "c", Origin.COMMAND, Optional.empty(), Map.of(), false, Optional.of("Bob")));

    assertThat(
            worker
                .admin()
                .sql("select started_by from coditect_ops.runs order by key")
                .query(String.class)
                .list())
        .containsExactly("Bob", "schedule");
  }
}
