package ai.coditect.ops.job.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.StopSwitch;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A stage that waits for something outside keeps its place, and nothing of the database's. */
class WaitingIT {
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final List<String> bites = new CopyOnWriteArrayList<>();
  private volatile Duration pause = Duration.ofMillis(1);

  private EngineUnderTest worker() {
    return EngineUnderTest.on(
        database,
        jdbc ->
            List.of(
                new StagedJob("poll").stage("ask", this::ask).with(false, 1, Optional.empty())));
  }

  private Outcome ask(JobRun run) {
    String bookmark = run.bookmark().orElse("");
    bites.add(bookmark);
    return bookmark.length() < 2
        ? new Outcome.Waiting(bookmark + "x", pause)
        : Outcome.done(Changes.of("answers", 1));
  }

  @Test
  void it_asks_again_after_each_pause_from_its_bookmark() {
    try (EngineUnderTest engine = worker()) {
      RunResult ended = engine.run("poll", "k");

      assertThat(ended.outcome()).isEqualTo(Ending.DONE);
      assertThat(bites).containsExactly("", "x", "xx");
    }
  }

  @Test
  void in_a_pause_no_transaction_is_open_and_a_stop_ends_it_and_another_worker_goes_on() {
    pause = Duration.ofHours(1);
    try (EngineUnderTest engine = worker()) {
      CompletableFuture<RunResult> running =
          CompletableFuture.supplyAsync(() -> engine.run("poll", "k"));
      Await.until(
          "a pause without a transaction",
          () ->
              bites.size() == 1 && sessions("true") > 0 && sessions("xact_start is not null") == 0);
      engine.get(StopSwitch.class).request();

      assertThat(running.join().outcome()).isEqualTo(Ending.INTERRUPTED);
    }
    pause = Duration.ZERO;
    try (EngineUnderTest other = worker()) {
      assertThat(other.waiting()).containsExactly("k");
      assertThat(other.run("poll", "k").outcome()).isEqualTo(Ending.DONE);
    }
    assertThat(bites).containsExactly("", "x", "xx");
  }

  /** The worker's sessions of which this is so, three times in a row: a heartbeat is not meant. */
  private int sessions(String condition) {
    List<Integer> counted = new ArrayList<>();
    try (Connection session = database.asSuperuser().getConnection();
        var statement =
            session.prepareStatement(
                "select count(*) from pg_stat_activity where datname = ? and usename = ? and "
                    + condition)) {
      statement.setString(1, database.name());
      statement.setString(2, LocalPostgres.WORKER);
      for (int i = 0; i < 3; i++) {
        try (var row = statement.executeQuery()) {
          row.next();
          counted.add(row.getInt(1));
        }
      }
      return counted.stream().max(Integer::compare).orElseThrow();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
