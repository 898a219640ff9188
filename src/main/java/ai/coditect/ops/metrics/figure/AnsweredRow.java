package ai.coditect.ops.metrics.figure;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A row as a statement answers it.
 *
 * @param figure which figure it is of; empty where the statement answers one only
 * @param value empty where it is null
 * @param since of a counter, from when on it counts
 * @param labels the columns that are labels, by name; a null is not among them
 */
public record AnsweredRow(
    Optional<String> figure,
    Optional<Double> value,
    Optional<Instant> since,
    Map<String, String> labels) {

  /** Without the labels, which are not yet known to be harmless. */
  @Override
  public String toString() {
    return "AnsweredRow[" + figure.orElse("") + "]";
  }
}
