package ai.coditect.ops.backup.examine.fault;

import ai.coditect.ops.backup.examine.CopiedDatabaseClient;
import ai.coditect.ops.backup.examine.Examination;
import ai.coditect.ops.backup.examine.Examiner;
import ai.coditect.ops.backup.examine.Expectation;
import ai.coditect.ops.backup.examine.Expectation.NewestMarker;
import ai.coditect.ops.backup.examine.Expectation.Tolerance;
import ai.coditect.ops.backup.marker.MarkerStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a drill asks for: the copy as it is, and the copy with a fault in it.
 *
 * @param production the markers of the database that was backed up
 * @param tolerance what tenants may delete between marker and backup
 * @param recoveryPointTarget how old the newest marker may be
 * @param onCloudSql whether the copy's administrator is no superuser
 */
public record Inspection(
    Examiner examiner,
    MarkerStore production,
    Tolerance tolerance,
    Duration recoveryPointTarget,
    boolean onCloudSql) {

  /** A marker is taken before it commits, and only then can a backup hold it. */
  private static final Duration COMMITTED = Duration.ofMinutes(5);

  /**
   * The negative control.
   *
   * @param fault what was planted, by its word; "none" if the copy's data allowed nothing
   * @param named whether the examination named it
   */
  public record Damaged(String fault, long seed, boolean named, Examination examination) {}

  /** Examines a copy of a backup that was made from one instant to the other. */
  public Examination examine(CopiedDatabaseClient copy, Instant from, Instant until) {
    return examiner.examine(copy, expectation(from, until));
  }

  /** Plants a fault and examines again. */
  public Damaged damage(
      CopiedDatabaseClient copy, Instant from, Instant until, Examination before, long seed) {
    Optional<Fault> fault =
        new NegativeControl(new FaultStore(copy), onCloudSql).plant(seed, tolerance);
    Examination after = examiner.examine(copy, expectation(from, until));
    return new Damaged(
        fault.map(Fault::label).orElse("none"),
        seed,
        fault.map(planted -> planted.isNamed(before, after)).orElse(false),
        after);
  }

  private Expectation expectation(Instant from, Instant until) {
    return new Expectation(
        production.newestUntil(from.minus(COMMITTED)).map(NewestMarker::of),
        from,
        until,
        recoveryPointTarget,
        tolerance);
  }
}
