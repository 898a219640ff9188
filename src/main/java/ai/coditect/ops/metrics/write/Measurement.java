package ai.coditect.ops.metrics.write;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One value of one series, with everything that is said about its metric.
 *
 * @param metric the name below {@link #PREFIX}, for example {@code job/seconds_since_success}
 * @param unit as UCUM writes it
 * @param labels ids and known words, never anything personal
 * @param at by this worker's clock; whoever writes corrects it where the clock is wrong
 * @param start from when on a cumulative value counts; empty for a gauge
 * @param mayComeLate whether it is still worth writing hours later, after an outage
 */
public record Measurement(
    String metric,
    Kind kind,
    String unit,
    String description,
    SortedMap<String, String> labels,
    Value value,
    Instant at,
    Optional<Instant> start,
    Scope scope,
    boolean mayComeLate) {

  /** Where the metrics of the worker begin. */
  public static final String PREFIX = "custom.googleapis.com/ops/";

  public Measurement {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** What a value is. */
  public enum Kind {
    /** How much there is now. */
    GAUGE,
    /** How much came since the start; it only grows until it begins anew. */
    CUMULATIVE
  }

  /** How a value is written. */
  public enum ValueType {
    BOOL,
    INT64,
    DOUBLE,
    DISTRIBUTION
  }

  /** Whose value it is. */
  public enum Scope {
    /** Of the business: the same whoever tells it, so one worker at a time writes it. */
    BUSINESS,
    /** Of this process: each writes its own. */
    PROCESS
  }

  /** The value itself. */
  public sealed interface Value permits Truth, Whole, Real, Distribution {
    ValueType type();
  }

  public record Truth(boolean value) implements Value {
    @Override
    public ValueType type() {
      return ValueType.BOOL;
    }
  }

  public record Whole(long value) implements Value {
    @Override
    public ValueType type() {
      return ValueType.INT64;
    }
  }

  public record Real(double value) implements Value {
    @Override
    public ValueType type() {
      return ValueType.DOUBLE;
    }
  }

  /**
   * How many values lay where.
   *
   * @param bounds between the buckets, growing
   * @param counts of the buckets: one more than bounds, the last for what lies above all of them
   */
  public record Distribution(long count, double mean, List<Double> bounds, List<Long> counts)
      implements Value {
    public Distribution {
      bounds = List.copyOf(bounds);
      counts = List.copyOf(counts);
    }

    @Override
    public ValueType type() {
      return ValueType.DISTRIBUTION;
    }
  }

  /** How much there is now, which nobody needs later. */
  public static Measurement gauge(
      String metric,
      String unit,
      String description,
      Map<String, String> labels,
      Value value,
      Instant at,
      Scope scope) {
    return new Measurement(
        metric,
        Kind.GAUGE,
        unit,
        description,
        new TreeMap<>(labels),
        value,
        at,
        Optional.empty(),
        scope,
        false);
  }

  /** How much came since the start. */
  public static Measurement cumulative(
      String metric,
      String unit,
      String description,
      Map<String, String> labels,
      Value value,
      Instant start,
      Instant at,
      Scope scope) {
    return new Measurement(
        metric,
        Kind.CUMULATIVE,
        unit,
        description,
        new TreeMap<>(labels),
        value,
        at,
        Optional.of(start),
        scope,
        false);
  }

  /** The same, of an instant that is this much later. */
  public Measurement shifted(Duration by) {
    return new Measurement(
        metric,
        kind,
        unit,
        description,
        labels,
        value,
        at.plus(by),
        start.map(from -> from.plus(by)),
        scope,
        mayComeLate);
  }

  /** The same, that began at this instant. */
  public Measurement startingAt(Instant begin) {
    return new Measurement(
        metric, kind, unit, description, labels, value, at, Optional.of(begin), scope, mayComeLate);
  }

  public String type() {
    return PREFIX + metric;
  }

  /** Which series it belongs to. */
  public SeriesKey series() {
    return new SeriesKey(metric, labels);
  }

  /** What is told about its metric. */
  public MetricShape shape() {
    return new MetricShape(
        metric, kind, value.type(), unit, description, List.copyOf(labels.keySet()));
  }
}
