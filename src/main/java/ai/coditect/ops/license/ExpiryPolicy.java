package ai.coditect.ops.license;

import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is due for one license: the table of {@code src/docs/license-rule.md}, to which the
 * set-based SQL is held.
 */
record ExpiryPolicy(LicenseExpirySettings settings) {

  enum Status {
    ACTIVE,
    GRACE,
    EXPIRED,
    SUSPENDED,
    REVOKED
  }

  /**
   * What the license's organization was told last.
   *
   * @param end that it was about; null of a perpetual license
   * @param stage the status that was told for that end; null for notices only
   * @param noticeDays the nearest notice that went out for that end; null for none
   * @param due when the last word was
   */
  record Progress(
      @Nullable Instant end, @Nullable Status stage, @Nullable Integer noticeDays, Instant due) {}

  /**
   * @param end exclusive; null means perpetual
   * @param progress null where nothing was ever told
   */
  record Term(
      Status status,
      String plan,
      ZoneId zone,
      @Nullable Instant end,
      @Nullable Progress progress) {}

  enum Fact {
    EXPIRING,
    GRACE_STARTED,
    EXPIRED,
    REINSTATED
  }

  /** One word to the outside. */
  record Word(Fact fact, Instant due) {}

  /**
   * @param then the license afterwards
   * @param superseded notices that this word overtook, which nobody gets
   */
  record Step(Term then, Word word, int superseded) {}

  /** The end at one instant. */
  private enum Phase {
    AHEAD,
    IN_GRACE,
    OVER
  }

  /**
   * Everything that is due, in its order.
   *
   * @param at the run's instant, the worker's clock, and the latest that another's may show
   */
  List<Step> decide(Term term, RunInstants at) {
    List<Step> steps = new ArrayList<>();
    Optional<Step> next = next(term, at);
    while (next.isPresent()) {
      steps.add(next.get());
      next = next(next.get().then(), at);
    }
    return steps;
  }

  private Optional<Step> next(Term term, RunInstants at) {
    Instant asOf = at.asOf();
    Instant believable = at.believable();
    Progress told = term.progress();
    Status anywhere = told == null ? null : told.stage();
    Status here = countsHere(term, believable) ? anywhere : null;
    Phase phase = phase(term, asOf);
    return switch (term.status()) {
      case ACTIVE -> {
        if (anywhere == Status.GRACE || anywhere == Status.EXPIRED) {
          yield told(term, Status.ACTIVE, Fact.REINSTATED, asOf, believable);
        }
        if (phase == Phase.AHEAD) {
          yield notice(term, asOf, believable);
        }
        yield grace(term).isZero()
            ? told(term, Status.EXPIRED, Fact.EXPIRED, graceEnd(term), believable)
            : told(term, Status.GRACE, Fact.GRACE_STARTED, term.end(), believable);
      }
      case GRACE ->
          switch (phase) {
            case AHEAD -> reinstated(term, here, at);
            case IN_GRACE ->
                here == Status.GRACE
                    ? Optional.empty()
                    : told(term, Status.GRACE, Fact.GRACE_STARTED, term.end(), believable);
            case OVER -> told(term, Status.EXPIRED, Fact.EXPIRED, graceEnd(term), believable);
          };
      case EXPIRED ->
          switch (phase) {
            case AHEAD -> reinstated(term, here, at);
            case IN_GRACE ->
                here == Status.EXPIRED
                    ? Optional.empty()
                    : here == Status.GRACE
                        ? told(term, Status.EXPIRED, Fact.EXPIRED, asOf, believable)
                        : told(term, Status.GRACE, Fact.GRACE_STARTED, term.end(), believable);
            case OVER ->
                told == null || here == Status.EXPIRED
                    ? Optional.empty()
                    : told(term, Status.EXPIRED, Fact.EXPIRED, graceEnd(term), believable);
          };
      case SUSPENDED, REVOKED -> Optional.empty();
    };
  }

  /** An end that this or another worker's clock has passed already is no renewal. */
  private Optional<Step> reinstated(Term term, @Nullable Status here, RunInstants at) {
    boolean passed = term.end() != null && !term.end().isAfter(at.latest());
    return passed || here == Status.GRACE || here == Status.EXPIRED
        ? Optional.empty()
        : told(term, Status.ACTIVE, Fact.REINSTATED, at.asOf(), at.believable());
  }

  /** Of several that are due the nearest goes out; one that is farther than the last never does. */
  private Optional<Step> notice(Term term, Instant asOf, Instant believable) {
    List<Integer> due =
        nearerThanTold(term, believable).stream()
            .filter(days -> term.end() != null && !asOf.isBefore(noticeDue(term, days)))
            .toList();
    if (due.isEmpty()) {
      return Optional.empty();
    }
    int nearest = Collections.min(due);
    Status stage = countsHere(term, believable) ? term.progress().stage() : null;
    Instant dueAt = noticeDue(term, nearest);
    return Optional.of(
        new Step(
            with(term, term.status(), new Progress(term.end(), stage, nearest, dueAt)),
            new Word(Fact.EXPIRING, dueAt),
            due.size() - 1));
  }

  private Optional<Step> told(Term term, Status to, Fact fact, Instant due, Instant believable) {
    Integer noticeDays = countsHere(term, believable) ? term.progress().noticeDays() : null;
    boolean overtakes = term.status() == Status.ACTIVE && to != Status.ACTIVE;
    return Optional.of(
        new Step(
            with(term, to, new Progress(term.end(), to, noticeDays, due)),
            new Word(fact, due),
            overtakes ? nearerThanTold(term, believable).size() : 0));
  }

  private static Term with(Term term, Status status, Progress progress) {
    return new Term(status, term.plan(), term.zone(), term.end(), progress);
  }

  /** Whether what was told was about this end, and not by a clock that was wrong. */
  private static boolean countsHere(Term term, Instant believable) {
    Progress told = term.progress();
    return told != null
        && Objects.equals(told.end(), term.end())
        && !told.due().isAfter(believable);
  }

  private List<Integer> nearerThanTold(Term term, Instant believable) {
    Integer told = countsHere(term, believable) ? term.progress().noticeDays() : null;
    return settings.warnBefore().stream()
        .map(Period::getDays)
        .filter(days -> told == null || days < told)
        .toList();
  }

  private Phase phase(Term term, Instant asOf) {
    if (term.end() == null || asOf.isBefore(term.end())) {
      return Phase.AHEAD;
    }
    return asOf.isBefore(graceEnd(term)) ? Phase.IN_GRACE : Phase.OVER;
  }

  /** Whole calendar days until the end, rounded up: what a notice says. */
  static long daysLeft(Instant end, ZoneId zone, Instant asOf) {
    int days = 0;
    while (shift(end, zone, Period.ofDays(-days)).isAfter(asOf)) {
      days++;
    }
    return days;
  }

  private static Instant noticeDue(Term term, int days) {
    return shift(Objects.requireNonNull(term.end()), term.zone(), Period.ofDays(-days));
  }

  private Instant graceEnd(Term term) {
    Instant end = Objects.requireNonNull(term.end());
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
