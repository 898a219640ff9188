package ai.coditect.ops.erasure.plan;

import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;

/**
 * When a retention ends: so much later by the calendar and the clocks of the tenant's zone. Whoever
 * is due is found by sets: the due_at of erasure/find_due_people.sql and of
 * erasure/find_due_organizations.sql is held equal to this.
 */
public final class RetentionPolicy {
  // Stands for whatever is before it: the ledger has no earlier instants.
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

  private RetentionPolicy() {}

  /**
   * The first instant at which what was deleted then may be erased. A day that the end's month has
   * not is its last one, a time that the clocks skip is the one as long after the gap, and of one
   * that they show twice it is the later.
   */
  public static Instant endOf(Instant deletedAt, ZoneId zone, Period retention) {
    Instant from = deletedAt.isBefore(FIRST) ? FIRST : deletedAt;
    return from.atZone(zone)
        .toLocalDateTime()
        .plusMonths(retention.toTotalMonths())
        .plusDays(retention.getDays())
        .atZone(zone)
        .withLaterOffsetAtOverlap()
        .toInstant();
  }
}
