package ai.coditect.ops.job;

import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.util.List;

/** How a bite ends. A thrown exception means failed, and is retried as the job file says. */
public sealed interface Outcome {

  /** What this bite changed. */
  Changes changed();

  /** What this bite took from tables; only a governed job is asked. */
  default TakenRows taken() {
    return TakenRows.NONE;
  }

  /** There is more to do, from this bookmark on. */
  record More(String bookmark, Changes changed, TakenRows taken) implements Outcome {
    public More(String bookmark, Changes changed) {
      this(bookmark, changed, TakenRows.UNREPORTED);
    }
  }

  /**
   * Something outside has to happen first. The bookmark is committed; the next bite comes after the
   * pause, and meanwhile the run holds neither a transaction nor a connection.
   */
  record Waiting(String bookmark, Duration pause) implements Outcome {
    @Override
    public Changes changed() {
      return Changes.NONE;
    }
  }

  /** The stage, or this partition of it, is finished; later stages can read the bookmark. */
  record Done(String bookmark, Changes changed, TakenRows taken) implements Outcome {
    public Done(String bookmark, Changes changed) {
      this(bookmark, changed, TakenRows.UNREPORTED);
    }
  }

  /**
   * The stage, or this partition of it, is over and everything that could be done is committed, but
   * something is left. The run goes on with its later stages and ends as failed with these
   * problems, whatever happens to the worker in between. No attempt is spent on it and nothing
   * tries the run again by itself: what is left is the next run's. Later stages read an empty
   * bookmark.
   */
  record Unfinished(List<Problem> problems, Changes changed, TakenRows taken) implements Outcome {
    public Unfinished {
      if (problems.isEmpty()) {
        throw new IllegalArgumentException("a stage that leaves something says what");
      }
      problems = List.copyOf(problems);
    }
  }

  /** Over a destruction limit: nothing was changed, a person must approve. */
  record Parked(List<Problem> problems) implements Outcome {
    @Override
    public Changes changed() {
      return Changes.NONE;
    }
  }

  /** A guard says no, and retrying will not help. */
  record Refused(List<Problem> problems) implements Outcome {
    @Override
    public Changes changed() {
      return Changes.NONE;
    }
  }

  static Outcome more(String bookmark, Changes changed) {
    return new More(bookmark, changed);
  }

  static Outcome done(Changes changed) {
    return new Done("", changed);
  }
}
