package ai.coditect.ops.export;

import ai.coditect.ops.export.seal.Recipient;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code jobs/gdpr-export.yaml} decides.
 *
 * @param keep a package is removed so long after it was ready
 * @param link how long a link to a package works
 * @param encryptTo the age recipient of packages whose request names none
 */
public record GdprExportSettings(Period keep, Duration link, Optional<String> encryptTo) {
  private static final Duration LONGEST_LINK = Duration.ofDays(7);

  public GdprExportSettings {
    List<Problem> problems = new ArrayList<>();
    if (keep.isZero() || keep.isNegative()) {
      problems.add(problem("keep", keep + " is no time."));
    }
    if (link.isZero() || link.isNegative() || link.compareTo(LONGEST_LINK) > 0) {
      problems.add(problem("link", link + " is not a time up to seven days."));
    }
    encryptTo.ifPresent(
        key -> {
          try {
            Recipient.read(key, "jobs/gdpr-export.yaml, settings.encrypt-to");
          } catch (ProblemsException e) {
            problems.addAll(e.problems());
          }
        });
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
  }

  private static Problem problem(String key, String what) {
    return new Problem(
        what,
        "jobs/gdpr-export.yaml, settings." + key,
        "Write a time such as 14d, or 24h for a link.");
  }
}
