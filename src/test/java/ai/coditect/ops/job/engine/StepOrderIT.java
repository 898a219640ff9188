package ai.coditect.ops.job.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.LocalPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A run that goes on with another worker, whose clock or zone is behind that of the first. */
class StepOrderIT {
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final List<String> bites = new ArrayList<>();
  private String breaksAt = "";

  @Test
  void no_attempt_begins_from_an_older_bookmark_than_the_one_before_left() {
    try (EngineUnderTest engine =
        EngineUnderTest.on(
            database,
            jdbc ->
                List.of(
                    new StagedJob("count")
                        .stage("take", this::take)
                        .stage("tell", this::tell)
                        .with(false, 10, Optional.empty())))) {
      breaksAt = "2";
      assertThat(engine.run("count", "k").outcome()).isEqualTo(Ending.FAILED);
      database.execute(
          "update coditect_ops.batch_step_execution set create_time = create_time"
              + " + interval '10 hours'");
      breaksAt = "tell 3";
      assertThat(engine.run("count", "k").outcome()).isEqualTo(Ending.FAILED);
      breaksAt = "";
      RunResult ended = engine.run("count", "k");

      assertThat(ended.outcome()).as(ended.toString()).isEqualTo(Ending.DONE);
      assertThat(bites).containsExactly("1", "2", "3", "tell 3");
      assertThat(ended.changed().byKind()).containsEntry("rows", 3L);
    }
  }

  private Outcome take(JobRun run) {
    String next = Integer.toString(run.bookmark().map(Integer::parseInt).orElse(0) + 1);
    bite(next);
    Changes one = Changes.of("rows", 1);
    return next.equals("3") ? new Outcome.Done(next, one) : Outcome.more(next, one);
  }

  private Outcome tell(JobRun run) {
    bite("tell " + run.finished().get("take"));
    return Outcome.done(Changes.NONE);
  }

  private void bite(String bite) {
    if (bite.equals(breaksAt)) {
      throw new IllegalStateException("broken");
    }
    bites.add(bite);
  }
}
