package ai.coditect.ops.backup.evidence;

import ai.coditect.ops.backup.examine.Examination;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * One restore drill, from its first stage on.
 *
 * @param stage the last stage that was reached
 * @param target the throwaway instance
 * @param marker the newest marker in the copy
 * @param recoveryPoint the age of the newest marker when the backup was made (RPO)
 * @param recoveryTime from the choice of the backup to the end of the examination (RTO)
 * @param parts how long each stage took
 * @param checks the examination of the copy as it was restored
 * @param control the planted fault, if the drill came so far
 * @param failures why it failed; empty where it did not, and where nobody wrote it down
 * @param problems everything that kept it from being ok
 * @param configuration the settings and limits that were in force, by name
 */
public record Drill(
    UUID id,
    UUID run,
    Level level,
    Instant startedAt,
    String startedBy,
    Optional<Instant> endedAt,
    Optional<Verdict> verdict,
    DrillStage stage,
    String source,
    Optional<String> target,
    Optional<Backup> backup,
    Optional<Long> marker,
    Optional<Duration> recoveryPoint,
    Optional<Duration> recoveryTime,
    SortedMap<DrillStage, Duration> parts,
    List<Examination.Result> checks,
    Optional<Control> control,
    SortedSet<Failure> failures,
    List<Problem> problems,
    SortedMap<String, String> configuration) {

  public Drill {
    failures = Collections.unmodifiableSortedSet(new TreeSet<>(failures));
    parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
    checks = List.copyOf(checks);
    problems = List.copyOf(problems);
    configuration = Collections.unmodifiableSortedMap(new TreeMap<>(configuration));
  }

  /** What is restored: a backup, or a clone to an instant. */
  public enum Level {
    DRILL,
    POINT_IN_TIME;

    public String label() {
      return word(this);
    }

    /** Empty where no drill is of a level that is called so. */
    public static Optional<Level> of(String label) {
      return Arrays.stream(values()).filter(each -> each.label().equals(label)).findFirst();
    }
  }

  /** How a drill ends; only OK resets the age of the last good one. */
  public enum Verdict {
    OK,
    FAILED,
    INCONCLUSIVE,
    TIMED_OUT,
    /** The planted fault was not named: what the examination says is worth nothing. */
    INVALID;

    public String label() {
      return word(this);
    }

    public static Verdict of(String label) {
      return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }

  /** Why a drill failed. */
  public enum Failure {
    /** The copy lacked something, or held what it should not. */
    CONTENT,
    /** More would be lost, or it takes longer, than is promised. */
    TARGET,
    /** There was no backup, or no copy came of it. */
    RESTORE,
    /** The throwaway instance stays. */
    REMOVAL;

    public String label() {
      return word(this);
    }

    public static Failure of(String label) {
      return valueOf(label.toUpperCase(Locale.ROOT));
    }
  }

  /** A backup and when it was made; of a point-in-time clone, its instant twice. */
  public record Backup(String id, Instant from, Instant until) {}

  /**
   * The negative control.
   *
   * @param seed what the fault was drawn with
   * @param named whether the examination named it
   * @param checks the examination of the copy with the fault in it
   */
  public record Control(String fault, long seed, boolean named, List<Examination.Result> checks) {
    public Control {
      checks = List.copyOf(checks);
    }
  }

  /**
   * A drill that has its first stage with something to record before it: the choice of a backup.
   */
  public static Drill begun(
      UUID id,
      UUID run,
      Level level,
      Instant startedAt,
      String startedBy,
      String source,
      Map<String, String> configuration) {
    return new Drill(
        id,
        run,
        level,
        startedAt,
        startedBy,
        Optional.empty(),
        Optional.empty(),
        DrillStage.PICK,
        source,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        new TreeMap<>(),
        List.of(),
        Optional.empty(),
        new TreeSet<>(),
        List.of(),
        new TreeMap<>(configuration));
  }

  public Drill reached(DrillStage newStage) {
    return with(newStage, target, backup, parts, failures, problems);
  }

  public Drill of(Backup chosen) {
    return with(stage, target, Optional.of(chosen), parts, failures, problems);
  }

  public Drill into(String instance) {
    return with(stage, Optional.of(instance), backup, parts, failures, problems);
  }

  /** How long a stage took; a second time of the same stage is added to the first. */
  public Drill took(DrillStage ofStage, Duration length) {
    SortedMap<DrillStage, Duration> all = new TreeMap<>(parts);
    all.merge(ofStage, length, Duration::plus);
    return with(stage, target, backup, all, failures, problems);
  }

  public Drill having(List<Problem> more) {
    List<Problem> all = new ArrayList<>(problems);
    all.addAll(more);
    return with(stage, target, backup, parts, failures, all);
  }

  /** It failed for these reasons, and for those that were known before. */
  public Drill failing(Collection<Failure> more) {
    SortedSet<Failure> all = new TreeSet<>(failures);
    all.addAll(more);
    return with(stage, target, backup, parts, all, problems);
  }

  /** The copy was examined as it was restored, so long after the backup was chosen. */
  public Drill examined(Examination examination, Duration sinceChosen) {
    return new Drill(
        id,
        run,
        level,
        startedAt,
        startedBy,
        endedAt,
        verdict,
        stage,
        source,
        target,
        backup,
        examination.marker(),
        examination.recoveryPoint(),
        Optional.of(sinceChosen),
        parts,
        examination.results(),
        control,
        failures,
        problems,
        configuration);
  }

  /** The copy was examined with a fault in it. */
  public Drill controlled(Control found) {
    return last(endedAt, verdict, Optional.of(found));
  }

  public Drill ended(Verdict how, Instant at) {
    return last(Optional.of(at), Optional.of(how), control);
  }

  /**
   * How far what was restored lay behind the instant at which it was chosen: of a backup mostly its
   * age, of a clone what could not be reached yet. It is no loss, since a person chooses later.
   */
  public Optional<Duration> behindChoice() {
    return backup.map(chosen -> Duration.between(chosen.until(), startedAt));
  }

  private Drill last(Optional<Instant> end, Optional<Verdict> how, Optional<Control> found) {
    return new Drill(
        id,
        run,
        level,
        startedAt,
        startedBy,
        end,
        how,
        stage,
        source,
        target,
        backup,
        marker,
        recoveryPoint,
        recoveryTime,
        parts,
        checks,
        found,
        failures,
        problems,
        configuration);
  }

  private Drill with(
      DrillStage newStage,
      Optional<String> newTarget,
      Optional<Backup> newBackup,
      SortedMap<DrillStage, Duration> newParts,
      SortedSet<Failure> newFailures,
      List<Problem> newProblems) {
    return new Drill(
        id,
        run,
        level,
        startedAt,
        startedBy,
        endedAt,
        verdict,
        newStage,
        source,
        newTarget,
        newBackup,
        marker,
        recoveryPoint,
        recoveryTime,
        newParts,
        checks,
        control,
        newFailures,
        newProblems,
        configuration);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
