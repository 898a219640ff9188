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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A run that destroys or tells the outside decides by no instant to come, and by no clock that
 * nobody can trust.
 */
class GovernedTimeIT {
  private static BurningWorker worker;

  @BeforeAll
  static void start() {
    worker = BurningWorker.start();
  }

  @AfterAll
  static void stop() {
    worker.close();
  }

  @BeforeEach
  void reset() {
    worker.reset();
  }

  @ParameterizedTest
  @ValueSource(strings = {"burn", "smoke"})
  void a_real_run_may_not_decide_by_the_future_and_its_forecast_may(String name) {
    BurnJob job = worker.job(name);
    Instant soon = Instant.now().plus(Duration.ofMinutes(4));
    Instant late = Instant.now().plus(Duration.ofMinutes(6));
    RunResult refused = worker.run(BurningWorker.asOf(name, "late", late, false));

    assertThat(refused.outcome()).isEqualTo(Ending.REFUSED);
    assertThat(refused.problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.cure()).contains("--dry-run"));
    assertThat(job.bites).isEmpty();
    assertThat(worker.run(name, "late").outcome()).isEqualTo(Ending.DONE);
    assertThat(worker.run(BurningWorker.asOf(name, "d", late, true)).outcome())
        .isEqualTo(Ending.DONE);
    assertThat(worker.run(BurningWorker.asOf("warm", "late", late, false)).outcome())
        .isEqualTo(Ending.DONE);
    assertThat(worker.run(BurningWorker.asOf(name, "soon", soon, false)).outcome())
        .isEqualTo(Ending.DONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"burn", "smoke"})
  void a_run_whose_instant_turns_out_to_lie_ahead_does_not_go_on(String name) {
    BurnJob job = worker.job(name);
    job.inEachBite =
        run -> {
          if (job.bites.size() == 2) {
            throw new IllegalStateException("broken off");
          }
        };
    assertThat(worker.run(name, "k").outcome()).isEqualTo(Ending.FAILED);
    worker.execute("update coditect_ops.runs set as_of = now() + interval '1 hour'");
    job.reset();

    assertThat(worker.run(name, "k").outcome()).isEqualTo(Ending.REFUSED);
    assertThat(job.bites).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"burn", "smoke"})
  void clocks_that_disagree_fail_a_run_that_goes_on_when_they_agree_again(String name) {
    BurnJob job = worker.job(name);
    for (Duration off : List.of(Duration.ofMinutes(6), Duration.ofMinutes(-6))) {
      worker.moveClock(off);
      RunResult failed = worker.run(name, "off" + off);

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
      RunResult again = worker.run(name, "off" + off);
      assertThat(again.outcome()).isEqualTo(Ending.DONE);
      assertThat(again.run()).isEqualTo(failed.run());
      job.reset();
    }
    worker.moveClock(Duration.ofMinutes(4));
    assertThat(worker.run(name, "near").outcome()).isEqualTo(Ending.DONE);
  }
}
