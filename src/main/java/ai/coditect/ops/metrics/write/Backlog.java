package ai.coditect.ops.metrics.write;

import ai.coditect.ops.metrics.write.Measurement.Distribution;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What waits to be written, each series in the order of its instants. It takes a bounded number of
 * bytes: where that is too little, the series with most points loses one between near neighbours,
 * so that a long outage is told more coarsely and not cut off. Of one thread at a time.
 */
public final class Backlog {
  /** Points of a series that are nearer to each other are refused. */
  public static final Duration SPACING = Duration.ofSeconds(5);

  private static final int OBJECT = 120;

  private final long mostBytes;
  private final Map<SeriesKey, List<Waiting>> waiting = new LinkedHashMap<>();
  private long bytes;
  private long lost;

  public Backlog(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /**
   * @param unsure whether it was sent before, and nobody knows whether it was taken
   */
  public record Waiting(Measurement measurement, boolean unsure) {}

  /** Adds it unless the series has one that is later, or too near. */
  public void add(Measurement measurement) {
    List<Waiting> series = waiting.computeIfAbsent(measurement.series(), key -> new ArrayList<>());
    if (!series.isEmpty()
        && measurement
            .at()
            .isBefore(series.get(series.size() - 1).measurement().at().plus(SPACING))) {
      lost++;
      return;
    }
    series.add(new Waiting(measurement, false));
    bytes += size(measurement);
    while (bytes > mostBytes) {
      thin();
    }
  }

  private void thin() {
    Map.Entry<SeriesKey, List<Waiting>> longest =
        waiting.entrySet().stream()
            .max(Comparator.comparingInt(each -> each.getValue().size()))
            .orElseThrow();
    List<Waiting> series = longest.getValue();
    if (series.size() < 3) {
      drop(longest.getKey(), series.get(0));
      return;
    }
    drop(longest.getKey(), series.get(nearest(series)));
  }

  /** The point between whose neighbours the least time lies; the first and the last stay. */
  private static int nearest(List<Waiting> series) {
    int nearest = 1;
    Duration least = ChronoUnit.FOREVER.getDuration();
    for (int i = 1; i < series.size() - 1; i++) {
      Duration between =
          Duration.between(
              series.get(i - 1).measurement().at(), series.get(i + 1).measurement().at());
      if (between.compareTo(least) < 0) {
        least = between;
        nearest = i;
      }
    }
    return nearest;
  }

  private void drop(SeriesKey key, Waiting one) {
    lost++;
    remove(key, one);
  }

  private void remove(SeriesKey key, Waiting one) {
    List<Waiting> series = waiting.get(key);
    if (series != null && series.remove(one)) {
      bytes -= size(one.measurement());
      if (series.isEmpty()) {
        waiting.remove(key);
      }
    }
  }

  /** The oldest of each other series, so many at most; those that wait longest first. */
  public List<Waiting> next(int most, Set<SeriesKey> except) {
    return waiting.entrySet().stream()
        .filter(series -> !except.contains(series.getKey()))
        .map(series -> series.getValue().get(0))
        .sorted(Comparator.comparing(each -> each.measurement().at()))
        .limit(most)
        .toList();
  }

  /** It was written, or never will be. */
  public void done(Waiting one) {
    remove(one.measurement().series(), one);
  }

  /** It was sent, and nobody knows whether it was taken. */
  public void unsure(Waiting one) {
    List<Waiting> series = waiting.get(one.measurement().series());
    int place = series == null ? -1 : series.indexOf(one);
    if (series != null && place >= 0) {
      series.set(place, new Waiting(one.measurement(), true));
    }
  }

  /** Counts what was let go before it got here. */
  public void countLost(long count) {
    lost += count;
  }

  /** Lets go of what may not come late. */
  public void dropTimely() {
    dropIf(each -> !each.measurement().mayComeLate());
  }

  /** Lets go of what nobody takes any more. */
  public void dropBefore(Instant oldest) {
    dropIf(each -> each.measurement().at().isBefore(oldest));
  }

  private void dropIf(Predicate<Waiting> condition) {
    for (Iterator<List<Waiting>> all = waiting.values().iterator(); all.hasNext(); ) {
      List<Waiting> series = all.next();
      for (Iterator<Waiting> points = series.iterator(); points.hasNext(); ) {
        Waiting point = points.next();
        if (condition.test(point)) {
          points.remove();
          bytes -= size(point.measurement());
          lost++;
        }
      }
      if (series.isEmpty()) {
        all.remove();
      }
    }
  }

  /** How many points wait. */
  public int size() {
    return waiting.values().stream().mapToInt(List::size).sum();
  }

  /** What was let go since this was last asked. */
  public long takeLost() {
    long taken = lost;
    lost = 0;
    return taken;
  }

  /** An estimate from above of what a point takes; words of a metric are shared by its points. */
  static long size(Measurement measurement) {
    long size = 3L * OBJECT;
    for (Map.Entry<String, String> label : measurement.labels().entrySet()) {
      size += OBJECT + 2L * (label.getKey().length() + label.getValue().length());
    }
    return measurement.value() instanceof Distribution distribution
        ? size + 50L * distribution.counts().size()
        : size;
  }
}
