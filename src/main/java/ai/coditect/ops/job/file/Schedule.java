package ai.coditect.ops.job.file;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

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
    return chain().after(instant);
  }

  /** The latest slot at or before this instant; empty when there is none within five years. */
  public Optional<Instant> slotAt(Instant instant) {
    return chain().at(instant);
  }

  /**
   * The same schedule in the five fields of a Kubernetes CronJob; empty when it cannot be said so.
   */
  public Optional<String> kubernetesCron() {
    String[] fields = cron.trim().split("\\s+");
    boolean plain =
        fields[0].equals("0")
            && (fields.length == 6 || fields[6].equals("*"))
            && !(fields[3] + fields[5].replaceAll("[A-Za-z]{3}", "")).matches(".*[LWC#].*");
    if (!plain) {
      return Optional.empty();
    }
    return Optional.of(
        String.join(
            " ",
            stepped(fields[1], 59),
            stepped(fields[2], 23),
            stepped(fields[3], 31),
            stepped(fields[4], 12),
            weekdays(fields[5])));
  }

  /** A step from a start, as in 5/10, needs its end spelt out. */
  private static String stepped(String field, int last) {
    return field
        .toUpperCase(Locale.ROOT)
        .replace('?', '*')
        .replaceAll("(^|,)(\\d+)/", "$1$2-" + last + "/");
  }

  /** Quartz counts the days of the week from 1, Kubernetes from 0. */
  private static String weekdays(String field) {
    String[] step = stepped(field, 7).split("/", 2);
    String days =
        Pattern.compile("\\d+")
            .matcher(step[0])
            .replaceAll(day -> Integer.toString(Integer.parseInt(day.group()) - 1));
    return step.length == 1 ? days : days + "/" + step[1];
  }

  SlotChain chain() {
    return SlotChain.of(cron, zone);
  }
}
