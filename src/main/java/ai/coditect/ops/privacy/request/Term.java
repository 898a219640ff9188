package ai.coditect.ops.privacy.request;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
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

  /** Adds what the time is to a request's document. */
  public void tell(Map<String, Object> document, Instant now) {
    OptionalLong left = daysLeft(now);
    document.put("dueAt", due.toString());
    document.put("daysLeft", left.isPresent() ? left.getAsLong() : null);
    document.put("overdue", overdue(now));
  }

  /** What it means that a request is told only now; nothing on the day it was asked. */
  public Optional<String> lateness(Instant requestedAt, Instant now) {
    long days = ChronoUnit.DAYS.between(day(requestedAt), day(now));
    if (!open || days < 1) {
      return Optional.empty();
    }
    String asked = "it was asked " + days + (days == 1 ? " day" : " days") + " ago";
    if (overdue(now)) {
      return Optional.of(
          "WARNING, overdue since "
              + due
              + ": "
              + asked
              + ". Whatever happens now is late, and will not be said to be in time. Answer at"
              + " once, and tell the person why it took so long.");
    }
    long left = daysLeft(now).orElseThrow();
    return Optional.of(
        "Late: "
            + asked
            + ", and its time counts from then: due at "
            + due
            + ", "
            + left
            + (left == 1 ? " day" : " days")
            + " left.");
  }

  private static LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }
}
