package ai.coditect.ops.backup.drill;

import ai.coditect.ops.backup.evidence.Drill;
import ai.coditect.ops.backup.evidence.Drill.Verdict;
import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.TakenRows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One bite of a drill: where it is, and how it may end.
 *
 * @param now when the bite began
 * @param soFar how the drill ends, if an earlier stage has decided that; later ones only clear up
 */
record DrillBite(
    JobRun run,
    DrillSettings settings,
    InstanceName source,
    Drill.Level level,
    Clock clock,
    Instant now,
    Step step,
    Optional<Verdict> soFar) {

  static DrillBite of(
      JobRun run, DrillSettings settings, InstanceName source, String stage, Clock clock) {
    Instant now = clock.instant();
    int index = RestoreDrill.STAGES.indexOf(stage);
    String before =
        index == 0 ? "" : run.finished().getOrDefault(RestoreDrill.STAGES.get(index - 1), "");
    return new DrillBite(
        run,
        settings,
        source,
        constant(Drill.Level.class, run.parameter("level").orElse("")),
        clock,
        now,
        Step.of(run.bookmark(), now),
        before.isEmpty() ? Optional.empty() : Optional.of(constant(Verdict.class, before)));
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String label) {
    return Enum.valueOf(type, label.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** How long the stage has taken by now. */
  Duration taken() {
    return Duration.between(step.since(), clock.instant());
  }

  /** Asks again later. */
  Outcome waiting(String at) {
    Step next = step.waitingFor(at);
    return new Outcome.Waiting(next.text(), next.pause(now));
  }

  /** What was written down so far is committed before the next request. */
  Outcome goingOn(String at) {
    return new Outcome.More(step.waitingFor(at).text(), Changes.NONE, TakenRows.NONE);
  }

  /** The stage is over, and the next one does its part. */
  Outcome done() {
    return new Outcome.Done(soFar.map(Verdict::label).orElse(""), Changes.NONE, TakenRows.NONE);
  }

  /** The stage is over, and this is how the drill ends. */
  Outcome done(Verdict verdict) {
    return new Outcome.Done(verdict.label(), Changes.NONE, TakenRows.NONE);
  }

  static final List<String> UNTIL_EXAMINED = List.of("make", "restore", "connect", "examine");
}
