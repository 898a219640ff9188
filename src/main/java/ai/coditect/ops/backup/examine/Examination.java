package ai.coditect.ops.backup.examine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an examination of a copy found.
 *
 * @param marker the newest marker in the copy
 * @param recoveryPoint the age of the newest marker when the backup was made (RPO)
 * @param results every check by name, in the order in which they were made
 */
public record Examination(
    Instant startedAt,
    Duration took,
    Optional<Long> marker,
    Optional<Duration> recoveryPoint,
    List<Result> results) {

  public Examination {
    results = List.copyOf(results);
  }

  /** How one check ends. */
  public enum Verdict {
    OK,
    FAILED,
    /** It could not be answered; the measured value says why. */
    INCONCLUSIVE,
    /** There is nothing here that it could be true of. */
    NOT_APPLICABLE;

    /** The spelling in JSON and tables. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Verdict labelled(String label) {
      return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }

  /**
   * One check.
   *
   * @param name kebab-case, unique within an examination
   * @param measured what was found, without any value of a row
   * @param expected what it was held against
   * @param proves what is true of the copy when it is ok
   * @param doesNotProve what it says nothing about; empty where nobody said
   */
  public record Result(
      String name,
      Verdict verdict,
      String measured,
      String expected,
      String proves,
      String doesNotProve) {

    public Result(String name, Verdict verdict, String measured, String expected, String proves) {
      this(name, verdict, measured, expected, proves, "");
    }

    /** A result as it is stored. */
    public static Result of(
        String name,
        String verdict,
        String measured,
        String expected,
        String proves,
        String doesNotProve) {
      return new Result(name, Verdict.labelled(verdict), measured, expected, proves, doesNotProve);
    }
  }

  /** Failed if anything failed, else inconclusive if anything could not be answered, else ok. */
  public Verdict verdict() {
    for (Verdict worst : List.of(Verdict.FAILED, Verdict.INCONCLUSIVE)) {
      if (results.stream().anyMatch(result -> result.verdict() == worst)) {
        return worst;
      }
    }
    return Verdict.OK;
  }

  /** The names of the checks that ended so. */
  public List<String> names(Verdict verdict) {
    return results.stream()
        .filter(result -> result.verdict() == verdict)
        .map(Result::name)
        .toList();
  }
}
