package ai.coditect.ops.job.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A destructive run decides by no instant to come, and by no clock that nobody can trust. */
class GovernedTimeIT {
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
  void a_real_run_may_not_decide_by_the_future_and_its_forecast_may() {
    Instant soon = Instant.now().plus(Duration.ofMinutes(4));
    Instant late = Instant.now().plus(Duration.ofMinutes(6));
    RunResult refused = worker.run(BurningWorker.asOf("burn", "late", late, false));

    assertThat(refused.outcome()).isEqualTo(Ending.REFUSED);
    assertThat(refused.problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.cure()).contains("--dry-run"));
    assertThat(job.bites).isEmpty();
    assertThat(worker.run("burn", "late").outcome()).isEqualTo(Ending.DONE);
    assertThat(worker.run(BurningWorker.asOf("burn", "d", late, true)).outcome())
        .isEqualTo(Ending.DONE);
    assertThat(worker.run(BurningWorker.asOf("warm", "late", late, false)).outcome())
        .isEqualTo(Ending.DONE);
    assertThat(worker.run(BurningWorker.asOf("burn", "soon", soon, false)).outcome())
        .isEqualTo(Ending.DONE);
  }

  @Test
  void a_run_whose_instant_turns_out_to_lie_ahead_does_not_go_on() {
    worker.pauseInBite(2);
    worker.run("burn", "k");
    worker.resume();
    worker.execute("update coditect_ops.runs set as_of = now() + interval '1 hour'");
    job.reset();

    assertThat(worker.run("burn", "k").outcome()).isEqualTo(Ending.REFUSED);
    assertThat(job.bites).isEmpty();
  }

  @Test
  void clocks_that_disagree_fail_a_destructive_run_that_goes_on_when_they_agree_again() {
    for (Duration off : List.of(Duration.ofMinutes(6), Duration.ofMinutes(-6))) {
      worker.moveClock(off);
      RunResult failed = worker.run("burn", "off" + off);

      assertThat(failed.outcome()).isEqualTo(Ending.FAILED);
      assertThat(failed.retryAt()).isPresent();
      assertThat(failed.problems())
          .singleElement()
          .satisfies(
              problem ->
                  assertThat(problem.what())
                      .contains("the clocks disagree", "this worker", "the database"));
      assertThat(worker.run("warm", "off" + off).outcome()).isEqualTo(Ending.DONE);
      assertThat(job.bites).isEmpty();
      worker.moveClock(Duration.ZERO);
      RunResult again = worker.run("burn", "off" + off);
      assertThat(again.outcome()).isEqualTo(Ending.DONE);
      assertThat(again.run()).isEqualTo(failed.run());
      job.reset();
    }
    worker.moveClock(Duration.ofMinutes(4));
    assertThat(worker.run("burn", "near").outcome()).isEqualTo(Ending.DONE);
  }
}
