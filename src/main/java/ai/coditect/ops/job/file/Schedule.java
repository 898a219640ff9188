package ai.coditect.ops.job.file;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;

/**
 * When a job runs by itself.
 *
 * @param cron a Quartz cron expression, seconds first
 * @param on who fires it: the worker's own scheduler, or a Kubernetes CronJob
 */
public record Schedule(String cron, ZoneId zone, Missed missed, On on) {

  /** What becomes of slots that passed while nobody could fire. */
  public enum Missed {
    RUN_ONCE,
    SKIP
  }

  public enum On {
    QUARTZ,
    CRONJOB
  }

  /** The first slot after this instant; empty when the cron never fires again. */
  public Optional<Instant> nextAfter(Instant instant) {
    return Optional.ofNullable(expression().getNextValidTimeAfter(Date.from(instant)))
        .map(Date::toInstant);
  }

  /** The latest slot at or before this instant; empty when there is none within five years. */
  public Optional<Instant> slotAt(Instant instant) {
    for (Duration back = Duration.ofHours(1);
        back.compareTo(Duration.ofDays(5 * 366)) < 0;
        back = back.multipliedBy(4)) {
      Optional<Instant> slot = nextAfter(instant.minus(back));
      if (slot.isPresent() && !slot.get().isAfter(instant)) {
        Instant latest = slot.get();
        for (Optional<Instant> next = nextAfter(latest);
            next.isPresent() && !next.get().isAfter(instant);
            next = nextAfter(latest)) {
          latest = next.get();
        }
        return Optional.of(latest);
      }
    }
    return Optional.empty();
  }

  private CronExpression expression() {
    try {
      CronExpression expression = new CronExpression(cron);
      expression.setTimeZone(TimeZone.getTimeZone(zone));
      return expression;
    } catch (ParseException e) {
      throw new IllegalArgumentException(cron, e);
    }
  }
}
