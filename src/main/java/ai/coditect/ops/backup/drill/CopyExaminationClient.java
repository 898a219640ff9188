package ai.coditect.ops.backup.drill;

import ai.coditect.ops.backup.drill.throwaway.ThrowawayStore;
import ai.coditect.ops.backup.evidence.Drill;
import ai.coditect.ops.backup.examine.CopiedDatabaseClient;
import ai.coditect.ops.backup.examine.Examination;
import ai.coditect.ops.backup.examine.Examiner;
import ai.coditect.ops.backup.examine.Expectation;
import ai.coditect.ops.backup.examine.Expectation.NewestMarker;
import ai.coditect.ops.backup.examine.fault.Fault;
import ai.coditect.ops.backup.examine.fault.FaultStore;
import ai.coditect.ops.backup.examine.fault.NegativeControl;
import ai.coditect.ops.backup.marker.MarkerStore;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Holds a copy against its newest marker, and against what production says that it has to hold. */
final class CopyExaminationClient implements CopyExamination {
  private static final Duration LONGEST_STATEMENT = Duration.ofMinutes(2);

  private final Supplier<Examiner> examiner;
  private final ThrowawayStore store;
  private final MarkerStore markers;

  /**
   * @param examiner opened when it is needed: it wants keys, and the ledger
   */
  CopyExaminationClient(Supplier<Examiner> examiner, ThrowawayStore store, MarkerStore markers) {
    this.examiner = examiner;
    this.store = store;
    this.markers = markers;
  }

  @Override
  public List<Problem> missing() {
    try {
      examiner.get();
      return List.of();
    } catch (ProblemsException e) {
      return e.problems();
    }
  }

  @Override
  public Examination examine(Drill drill, DrillSettings settings, CopyClient.Copy copy) {
    return examiner.get().examine(client(copy), expectation(drill, settings));
  }

  @Override
  public Drill.Control damage(Drill drill, DrillSettings settings, CopyClient.Copy copy) {
    CopiedDatabaseClient client = client(copy);
    // Another drill, another fault; and the same one where somebody repeats it by its seed.
    long seed = drill.id().getMostSignificantBits();
    Examination before =
        new Examination(
            drill.startedAt(), Duration.ZERO, Optional.empty(), Optional.empty(), drill.checks());
    Optional<Fault> fault =
        new NegativeControl(new FaultStore(client), true).plant(seed, settings.tolerance(), before);
    if (fault.isEmpty()) {
      return new Drill.Control("none was possible", seed, false, List.of());
    }
    Examination after = examiner.get().examine(client, expectation(drill, settings));
    return new Drill.Control(
        fault.get().label(), seed, fault.get().isNamed(before, after), after.results());
  }

  private static CopiedDatabaseClient client(CopyClient.Copy copy) {
    return new CopiedDatabaseClient(
        copy.asWorker(),
        Optional.of(copy.asAdministrator()),
        role -> role.startsWith(CopyClient.LOGIN),
        LONGEST_STATEMENT);
  }

  private Expectation expectation(Drill drill, DrillSettings settings) {
    Drill.Backup backup = drill.backup().orElseThrow();
    Instant from = backup.from();
    return new Expectation(
        store
            .newestMarker(from)
            .flatMap(marker -> markers.newestUntil(marker.takenAt()))
            .map(NewestMarker::of),
        from,
        backup.until(),
        settings.recoveryPoint(),
        settings.tolerance());
  }
}
