package ai.coditect.ops.license;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.time.Instant;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The settings of {@code jobs/license-expiry.yaml}.
 *
 * @param warnBefore how many days before the end a notice goes out
 * @param grace how many days a license of each plan lives on after its end
 */
record LicenseExpirySettings(List<Period> warnBefore, Map<String, Period> grace) {
  private static final List<String> PLANS = List.of("FREE", "PRO", "ENTERPRISE");
  private static final int MOST_DAYS = 3650;

  /** Of src/docs/license-rule.md. What a version with another has swept is swept again. */
  private static final String RULE = "rule=2 ";

  /** No license ends later, and the server reads no later years. */
  static final Instant LAST_END = Instant.parse("9999-12-31T23:59:59.999999Z");

  LicenseExpirySettings {
    List<Problem> problems = new ArrayList<>();
    for (Period before : warnBefore) {
      if (!wholeDays(before) || before.getDays() < 1) {
        problems.add(
            problem(
                "warn-before", before + " is not a number of days from 1 to " + MOST_DAYS + "."));
      }
    }
    if (new HashSet<>(warnBefore).size() < warnBefore.size()) {
      problems.add(problem("warn-before", "the same notice is there twice."));
    }
    for (String plan : PLANS) {
      if (!grace.containsKey(plan)) {
        problems.add(problem("grace", "plan " + plan + " is missing."));
      }
    }
    grace.forEach(
        (plan, period) -> {
          if (!PLANS.contains(plan)) {
            problems.add(problem("grace." + plan, "there is no such plan."));
          }
          if (!wholeDays(period)) {
            problems.add(
                problem(
                    "grace." + plan,
                    period + " is not a number of days from 0 to " + MOST_DAYS + "."));
          }
        });
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
    warnBefore = List.copyOf(warnBefore);
    grace = Map.copyOf(grace);
  }

  /**
   * One spelling for equal settings under one rule, to tell whether a sweep was made with others.
   */
  String fingerprint() {
    return RULE
        + warnBefore.stream()
            .sorted((a, b) -> Integer.compare(b.getDays(), a.getDays()))
            .map(before -> before.getDays() + "d")
            .collect(Collectors.joining(",", "warn-before=", " "))
        + new TreeMap<>(grace)
            .entrySet().stream()
                .map(entry -> entry.getKey() + ":" + entry.getValue().getDays() + "d")
                .collect(Collectors.joining(",", "grace=", ""));
  }

  /**
   * A license that ends later than this has nothing due yet: the earliest notice, and two days more
   * for zones that shift or skip a day.
   */
  Instant horizon(Instant asOf) {
    int earliest = warnBefore.stream().mapToInt(Period::getDays).max().orElse(0);
    Instant horizon = asOf.plus(earliest + 2L, ChronoUnit.DAYS);
    return horizon.isBefore(LAST_END) ? horizon : LAST_END;
  }

  /** A license that ended earlier than this is past its grace whatever its plan and zone. */
  Instant longestGraceBefore(Instant asOf) {
    int longest = grace.values().stream().mapToInt(Period::getDays).max().orElse(0);
    return asOf.minus(longest + 2L, ChronoUnit.DAYS);
  }

  private static boolean wholeDays(Period period) {
    return period.getYears() == 0
        && period.getMonths() == 0
        && period.getDays() >= 0
        && period.getDays() <= MOST_DAYS;
  }

  private static Problem problem(String key, String what) {
    return new Problem(
        what,
        "jobs/license-expiry.yaml, settings." + key,
        "Write distinct days in warn-before, such as [30d, 7d], and days for FREE, PRO and"
            + " ENTERPRISE in grace, such as 14d.");
  }
}
