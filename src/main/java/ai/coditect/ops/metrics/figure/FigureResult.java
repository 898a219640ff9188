package ai.coditect.ops.metrics.figure;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How the collection of a figure ended; each has its word. */
public enum FigureResult {
  OK,
  /** It was not asked: no time or no connection was left for it. */
  SKIPPED,
  /** Its statement took longer than it may. */
  TIMEOUT,
  /** It may not be asked, or writes. */
  REFUSED,
  /** Its statement ended with an error. */
  FAILED,
  /** There is no row where there has to be one. */
  NO_ROW,
  /** Two rows say something about the same thing. */
  TWICE,
  /** A row has no value. */
  NO_VALUE,
  NOT_A_NUMBER,
  /** A counter below zero. */
  NEGATIVE,
  /** A label says what it may not say, which is never repeated. */
  FORBIDDEN_LABEL,
  /** More rows than are read. */
  TOO_MANY;

  /** Whether what was answered cannot be told as it is; what is only late ages. */
  public boolean isFault() {
    return this != OK && this != SKIPPED && this != TIMEOUT;
  }

  /** The spelling in labels and at the terminal. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static List<String> labels() {
    return Arrays.stream(values()).map(FigureResult::label).toList();
  }
}
