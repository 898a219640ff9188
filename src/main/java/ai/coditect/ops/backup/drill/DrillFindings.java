package ai.coditect.ops.backup.drill;

import ai.coditect.ops.backup.event.BackupEventPublisher.Judged;
import ai.coditect.ops.backup.evidence.Drill;
import ai.coditect.ops.backup.evidence.Drill.Verdict;
import ai.coditect.ops.backup.examine.Examination;
import ai.coditect.ops.problem.DurationText;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What an examination means for a drill. */
final class DrillFindings {
  private static final int MOST = 20;

  private DrillFindings() {}

  /** How the drill ends; empty when the copy is in order. */
  static Optional<Verdict> verdict(Examination examination, List<Problem> problems) {
    if (examination.verdict() == Examination.Verdict.INCONCLUSIVE) {
      return Optional.of(Verdict.INCONCLUSIVE);
    }
    return problems.isEmpty() ? Optional.empty() : Optional.of(Verdict.FAILED);
  }

  /** What a failed examination failed by. */
  static Set<Drill.Failure> failures(Examination examination, List<Problem> missedTargets) {
    Set<Drill.Failure> failures = EnumSet.noneOf(Drill.Failure.class);
    if (examination.verdict() == Examination.Verdict.FAILED) {
      failures.add(Drill.Failure.CONTENT);
    }
    if (!missedTargets.isEmpty()) {
      failures.add(Drill.Failure.TARGET);
    }
    return failures;
  }

  /** A problem for each check that is not ok. */
  static List<Problem> problems(Examination examination) {
    return examination.results().stream()
        .filter(
            each ->
                each.verdict() == Examination.Verdict.FAILED
                    || each.verdict() == Examination.Verdict.INCONCLUSIVE)
        .limit(MOST)
        .map(
            each ->
                new Problem(
                    each.name()
                        + ": "
                        + each.measured()
                        + (each.verdict() == Examination.Verdict.FAILED
                            ? ", expected " + each.expected() + "."
                            : ", which answers nothing."),
                    "restored copy",
                    "\"drills show\" says what this check proves. Keep the copy (drill.keep-failed)"
                        + " to look into it."))
        .toList();
  }

  /** The verdict, and each check, as they are told. */
  static List<Judged> judged(Drill drill, Verdict verdict) {
    List<Judged> points = new ArrayList<>();
    points.add(new Judged("drill", verdict.label(), Verdict.OK.label(), verdict == Verdict.OK));
    for (Examination.Result check : drill.checks()) {
      points.add(
          new Judged(
              check.name(),
              check.measured(),
              check.expected(),
              check.verdict() == Examination.Verdict.OK
                  || check.verdict() == Examination.Verdict.NOT_APPLICABLE));
    }
    return points;
  }

  /** A problem for each target that was missed. */
  static List<Problem> missedTargets(DrillSettings settings, Drill drill) {
    List<Problem> missed = new ArrayList<>();
    drill
        .recoveryPoint()
        .ifPresent(
            found -> missed("RPO", found, settings.recoveryPoint(), "recovery-point", missed));
    drill
        .recoveryTime()
        .ifPresent(found -> missed("RTO", found, settings.recoveryTime(), "recovery-time", missed));
    return missed;
  }

  private static void missed(
      String what, Duration found, Duration target, String setting, List<Problem> missed) {
    DurationText.over(found, target)
        .map(
            by ->
                new Problem(
                    what + " missed by " + by + ": the target is " + DurationText.of(target) + ".",
                    "restored copy",
                    "Make backups more often or restore onto more, or change drill."
                        + setting
                        + " in jobs/backup-verification.yaml."))
        .ifPresent(missed::add);
  }
}
