package ai.coditect.ops.metrics.meter;

import ai.coditect.ops.metrics.write.Measurement;
import ai.coditect.ops.metrics.write.Measurement.Distribution;
import ai.coditect.ops.metrics.write.Measurement.Real;
import ai.coditect.ops.metrics.write.Measurement.Scope;
import ai.coditect.ops.metrics.write.Measurement.Value;
import ai.coditect.ops.metrics.write.Measurement.Whole;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * The registry's meters as measurements of this process. What only grows is written as such, from
 * the process's begin on; a timer with buckets is a distribution, any other one a number and a sum.
 */
final class RegistryReading {
  /** What is worth a series a pod; a scraper sees the rest too. */
  private static final List<String> WORTHWHILE =
      List.of(
          "ops.",
          "jvm.memory.",
          "jvm.gc.",
          "jvm.threads.",
          "process.",
          "system.cpu.",
          "hikaricp.",
          "logback.");

  /** More than the worker has: a tag with ever new values does not become ever new series. */
  private static final int MOST_SERIES = 500;

  private final MeterRegistry registry;
  private final Instant begin;

  /**
   * @param begin when the process began to count
   */
  RegistryReading(MeterRegistry registry, Instant begin) {
    this.registry = registry;
    this.begin = begin;
  }

  /** Values as they are now; those that are no number are left out. */
  List<Measurement> at(Instant now) {
    List<Measurement> read = new ArrayList<>();
    registry.getMeters().stream()
        .filter(meter -> WORTHWHILE.stream().anyMatch(meter.getId().getName()::startsWith))
        .forEach(meter -> new Reading(meter.getId(), now, read).add(meter));
    return read.size() > MOST_SERIES ? List.copyOf(read.subList(0, MOST_SERIES)) : read;
  }

  private final class Reading {
    private final Meter.Id id;
    private final Instant now;
    private final List<Measurement> read;

    Reading(Meter.Id id, Instant now, List<Measurement> read) {
      this.id = id;
      this.now = now;
      this.read = read;
    }

    void add(Meter meter) {
      meter.use(
          gauge -> gauge(gauge, Gauge::value, unit()),
          counter -> grown("", new Real(counter.count()), unit()),
          this::timer,
          this::summary,
          longTask -> {},
          timeGauge -> gauge(timeGauge, each -> each.value(TimeUnit.SECONDS), "s"),
          function -> grown("", new Real(function.count()), unit()),
          this::functionTimer,
          other -> {});
    }

    private <M> void gauge(M meter, ToDoubleFunction<M> value, String unit) {
      double now = value.applyAsDouble(meter);
      if (Double.isFinite(now)) {
        read.add(
            Measurement.gauge(
                name(""), unit, description(), labels(), new Real(now), this.now, Scope.PROCESS));
      }
    }

    private void timer(Timer timer) {
      HistogramSnapshot snapshot = timer.takeSnapshot();
      if (snapshot.histogramCounts().length > 0) {
        distribution(
            snapshot, each -> each.bucket(TimeUnit.SECONDS), snapshot.mean(TimeUnit.SECONDS), "s");
      } else {
        grown("_count", new Whole(timer.count()), "1");
        grown("_sum", new Real(timer.totalTime(TimeUnit.SECONDS)), "s");
      }
    }

    private void summary(DistributionSummary summary) {
      HistogramSnapshot snapshot = summary.takeSnapshot();
      if (snapshot.histogramCounts().length > 0) {
        distribution(snapshot, CountAtBucket::bucket, snapshot.mean(), unit());
      } else {
        grown("_count", new Whole(summary.count()), "1");
        grown("_sum", new Real(summary.totalAmount()), unit());
      }
    }

    private void functionTimer(FunctionTimer timer) {
      grown("_count", new Whole((long) timer.count()), "1");
      grown("_sum", new Real(timer.totalTime(TimeUnit.SECONDS)), "s");
    }

    /** Buckets are read one after the other while others count: what they hold is the truth. */
    private void distribution(
        HistogramSnapshot snapshot,
        ToDoubleFunction<CountAtBucket> bound,
        double mean,
        String unit) {
      List<Double> bounds = new ArrayList<>();
      List<Long> counts = new ArrayList<>();
      long below = 0;
      for (CountAtBucket bucket : snapshot.histogramCounts()) {
        double upTo = bound.applyAsDouble(bucket);
        if (Double.isFinite(upTo)) {
          long within = Math.max(below, (long) bucket.count());
          bounds.add(upTo);
          counts.add(within - below);
          below = within;
        }
      }
      long all = Math.max(below, snapshot.count());
      counts.add(all - below);
      grown("", new Distribution(all, all == 0 ? 0 : mean, bounds, counts), unit);
    }

    private void grown(String suffix, Value value, String unit) {
      if (begin.isBefore(now)) {
        read.add(
            Measurement.cumulative(
                name(suffix), unit, description(), labels(), value, begin, now, Scope.PROCESS));
      }
    }

    private String name(String suffix) {
      return "worker/" + word(id.getName()) + suffix;
    }

    private String description() {
      String description = id.getDescription();
      return description == null ? id.getName() + " of a worker's process." : description;
    }

    private Map<String, String> labels() {
      Map<String, String> labels = new TreeMap<>();
      for (Tag tag : id.getTags()) {
        labels.put(word(tag.getKey()), tag.getValue());
      }
      return labels;
    }

    private String unit() {
      String unit = id.getBaseUnit();
      if (unit == null) {
        return "1";
      }
      return switch (unit) {
        case "bytes" -> "By";
        case "seconds" -> "s";
        case "percent" -> "%";
        default -> "{" + word(unit) + "}";
      };
    }
  }

  private static String word(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_|_$", "");
  }
}
