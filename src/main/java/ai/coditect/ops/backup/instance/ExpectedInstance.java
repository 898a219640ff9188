package ai.coditect.ops.backup.instance;

import ai.coditect.ops.backup.instance.InstanceState.Maintenance;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the instance was declared.
 *
 * @param region for example {@code us-central1}
 * @param maintenance day and hour of the maintenance window in UTC: {@code SUN 04:00}
 */
public record ExpectedInstance(String region, String maintenance) {
  private static final Pattern WINDOW =
      Pattern.compile("(MON|TUE|WED|THU|FRI|SAT|SUN) ([01][0-9]|2[0-3]):00");
  private static final List<String> DAYS = List.of("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN");

  public ExpectedInstance {
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
    return new Maintenance(DAYS.indexOf(parts.group(1)) + 1, Integer.parseInt(parts.group(2)));
  }
}
