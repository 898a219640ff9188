package ai.coditect.ops.metrics.monitoring.service;

import ai.coditect.ops.problem.Problem;
import java.util.Optional;
import java.util.regex.Pattern;

/** What became of one point of a request that was answered. */
public enum PointAnswer {
  TAKEN("", "", ""),
  OUT_OF_ORDER(
      "in order",
      "Out of order: the series has a later point already.",
      "Look for a second writer of this series, or for a clock that went back."),
  TOO_SOON(
      "more frequently",
      "Too frequent: the series has a point of less than five seconds before.",
      "Look for a second writer of this series."),
  TOO_OLD(
      "in the past",
      "Too old: the point is older than Cloud Monitoring takes.",
      "Set the worker's clock right; check says by how much it differs from the database's."),
  TOO_EARLY(
      "in the future",
      "Clock ahead: the point lies more than five minutes in the future.",
      "Set the worker's clock right; check says by how much it differs from the database's."),
  OTHER_KIND(
      "(metric kind|value type) for metric",
      "Kind changed: the metric was made with another kind or value type, which stay for ever.",
      "Give the metric a name with a version, for example with _v2 at its end."),
  OTHER_LABELS(
      "unrecognized metric labels",
      "Labels unknown: the metric was described without them.",
      "Look for another version of the worker that describes this metric."),
  TWICE(
      "duplicate",
      "Series twice in one request.",
      "This is a fault of the worker; report it with this line."),
  /** The service's own fault with this one point: it may be tried again. */
  FAULT("please retry", "Cloud Monitoring failed on this point.", "Nothing to do."),
  INVALID(
      "",
      "Refused by Cloud Monitoring as invalid.",
      "Compare what declares the figure with the limits of Cloud Monitoring.");

  private final Pattern words;
  private final String what;
  private final String cure;

  PointAnswer(String words, String what, String cure) {
    this.words = Pattern.compile(words, Pattern.CASE_INSENSITIVE);
    this.what = what;
    this.cure = cure;
  }

  /** What the service's sentence about a point means. */
  public static PointAnswer of(String sentence) {
    for (PointAnswer each : values()) {
      if (!each.words.pattern().isEmpty() && each.words.matcher(sentence).find()) {
        return each;
      }
    }
    return INVALID;
  }

  /** Whether the point is there already, if it was sent before. */
  public boolean saysThatItLanded() {
    return this == OUT_OF_ORDER || this == TOO_SOON;
  }

  /** Empty where nothing is wrong. */
  public Optional<Problem> problem(String type) {
    return this == TAKEN ? Optional.empty() : Optional.of(new Problem(what, type, cure));
  }
}
