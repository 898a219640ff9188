package ai.coditect.ops.job.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.WaitingRuns;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The one switch that holds all destruction back, with two workers where it takes two. */
class SwitchIT {
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
  void the_switch_stops_every_replica_within_one_bite_and_no_other_job() throws Exception {
    try (BurningWorker other = worker.replica()) {
      BurnJob theirs = other.job("burn");
      BurnJob warm = worker.job("warm");
      CountDownLatch under = new CountDownLatch(3);
      CountDownLatch paused = new CountDownLatch(1);
      // Each of the three is inside its second bite when the switch is turned.
      List.of(job, theirs, warm)
          .forEach(
              each ->
                  each.inEachBite =
                      run -> {
                        if (run.bookmark().equals(Optional.of("1"))) {
                          under.countDown();
                          BurningWorker.await(paused);
                        }
                      });
      CompletableFuture<RunResult> ours =
          CompletableFuture.supplyAsync(
              () -> worker.run(BurningWorker.request("burn", "ours", "side", "a")));
      CompletableFuture<RunResult> other1 =
          CompletableFuture.supplyAsync(
              () -> other.run(BurningWorker.request("burn", "theirs", "side", "b")));
      CompletableFuture<RunResult> harmless =
          CompletableFuture.supplyAsync(() -> worker.run("warm", "harmless"));
      assertThat(under.await(3, TimeUnit.MINUTES)).isTrue();
      worker.pause("Anna");
      Map<UUID, Long> before = worker.burnt();
      paused.countDown();
      RunResult first = ours.get(3, TimeUnit.MINUTES);
      RunResult second = other1.get(3, TimeUnit.MINUTES);

      for (RunResult held : List.of(first, second)) {
        assertThat(held.outcome()).isEqualTo(Ending.INTERRUPTED);
        assertThat(held.problems())
            .singleElement()
            .satisfies(
                problem -> {
                  assertThat(problem.what()).startsWith("destruction is paused by Anna since 20");
                  assertThat(problem.cure()).contains("destruction resume");
                });
        UUID run = held.run().orElseThrow();
        assertThat(before.get(run)).isEqualTo(1);
        assertThat(worker.burnt().get(run)).isEqualTo(2);
      }
      assertThat(harmless.get(3, TimeUnit.MINUTES).outcome()).isEqualTo(Ending.DONE);
    }
  }

  @Test
  void the_switch_stops_every_partition_within_one_bite() throws Exception {
    BurnJob blaze = worker.job("blaze");
    CountDownLatch under = new CountDownLatch(2);
    CountDownLatch paused = new CountDownLatch(1);
    blaze.inEachBite =
        run -> {
          if (run.bookmark().equals(Optional.of("3"))) {
            under.countDown();
            BurningWorker.await(paused);
          }
        };
    CompletableFuture<RunResult> running =
        CompletableFuture.supplyAsync(() -> worker.run("blaze", "wide"));
    assertThat(under.await(3, TimeUnit.MINUTES)).isTrue();
    worker.pause("Anna");
    paused.countDown();
    RunResult held = running.get(3, TimeUnit.MINUTES);

    assertThat(held.outcome()).isEqualTo(Ending.INTERRUPTED);
    assertThat(held.changed().total()).isEqualTo(8);
    worker.resume();
    assertThat(worker.run("blaze", "wide").changed().total()).isEqualTo(20);
  }

  @Test
  void while_paused_nothing_begins_or_is_taken_up_and_afterwards_all_goes_on() {
    worker.pauseInBite(4);
    RunResult held = worker.run("burn", "held");
    RunResult begun = worker.run(BurningWorker.request("burn", "begun", "side", "b"));
    job.inEachBite = run -> {};
    WaitingRuns waiting = worker.get(WaitingRuns.class);

    assertThat(held.changed().total()).isEqualTo(4);
    assertThat(begun.outcome()).isEqualTo(Ending.INTERRUPTED);
    assertThat(begun.changed().total()).isZero();
    assertThat(waiting.requests()).isEmpty();
    assertThat(worker.run("burn", "held").outcome()).isEqualTo(Ending.INTERRUPTED);
    assertThat(job.bites).hasSize(4);
    worker.resume();
    assertThat(waiting.requests())
        .extracting(RunRequest::key)
        .containsExactlyInAnyOrder("held", "begun");
    assertThat(worker.run("burn", "held").changed().total()).isEqualTo(10);
    assertThat(job.bites)
        .hasSize(10)
        .allSatisfy(run -> assertThat(run.asOf()).isEqualTo(EngineUnderTest.AS_OF));
  }

  @Test
  void a_run_of_a_dead_worker_is_left_alone_too_while_paused() {
    worker
        .admin()
        .sql(
            "insert into coditect_ops.runs (job, key, origin, as_of, worker, heartbeat_at,"
                + " destructive) values ('burn', 'dead', 'command', now(), 'gone', now() - interval '2 hours', true)")
        .update();
    WaitingRuns waiting = worker.get(WaitingRuns.class);
    worker.pause("Anna");
    assertThat(waiting.requests()).isEmpty();
    worker.resume();
    assertThat(waiting.requests()).extracting(RunRequest::key).containsExactly("dead");
  }

  @Test
  void without_a_switch_nothing_destructive_runs() {
    worker.execute("delete from coditect_ops.destruction");
    try {
      assertThat(worker.run("burn", "k").outcome()).isEqualTo(Ending.INTERRUPTED);
      assertThat(worker.run("warm", "k").outcome()).isEqualTo(Ending.DONE);
      assertThat(job.bites).isEmpty();
    } finally {
      worker.execute("insert into coditect_ops.destruction default values");
    }
  }
}
