package ai.coditect.ops.personaldata.request;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;

/**
 * The time that a request has.
 *
 * @param due by when it has to be answered
 * @param open whether it still waits for its answer
 */
public record Term(Instant due, boolean open) {

  public boolean overdue(Instant now) {
    return open && !due.isAfter(now);
  }

  /** Calendar days in UTC, negative when it is overdue; nothing once it was answered. */
  public OptionalLong daysLeft(Instant now) {
    return open
        ? OptionalLong.of(ChronoUnit.DAYS.between(day(now), day(due)))
        : OptionalLong.empty();
  }

  private static LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }
}
