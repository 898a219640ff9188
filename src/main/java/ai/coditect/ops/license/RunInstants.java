package ai.coditect.ops.license;

import java.time.Duration;
import java.time.Instant;

/**
 * The instants by which licenses are judged.
 *
 * @param asOf the run's
 * @param latest the same, or what the worker's clock shows if that is later: a run may be late
 */
record RunInstants(Instant asOf, Instant latest) {

  /** How far the clocks of two workers may differ: each by five minutes from the database's. */
  static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(10);

  static RunInstants of(Instant asOf, Instant clock) {
    return new RunInstants(asOf, asOf.isAfter(clock) ? asOf : clock);
  }

  /**
   * The latest that any worker's clock may show by now: what was told as due later than that was
   * told by a clock that was wrong.
   */
  Instant believable() {
    Instant believable = latest.plus(CLOCK_DIFFERENCE);
    return believable.isAfter(LicenseExpirySettings.LAST_END)
        ? LicenseExpirySettings.LAST_END
        : believable;
  }
}
