package ai.coditect.ops.license;

import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is due for one license at one instant: the reference that the set-based SQL is held to. */
record ExpiryPolicy(LicenseExpirySettings settings) {

  enum Status {
    ACTIVE,
    GRACE,
    EXPIRED,
    SUSPENDED,
    REVOKED
  }

  /**
   * @param end exclusive; null means perpetual
   * @param recorded the stages already reached for exactly this end
   */
  record Term(
      Status status, String plan, ZoneId zone, @Nullable Instant end, Set<String> recorded) {}

  sealed interface Decision {}

  record Move(Status to) implements Decision {}

  /** Reaches a stage and tells the tenant. */
  record Announce(String stage, Instant due) implements Decision {}

  record Warn(String stage, Instant due, long daysLeft) implements Decision {}

  /** Reaches a stage that something nearer has overtaken, silently. */
  record PassOver(String stage, Instant due) implements Decision {}

  List<Decision> decide(Term term, Instant asOf) {
    List<Decision> decisions = new ArrayList<>();
    Instant end = term.end();
    Status status = term.status();
    boolean ended = end != null && !asOf.isBefore(end);
    boolean processed = term.recorded().contains("grace") || term.recorded().contains("expired");
    // A processed end that lies ahead is another worker's clock, not a renewal.
    if ((status == Status.GRACE || status == Status.EXPIRED) && !ended && !processed) {
      status = Status.ACTIVE;
      reach(decisions, term, status, "reinstated", asOf);
    }
    if (status == Status.ACTIVE && end != null) {
      warn(decisions, term, end, ended, asOf);
    }
    if (status == Status.ACTIVE && ended) {
      boolean graceless = grace(term).isZero();
      status = graceless ? Status.EXPIRED : Status.GRACE;
      reach(decisions, term, status, graceless ? "expired" : "grace", end);
    }
    if (status == Status.GRACE && ended && !asOf.isBefore(graceEnd(term, end))) {
      reach(decisions, term, Status.EXPIRED, "expired", graceEnd(term, end));
    }
    return decisions;
  }

  private void warn(List<Decision> decisions, Term term, Instant end, boolean ended, Instant asOf) {
    List<Period> due =
        settings.warnBefore().stream()
            .sorted(Comparator.comparing(Period::getDays).reversed())
            .filter(before -> ended || !asOf.isBefore(shift(end, term.zone(), before.negated())))
            .toList();
    for (Period before : due) {
      String stage = "notice-" + before.getDays() + "d";
      Instant dueAt = shift(end, term.zone(), before.negated());
      if (!term.recorded().contains(stage)) {
        boolean nearest = before.equals(due.get(due.size() - 1));
        decisions.add(
            nearest && !ended
                ? new Warn(stage, dueAt, daysLeft(end, term.zone(), asOf))
                : new PassOver(stage, dueAt));
      }
    }
  }

  private static void reach(
      List<Decision> decisions, Term term, Status to, String stage, Instant due) {
    decisions.add(new Move(to));
    if (!term.recorded().contains(stage)) {
      decisions.add(new Announce(stage, due));
    }
  }

  /** Whole calendar days until the end, rounded up. */
  private static long daysLeft(Instant end, ZoneId zone, Instant asOf) {
    int days = 0;
    while (shift(end, zone, Period.ofDays(-days)).isAfter(asOf)) {
      days++;
    }
    return days;
  }

  private Instant graceEnd(Term term, Instant end) {
    return grace(term).isZero() ? end : shift(end, term.zone(), grace(term));
  }

  private Period grace(Term term) {
    return settings.grace().get(term.plan());
  }

  /**
   * The same local time some calendar days away. As in PostgreSQL, a local time in a gap moves
   * forward by the gap, and of a local time that happens twice the second is meant.
   */
  private static Instant shift(Instant instant, ZoneId zone, Period by) {
    return instant
        .atZone(zone)
        .toLocalDateTime()
        .plus(by)
        .atZone(zone)
        .withLaterOffsetAtOverlap()
        .toInstant();
  }
}
