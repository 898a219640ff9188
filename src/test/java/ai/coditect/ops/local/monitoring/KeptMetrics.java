package ai.coditect.ops.local.monitoring;

import com.google.api.LabelDescriptor;
import com.google.api.Metric;
import com.google.api.MetricDescriptor;
import com.google.api.MetricDescriptor.MetricKind;
import com.google.api.MonitoredResource;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.TimeInterval;
import com.google.monitoring.v3.TimeSeries;
import com.google.protobuf.Timestamp;
import com.google.rpc.Code;
import io.grpc.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What the service keeps, and how it judges a new point against the one before. */
final class KeptMetrics {
  private static final int MOST_SERIES = 200;
  private static final Duration SPACING = Duration.ofSeconds(5);
  private static final Duration OLDEST = Duration.ofHours(25);
  private static final Duration FUTURE = Duration.ofMinutes(5);

  private final Clock clock;
  private final Map<String, MetricDescriptor> descriptors = new TreeMap<>();
  private final Map<Key, TimeSeries> series = new LinkedHashMap<>();
  private final List<Supplier<TimeSeries>> live = new ArrayList<>();
  private final List<String> refusedPoints = new ArrayList<>();

  KeptMetrics(Clock clock) {
    this.clock = clock;
  }

  private record Key(Metric metric, MonitoredResource resource) {}

  synchronized List<TimeSeries> series() {
    return Stream.concat(series.values().stream(), live.stream().map(Supplier::get)).toList();
  }

  /** One that is made anew for whoever asks. */
  synchronized void live(Supplier<TimeSeries> one) {
    live.add(one);
  }

  /** Past the rules of those who write through the API. */
  synchronized void replace(TimeSeries whole) {
    series.put(new Key(whole.getMetric(), whole.getResource()), whole);
  }

  synchronized List<MetricDescriptor> descriptors() {
    return List.copyOf(descriptors.values());
  }

  synchronized List<String> refusedPoints() {
    return List.copyOf(refusedPoints);
  }

  synchronized MetricDescriptor create(String project, MetricDescriptor asked) {
    refuse(DescriptorRules.wrong(asked));
    MetricDescriptor wanted =
        asked.toBuilder().setName(project + "/metricDescriptors/" + asked.getType()).build();
    MetricDescriptor old = descriptors.get(wanted.getType());
    if (old != null) {
      refuse(DescriptorRules.wrongChange(old, wanted));
      wanted = DescriptorRules.merged(old, wanted);
      refuse(DescriptorRules.wrong(wanted));
    }
    descriptors.put(wanted.getType(), wanted);
    return wanted;
  }

  synchronized MetricDescriptor get(String type) {
    return Optional.ofNullable(descriptors.get(type)).orElseThrow(() -> missing(type));
  }

  /** With all its points. */
  synchronized void delete(String type) {
    if (descriptors.remove(type) == null) {
      throw missing(type);
    }
    series.keySet().removeIf(key -> key.metric().getType().equals(type));
  }

  private static RuntimeException missing(String type) {
    return Status.NOT_FOUND
        .withDescription("Could not find descriptor for metric '" + type + "'.")
        .asRuntimeException();
  }

  /** Takes what is right, and throws when something was not. */
  synchronized void write(String project, List<TimeSeries> request) {
    if (request.isEmpty() || request.size() > MOST_SERIES) {
      throw invalid(
          "Field timeSeries had an invalid value: A maximum of 200 TimeSeries can be written in a"
              + " single request, and one at least.");
    }
    List<RefusedSeries> refused = new ArrayList<>();
    Set<Key> seen = new HashSet<>();
    for (int i = 0; i < request.size(); i++) {
      int index = i;
      TimeSeries each = ofProject(project, request.get(i));
      Key key = new Key(each.getMetric(), each.getResource());
      Optional<String> wrong =
          seen.add(key)
              ? wrong(project, each)
              : Optional.of(
                  "Field timeSeries[%d] had an invalid value: Duplicate TimeSeries encountered. Only one point can be written per TimeSeries per request."
                      .formatted(i));
      Optional<RefusedSeries> refusal =
          wrong
              .map(text -> new RefusedSeries(index, Code.INVALID_ARGUMENT, text))
              .or(() -> outOfOrder(index, key, each));
      if (refusal.isPresent()) {
        refused.add(refusal.get());
        refusedPoints.add(each.getMetric().getType() + ": " + refusal.get().text());
      } else {
        series.merge(
            key, each, (old, added) -> old.toBuilder().addPoints(added.getPoints(0)).build());
      }
    }
    if (!refused.isEmpty()) {
      throw RefusedSeries.answer(request, refused);
    }
  }

  private static TimeSeries ofProject(String project, TimeSeries series) {
    TimeSeries.Builder each = series.toBuilder().setMetricKind(SeriesRules.kindOf(series));
    each.getResourceBuilder().putLabels("project_id", project.replaceFirst("projects/", ""));
    if (series.getPointsCount() == 1) {
      each.setValueType(SeriesRules.valueTypeOf(series.getPoints(0)));
    }
    return each.build();
  }

  private Optional<String> wrong(String project, TimeSeries each) {
    return SeriesRules.wrongWithItself(each)
        .or(() -> wrongInterval(each))
        .or(() -> wrongForDescriptor(project, each));
  }

  /** A metric that nobody described is described by its first point. */
  private Optional<String> wrongForDescriptor(String project, TimeSeries each) {
    MetricDescriptor known = descriptors.get(each.getMetric().getType());
    if (known != null) {
      return SeriesRules.wrongForDescriptor(each, known);
    }
    MetricDescriptor.Builder made =
        MetricDescriptor.newBuilder()
            .setName(project + "/metricDescriptors/" + each.getMetric().getType())
            .setType(each.getMetric().getType())
            .setMetricKind(each.getMetricKind())
            .setValueType(each.getValueType())
            .setDescription("Auto created custom metric.");
    each.getMetric()
        .getLabelsMap()
        .keySet()
        .forEach(key -> made.addLabels(LabelDescriptor.newBuilder().setKey(key)));
    if (made.getMetricKind() == MetricKind.DELTA) {
      return Optional.of("Field metricKind had an invalid value of \"DELTA\".");
    }
    Optional<String> wrong = DescriptorRules.wrong(made.build());
    if (wrong.isEmpty()) {
      descriptors.put(made.getType(), made.build());
    }
    return wrong;
  }

  private Optional<String> wrongInterval(TimeSeries each) {
    TimeInterval interval = each.getPoints(0).getInterval();
    if (!interval.hasEndTime()) {
      return Optional.of("Field points[0].interval.end_time had an invalid value: not set.");
    }
    Instant end = instant(interval.getEndTime());
    Instant now = clock.instant();
    if (end.isBefore(now.minus(OLDEST))) {
      return Optional.of(
          "Field points[0].interval.end_time had an invalid value of \"%s\": Data points cannot be written more than 25h in the past."
              .formatted(end));
    }
    if (end.isAfter(now.plus(FUTURE))) {
      return Optional.of(
          "Field points[0].interval.end_time had an invalid value of \"%s\": Data points cannot be written more than 5m in the future."
              .formatted(end));
    }
    Instant start = interval.hasStartTime() ? instant(interval.getStartTime()) : end;
    if (each.getMetricKind() == MetricKind.GAUGE && !start.equals(end)) {
      return Optional.of(
          "Field points[0].interval.start_time had an invalid value of \"%s\": The start time must be equal to the end time (%s) for the gauge metric '%s'."
              .formatted(start, end, each.getMetric().getType()));
    }
    if (each.getMetricKind() == MetricKind.CUMULATIVE && !start.isBefore(end)) {
      return Optional.of(
          "Field points[0].interval.start_time had an invalid value of \"%s\": The start time must be before the end time (%s) for the non-gauge metric '%s'."
              .formatted(start, end, each.getMetric().getType()));
    }
    return Optional.empty();
  }

  private Optional<RefusedSeries> outOfOrder(int index, Key key, TimeSeries each) {
    TimeSeries old = series.get(key);
    if (old == null) {
      return Optional.empty();
    }
    Point last = old.getPoints(old.getPointsCount() - 1);
    Instant lastEnd = instant(last.getInterval().getEndTime());
    Instant end = instant(each.getPoints(0).getInterval().getEndTime());
    if (!end.isAfter(lastEnd)) {
      return Optional.of(order(index, "end"));
    }
    if (each.getMetricKind() == MetricKind.CUMULATIVE) {
      Instant lastStart = instant(last.getInterval().getStartTime());
      Instant start = instant(each.getPoints(0).getInterval().getStartTime());
      if (!start.equals(lastStart) && start.isBefore(lastEnd.plusMillis(1))) {
        return Optional.of(order(index, "start"));
      }
    }
    return end.isBefore(lastEnd.plus(SPACING))
        ? Optional.of(
            new RefusedSeries(
                index,
                Code.FAILED_PRECONDITION,
                "One or more points were written more frequently than the maximum sampling period configured for the metric."))
        : Optional.empty();
  }

  private static RefusedSeries order(int index, String which) {
    return new RefusedSeries(
        index,
        Code.INVALID_ARGUMENT,
        "Points must be written in order. One or more of the points specified had an older %s time than the most recent point."
            .formatted(which));
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  private static void refuse(Optional<String> wrong) {
    wrong.ifPresent(
        text -> {
          throw invalid(text);
        });
  }

  static RuntimeException invalid(String text) {
    return Status.INVALID_ARGUMENT.withDescription(text).asRuntimeException();
  }
}
