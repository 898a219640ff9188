package ai.coditect.ops.backup.marker;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;

/**
 * The settings of {@code jobs/backup-marker.yaml}.
 *
 * @param keep how long a marker stays
 * @param figuresOf of how many of the newest markers the rows by tenant stay
 * @param tail how many of the newest entries of each of the worker's books are fingerprinted
 * @param statementTimeout how long the counting of one table may take
 */
record BackupMarkerSettings(Period keep, int figuresOf, int tail, Duration statementTimeout) {
  BackupMarkerSettings {
    List<Problem> problems = new ArrayList<>();
    if (keep.getYears() != 0 || keep.getMonths() != 0 || keep.getDays() < 2) {
      problems.add(problem("keep", keep + " is not a number of days from 2 on.", "35d"));
    }
    if (figuresOf < 2 || figuresOf > 1000) {
      problems.add(problem("figures-of", figuresOf + " is not from 2 to 1000.", "4"));
    }
    if (tail < 100 || tail > 100_000) {
      problems.add(problem("tail", tail + " is not from 100 to 100000.", "10000"));
    }
    if (statementTimeout.compareTo(Duration.ofSeconds(1)) < 0
        || statementTimeout.compareTo(Duration.ofMinutes(30)) > 0) {
      problems.add(problem("statement-timeout", "it is not from 1s to 30m.", "5m"));
    }
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
  }

  private static Problem problem(String key, String what, String example) {
    return new Problem(
        what, "jobs/backup-marker.yaml, settings." + key, "Write it as " + example + ".");
  }
}
