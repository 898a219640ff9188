package ai.coditect.ops.backup;

import ai.coditect.ops.backup.InstanceState.Maintenance;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of {@code jobs/backup-verification.yaml}.
 *
 * @param instance the instance's name where {@code DB_INSTANCE} does not say it
 * @param expected how the instance was declared
 * @param freshness what is expected of its backups
 */
record BackupVerificationSettings(
    Optional<String> instance, Expected expected, Freshness freshness) {
  private static final Pattern WINDOW =
      Pattern.compile("(MON|TUE|WED|THU|FRI|SAT|SUN) ([01][0-9]|2[0-3]):00");
  private static final List<String> DAYS =
      List.of("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN");

  /**
   * How the instance was declared.
   *
   * @param region for example {@code us-central1}
   * @param maintenance day and hour of the maintenance window in UTC: {@code SUN 04:00}
   */
  record Expected(String region, String maintenance) {

    Expected {
      if (!WINDOW.matcher(maintenance).matches()) {
        throw new IllegalArgumentException(
            "maintenance is a day and a full hour in UTC, like \"SUN 04:00\".");
      }
    }

    Maintenance window() {
      Matcher parts = WINDOW.matcher(maintenance);
      if (!parts.matches()) {
        throw new IllegalStateException(maintenance);
      }
      return new Maintenance(
          DAYS.indexOf(parts.group(1)) + 1, Integer.parseInt(parts.group(2)));
    }
  }

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
  record Freshness(
      Duration newestWithin,
      Duration recoveryWithin,
      int retained,
      int logDays,
      String window,
      Optional<String> location) {

    Freshness {
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
}
