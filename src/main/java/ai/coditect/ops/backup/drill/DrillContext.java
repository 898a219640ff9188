package ai.coditect.ops.backup.drill;

import ai.coditect.ops.backup.drill.DrillBookmark.State;
import ai.coditect.ops.backup.evidence.Drill;
import ai.coditect.ops.backup.evidence.Drill.Verdict;
import ai.coditect.ops.backup.evidence.DrillStage;
import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.TakenRows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What one bite of a drill knows: where it is, and how it may end.
 *
 * @param now when the bite began
 * @param soFar how the drill ends, if an earlier stage has decided that; later ones only clear up
 */
record DrillContext(
    JobRun run,
    DrillSettings settings,
    InstanceName source,
    Drill.Level level,
    DrillStage stage,
    Clock clock,
    Instant now,
    DrillBookmark bookmark,
    Optional<Verdict> soFar) {

  static DrillContext of(
      JobRun run, DrillSettings settings, InstanceName source, DrillStage stage, Clock clock) {
    Instant now = clock.instant();
    String before =
        stage == DrillStage.CLEAR
            ? ""
            : run.finished().getOrDefault(DrillStage.values()[stage.ordinal() - 1].label(), "");
    return new DrillContext(
        run,
        settings,
        source,
        run.parameter("level").flatMap(Drill.Level::of).orElseThrow(),
        stage,
        clock,
        now,
        DrillBookmark.read(run.bookmark(), now),
        before.isEmpty() ? Optional.empty() : Optional.of(Verdict.of(before)));
  }

  /** How long the stage has taken by now. */
  Duration taken() {
    return Duration.between(bookmark.since(), clock.instant());
  }

  /** Asks again later, for what it is at now. */
  Outcome waiting() {
    return new Outcome.Waiting(bookmark.text(), bookmark.pause(now));
  }

  /** Asks again later. */
  Outcome waiting(State next) {
    return waiting(next, "");
  }

  /** Asks again later. */
  Outcome waiting(State next, String subject) {
    return new Outcome.Waiting(bookmark.at(next, subject).text(), bookmark.pause(now));
  }

  /** What was written down so far is committed before the next request. */
  Outcome goingOn(State next, String subject) {
    return new Outcome.More(bookmark.at(next, subject).text(), Changes.NONE, TakenRows.NONE);
  }

  /** The stage is over, and the next one does its part. */
  Outcome done() {
    return new Outcome.Done(soFar.map(Verdict::label).orElse(""), Changes.NONE, TakenRows.NONE);
  }

  /** The stage is over, and this is how the drill ends. */
  Outcome done(Verdict verdict) {
    return new Outcome.Done(verdict.label(), Changes.NONE, TakenRows.NONE);
  }
}
