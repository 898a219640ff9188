package ai.coditect.ops.backup.instance;

import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is expected of the instance's backups.
 *
 * @param newestWithin how old the newest automated backup may be
 * @param recoveryWithin how far point-in-time recovery may lag behind
 * @param retained how many backups are kept at least
 * @param logDays for how many days a point in time can be reached at least
 * @param window when the window of the daily backup starts, {@code HH:MM} in UTC
 * @param location the location that backups are kept in; empty accepts any that is named
 */
public record ExpectedBackups(
    Duration newestWithin,
    Duration recoveryWithin,
    int retained,
    int logDays,
    String window,
    Optional<String> location) {

  public ExpectedBackups {
    List<String> problems = new ArrayList<>();
    if (newestWithin.isNegative() || newestWithin.isZero()) {
      problems.add("newest-within must be longer than nothing.");
    }
    if (recoveryWithin.isNegative() || recoveryWithin.isZero()) {
      problems.add("recovery-within must be longer than nothing.");
    }
    if (retained < 1 || retained > 365) {
      problems.add("retained is a count from 1 to 365.");
    }
    if (logDays < 1 || logDays > 35) {
      problems.add("log-days is a number of days from 1 to 35.");
    }
    try {
      LocalTime.parse(window);
    } catch (DateTimeParseException e) {
      problems.add("window is a time like \"03:00\", in UTC.");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join(" ", problems));
    }
  }
}
