package ai.coditect.ops.metrics.write;

import ai.coditect.ops.metrics.write.Measurement.Distribution;
import ai.coditect.ops.metrics.write.Measurement.Kind;
import ai.coditect.ops.metrics.write.Measurement.Real;
import ai.coditect.ops.metrics.write.Measurement.Truth;
import ai.coditect.ops.metrics.write.Measurement.Value;
import ai.coditect.ops.metrics.write.Measurement.Whole;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What can never be written, whoever is asked to. */
public final class MeasurementRules {
  private static final Pattern METRIC = Pattern.compile("[a-z][a-z0-9_]*(/[a-z][a-z0-9_]*)*");
  private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_]{0,99}");
  private static final int LONGEST_METRIC = 150;
  private static final int MOST_LABELS = 30;
  private static final int LONGEST_VALUE = 1024;
  private static final int MOST_BUCKETS = 200;

  private MeasurementRules() {}

  /** What is wrong with it, in half a sentence and without its values. */
  public static Optional<String> wrong(Measurement measurement) {
    String metric = measurement.metric();
    if (!METRIC.matcher(metric).matches() || metric.length() > LONGEST_METRIC) {
      return Optional.of("its name is no path of lower-case words of at most 150 characters");
    }
    if (measurement.labels().size() > MOST_LABELS) {
      return Optional.of("it has more than 30 labels");
    }
    for (Map.Entry<String, String> label : measurement.labels().entrySet()) {
      if (!KEY.matcher(label.getKey()).matches()) {
        return Optional.of("a label's name is no lower-case word of at most 100 characters");
      }
      if (label.getValue().length() > LONGEST_VALUE) {
        return Optional.of("its label " + label.getKey() + " has more than 1024 characters");
      }
    }
    return wrongTime(measurement).or(() -> wrongValue(measurement));
  }

  private static Optional<String> wrongTime(Measurement measurement) {
    boolean cumulative = measurement.kind() == Kind.CUMULATIVE;
    if (cumulative != measurement.start().isPresent()) {
      return Optional.of("a cumulative value has a start, and a gauge has none");
    }
    return measurement.start().filter(start -> !start.isBefore(measurement.at())).isPresent()
        ? Optional.of("its start is not before its end")
        : Optional.empty();
  }

  private static Optional<String> wrongValue(Measurement measurement) {
    boolean cumulative = measurement.kind() == Kind.CUMULATIVE;
    Value value = measurement.value();
    if (value instanceof Truth && cumulative) {
      return Optional.of("yes or no cannot be counted up");
    }
    if (value instanceof Real real && !Double.isFinite(real.value())) {
      return Optional.of("its value is no finite number");
    }
    boolean negative =
        value instanceof Real real && real.value() < 0
            || value instanceof Whole whole && whole.value() < 0;
    if (negative && cumulative) {
      return Optional.of("a counter is negative");
    }
    return value instanceof Distribution distribution
        ? wrongDistribution(distribution)
        : Optional.empty();
  }

  private static Optional<String> wrongDistribution(Distribution distribution) {
    if (!Double.isFinite(distribution.mean())) {
      return Optional.of("its mean is no finite number");
    }
    if (distribution.counts().size() != distribution.bounds().size() + 1
        || distribution.bounds().isEmpty()
        || distribution.counts().size() > MOST_BUCKETS) {
      return Optional.of("it has not one bucket more than bounds, or more than 200");
    }
    for (int i = 0; i < distribution.bounds().size(); i++) {
      if (!Double.isFinite(distribution.bounds().get(i))
          || i > 0 && distribution.bounds().get(i) <= distribution.bounds().get(i - 1)) {
        return Optional.of("its bounds do not grow");
      }
    }
    long sum = 0;
    for (long count : distribution.counts()) {
      if (count < 0) {
        return Optional.of("a bucket is negative");
      }
      sum += count;
    }
    if (sum != distribution.count()) {
      return Optional.of("its buckets do not add up to its count");
    }
    return distribution.count() == 0 && distribution.mean() != 0
        ? Optional.of("it has a mean of no value")
        : Optional.empty();
  }
}
