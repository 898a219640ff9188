package ai.coditect.ops.erasure;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What {@code jobs/gdpr-purge.yaml} decides.
 *
 * @param retention how long a deleted person stays, by the organization's plan
 * @param organizationRetention how long a deleted organization stays, by its plan
 * @param workLeftBehind what becomes of what an erased person owned for the organization
 * @param openExports what becomes of an export that is under way for somebody who is due
 * @param few so many people a tenant may lose in one run without its share being looked at
 */
public record GdprPurgeSettings(
    Map<String, Period> retention,
    Map<String, Period> organizationRetention,
    Work workLeftBehind,
    Exports openExports,
    int few) {
  private static final List<String> PLANS = List.of("FREE", "PRO", "ENTERPRISE");
  // Clamping at the end of a month and zones move an end by less.
  private static final int CALENDAR_DAYS = 5;

  /** Of what belongs to the organization. */
  public enum Work {
    /** It passes to the organization's oldest living OWNER. */
    PASS_ON,
    DELETE
  }

  /** Of exports that are under way. */
  public enum Exports {
    CANCEL,
    /** The erasure waits until they have ended. */
    WAIT
  }

  public GdprPurgeSettings {
    List<Problem> problems = new ArrayList<>();
    check("retention", retention, problems);
    check("organization-retention", organizationRetention, problems);
    if (few < 0 || few > 1000) {
      problems.add(problem("few", few + " is not a number of people from 0 to 1000."));
    }
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
    retention = Map.copyOf(retention);
    organizationRetention = Map.copyOf(organizationRetention);
  }

  /** Nobody who was deleted later is due by this retention, in whichever zone. */
  Instant horizon(Instant asOf) {
    return retention.values().stream()
        .map(
            period -> asOf.atZone(ZoneOffset.UTC).minus(period).plusDays(CALENDAR_DAYS).toInstant())
        .max(Instant::compareTo)
        .orElseThrow();
  }

  private static void check(String key, Map<String, Period> periods, List<Problem> problems) {
    for (String plan : PLANS) {
      if (!periods.containsKey(plan)) {
        problems.add(problem(key, "plan " + plan + " is missing."));
      }
    }
    periods.forEach(
        (plan, period) -> {
          if (!PLANS.contains(plan)) {
            problems.add(problem(key + "." + plan, "there is no such plan."));
          }
          long months = period.toTotalMonths();
          boolean fits =
              !period.isNegative() && !period.isZero() && months <= 120 && period.getDays() <= 3650;
          if (!fits) {
            problems.add(problem(key + "." + plan, "a retention is from a day to ten years."));
          }
        });
  }

  private static Problem problem(String key, String what) {
    return new Problem(
        what,
        "jobs/gdpr-purge.yaml, settings." + key,
        "Write a period for FREE, PRO and ENTERPRISE, such as 30d, 6mo or 1y, and people in few.");
  }
}
