package ai.coditect.ops.job.file;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Date;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;

/**
 * The slots that the scheduler fires, each found from the one before it. Where the clocks of the
 * zone change, what Quartz finds depends on where it begins to look: a slot in an hour that is
 * skipped is none, of an hour that comes twice the second is meant, and where midnight is skipped
 * (America/Nuuk) the slots of the whole day after it are passed over, unless one begins in it.
 */
final class SlotChain {
  /** So near to a change of the clocks another chain may be found than that of the scheduler. */
  private static final Duration UNSETTLED = Duration.ofHours(26);

  private static final Duration SETTLED = Duration.ofHours(2);

  private static final Duration FURTHEST = Duration.ofDays(5 * 366);

  private final CronExpression expression;
  private final ZoneRules rules;

  private SlotChain(CronExpression expression, ZoneRules rules) {
    this.expression = expression;
    this.rules = rules;
  }

  static SlotChain of(String cron, ZoneId zone) {
    try {
      CronExpression expression = new CronExpression(cron);
      expression.setTimeZone(TimeZone.getTimeZone(zone));
      return new SlotChain(expression, zone.getRules());
    } catch (ParseException e) {
      throw new IllegalArgumentException(cron, e);
    }
  }

  /** What the scheduler finds after this instant; of a slot, the next one. */
  Optional<Instant> after(Instant instant) {
    return Optional.ofNullable(expression.getNextValidTimeAfter(Date.from(instant)))
        .map(Date::toInstant);
  }

  /** The last slot at or before this instant; empty when there is none within five years. */
  Optional<Instant> at(Instant instant) {
    // From near to far: of a schedule that fires every second, an hour has thousands of slots.
    for (Duration back = Duration.ofSeconds(2);
        back.compareTo(FURTHEST) < 0;
        back = back.multipliedBy(4)) {
      Optional<Instant> slot = after(settled(instant.minus(back)));
      if (slot.isPresent() && !slot.get().isAfter(instant)) {
        Instant latest = slot.get();
        for (Optional<Instant> next = after(latest);
            next.isPresent() && !next.get().isAfter(instant);
            next = after(latest)) {
          latest = next.get();
        }
        return Optional.of(latest);
      }
    }
    return Optional.empty();
  }

  /** This instant, or one before it, from which the scheduler's own chain is found. */
  private Instant settled(Instant instant) {
    Instant start = instant;
    while (true) {
      Optional<Instant> before = beforeChange(start);
      if (before.isEmpty()) {
        return start;
      }
      start = before.get();
    }
  }

  private Optional<Instant> beforeChange(Instant instant) {
    ZoneOffsetTransition last = rules.previousTransition(instant.plusSeconds(1));
    if (last != null && last.getInstant().plus(UNSETTLED).isAfter(instant)) {
      return Optional.of(before(last));
    }
    ZoneOffsetTransition next = rules.nextTransition(instant);
    return next != null && before(next).isBefore(instant)
        ? Optional.of(before(next))
        : Optional.empty();
  }

  /** A slot between it and the change leads on as the scheduler's do; without one, far before. */
  private Instant before(ZoneOffsetTransition change) {
    Instant first = change.getInstant().minus(change.getDuration().abs());
    Instant near = first.minus(SETTLED);
    return after(near).filter(slot -> slot.isBefore(first)).isPresent()
        ? near
        : change.getInstant().minus(UNSETTLED);
  }
}
