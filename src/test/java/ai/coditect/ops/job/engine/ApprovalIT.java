package ai.coditect.ops.job.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.WaitingRuns;
import ai.coditect.ops.problem.Check;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A parked run waits for somebody, and goes on as it was planned. */
class ApprovalIT {
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
  void a_parked_run_goes_on_once_approved_with_the_same_instant_and_bookmarks() {
    job.overLimit = true;
    RunResult parked = worker.run("burn", "big");
    UUID id = parked.run().orElseThrow();
    WaitingRuns waiting = worker.get(WaitingRuns.class);

    assertThat(parked.outcome()).isEqualTo(Ending.PARKED);
    assertThat(parked.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).isEqualTo("over the limit.");
              assertThat(problem.cure()).contains("Look at it.", "approve " + id + " --by NAME");
            });
    assertThat(worker.run("burn", "big").outcome()).isEqualTo(Ending.PARKED);
    assertThat(worker.run("burn", "big").problems()).isEqualTo(parked.problems());
    assertThat(waiting.requests()).isEmpty();
    worker.approve(id);
    assertThat(waiting.requests()).extracting(RunRequest::key).containsExactly("big");
    job.bites.clear();
    RunResult resumed = worker.run("burn", "big");

    assertThat(resumed.outcome()).isEqualTo(Ending.DONE);
    assertThat(resumed.run()).contains(id);
    assertThat(worker.burnt().get(id)).isEqualTo(10);
    assertThat(job.bites)
        .hasSize(10)
        .allSatisfy(
            run -> {
              assertThat(run.approved()).isTrue();
              assertThat(run.asOf()).isEqualTo(EngineUnderTest.AS_OF);
              assertThat(run.finished()).containsEntry("plan", "planned");
            });
    assertThat(worker.run("burn", "big").outcome()).isEqualTo(Ending.ALREADY_DONE);
  }

  @Test
  void an_approval_holds_over_a_failure() {
    job.overLimit = true;
    UUID id = worker.run("burn", "big").run().orElseThrow();
    worker.approve(id);
    job.inEachBite =
        run -> {
          throw new IllegalStateException("breaks");
        };
    assertThat(worker.run("burn", "big").outcome()).isEqualTo(Ending.FAILED);
    job.inEachBite = run -> {};
    assertThat(worker.run("burn", "big").outcome()).isEqualTo(Ending.DONE);
    assertThat(job.bites).extracting(JobRun::approved).startsWith(false, true, true);
  }

  @Test
  void an_approved_run_that_parks_again_needs_another_approval() {
    job.overLimit = true;
    job.stubborn = true;
    UUID id = worker.run("burn", "big").run().orElseThrow();
    worker.approve(id);

    assertThat(worker.run("burn", "big").outcome()).isEqualTo(Ending.PARKED);
    assertThat(job.bites).hasSize(2);
    assertThat(worker.get(WaitingRuns.class).requests()).isEmpty();
    assertThat(worker.run("burn", "big").outcome()).isEqualTo(Ending.PARKED);
    assertThat(job.bites).hasSize(2);
  }

  @Test
  void a_run_that_waits_for_an_approval_is_shown_until_it_has_one() {
    job.overLimit = true;
    UUID parked = worker.run("burn", "monday").run().orElseThrow();
    worker.execute("update coditect_ops.runs set finished_at = now() - interval '2 minutes'");
    Check check = worker.get(WaitingRunsCheck.class);
    assertThat(check.watched()).isTrue();
    assertThat(check.examine().problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).contains("A run waits for an approval since");
              assertThat(problem.cure()).contains("approve " + parked + " --by NAME");
            });
    worker.approve(parked);
    assertThat(check.examine().state()).isEqualTo(Check.Finding.State.OK);
  }

  @Test
  void a_later_parked_run_takes_the_place_of_those_that_wait() {
    job.overLimit = true;
    UUID older = worker.run("burn", "monday").run().orElseThrow();
    UUID elsewhere =
        worker.run(BurningWorker.request("burn", "elsewhere", "side", "b")).run().orElseThrow();
    UUID newer = worker.run("burn", "tuesday").run().orElseThrow();
    worker.approve(newer);
    UUID newest = worker.run("burn", "wednesday").run().orElseThrow();

    assertThat(worker.outcome(older)).isEqualTo("refused");
    assertThat(worker.outcome(elsewhere)).isEqualTo("parked");
    assertThat(worker.outcome(newer)).isEqualTo("parked");
    assertThat(worker.outcome(newest)).isEqualTo("parked");
    assertThat(
            worker
                .admin()
                .sql("select cast(problems as text) from coditect_ops.runs where id = :id")
                .param("id", older)
                .query(String.class)
                .single())
        .contains("superseded", newer.toString());
    assertThat(worker.announced())
        .filteredOn(result -> result.outcome() == Ending.REFUSED)
        .singleElement()
        .satisfies(
            result -> {
              assertThat(result.run()).contains(older);
              assertThat(result.key()).isEqualTo("monday");
            });
  }
}
