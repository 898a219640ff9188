package ai.coditect.ops.job;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * The key of a slot, taken apart.
 *
 * @param schedule the job, or {@code job/name} where the job has several schedules
 */
public record SlotKey(String schedule, Instant at) {

  /** Empty for a key of another form. */
  public static Optional<SlotKey> of(String job, String key) {
    int end = key.indexOf('@');
    if (end < 0 || !isOf(job, key.substring(0, end))) {
      return Optional.empty();
    }
    try {
      return Optional.of(new SlotKey(key.substring(0, end), Instant.parse(key.substring(end + 1))));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static boolean isOf(String job, String schedule) {
    return schedule.equals(job) || schedule.startsWith(job + "/");
  }

  /** The schedule's own name; empty where it is the job's only one. */
  public Optional<String> name() {
    int slash = schedule.indexOf('/');
    return slash < 0 ? Optional.empty() : Optional.of(schedule.substring(slash + 1));
  }
}
