package ai.coditect.ops.metrics.monitoring;

import ai.coditect.ops.metrics.monitoring.service.DescriptorBook;
import ai.coditect.ops.metrics.monitoring.service.MonitoringClient;
import ai.coditect.ops.metrics.monitoring.service.MonitoringSettings;
import ai.coditect.ops.metrics.monitoring.service.MonitoringTroubleException;
import ai.coditect.ops.metrics.monitoring.service.PointAnswer;
import ai.coditect.ops.metrics.monitoring.service.SeriesResource;
import ai.coditect.ops.metrics.write.Backlog;
import ai.coditect.ops.metrics.write.Backlog.Waiting;
import ai.coditect.ops.metrics.write.Measurement;
import ai.coditect.ops.metrics.write.MetricShape;
import ai.coditect.ops.metrics.write.SeriesKey;
import ai.coditect.ops.metrics.write.WriteReport;
import ai.coditect.ops.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Writes the series of one scope on one resource: each in order, five seconds apart, two hundred a
 * request. What the service does not take waits, as far as it may come late.
 */
final class SeriesWriter {
  /** A little less than the service takes, since a request takes time too. */
  private static final Duration OLDEST = Duration.ofHours(25).minusMinutes(2);

  private static final int TRIES = 3;
  private static final int PAUSE_GROWS = 5;
  private static final int MOST_REMEMBERED = 50_000;

  private final MonitoringClient client;
  private final DescriptorBook descriptors;
  private final Supplier<SeriesResource> resource;
  private final MonitoringSettings settings;
  private final Clock clock;
  private final Backlog backlog;
  private final Map<SeriesKey, Instant> lastEnds = new HashMap<>();
  private final Map<SeriesKey, Begin> begins = new HashMap<>();
  private final Map<SeriesKey, Begin> untold = new HashMap<>();
  private Optional<Instant> latest = Optional.empty();

  /** The start of a cumulative series: as it was handed in, and as it was written. */
  private record Begin(Instant told, Instant written) {}

  SeriesWriter(
      MonitoringClient client,
      DescriptorBook descriptors,
      Supplier<SeriesResource> resource,
      MonitoringSettings settings,
      Clock clock) {
    this.client = client;
    this.descriptors = descriptors;
    this.resource = resource;
    this.settings = settings;
    this.clock = clock;
    this.backlog = new Backlog(settings.mostWaitingBytes());
  }

  /** The end of the latest point that was taken. */
  synchronized Optional<Instant> latest() {
    return latest;
  }

  /** Keeps what may come late, where nobody may write now. */
  synchronized WriteReport keep(
      List<Measurement> fresh, Duration correction, WriteTroubles.Round round) {
    long before = backlog.size();
    take(corrected(fresh, correction), Instant.MIN);
    backlog.dropTimely();
    round.end(false, clock.instant());
    return new WriteReport(0, 0, backlog.size() - before, backlog.takeLost());
  }

  /**
   * @param correction what has to be added to this worker's clock
   * @param floor up to when another worker has written; nothing as old is written any more
   */
  synchronized WriteReport write(
      List<Measurement> fresh,
      Duration correction,
      Instant floor,
      WritePermit permit,
      WriteTroubles.Round round) {
    backlog.dropBefore(clock.instant().minus(OLDEST));
    if (!floor.equals(Instant.MIN)) {
      backlog.dropBefore(floor.plus(Backlog.SPACING));
    }
    take(corrected(fresh, correction), floor);
    Tally tally = new Tally(round);
    try {
      writeAll(permit, tally);
    } catch (MonitoringTroubleException e) {
      round.meet(e.problem(settings.where()));
    }
    backlog.dropTimely();
    forgetOld();
    round.end(tally.written > 0, clock.instant());
    return new WriteReport(tally.written, tally.refused, backlog.size(), backlog.takeLost());
  }

  /**
   * The start of a series stays as it was written first, whatever is known of the clock later: a
   * start that moves would be a reset.
   */
  private List<Measurement> corrected(List<Measurement> fresh, Duration correction) {
    List<Measurement> corrected = new ArrayList<>();
    for (Measurement each : fresh) {
      Measurement moved = correction.isZero() ? each : each.shifted(correction);
      if (each.start().isPresent()) {
        Begin known = begins.get(each.series());
        if (known != null && known.told().equals(each.start().get())) {
          moved = moved.startingAt(known.written());
        } else {
          untold.put(each.series(), new Begin(each.start().get(), moved.start().orElseThrow()));
        }
      }
      corrected.add(moved);
    }
    return corrected;
  }

  private void take(List<Measurement> fresh, Instant floor) {
    long tooSoon = 0;
    for (Measurement each : fresh) {
      Instant own = lastEnds.getOrDefault(each.series(), Instant.MIN);
      Instant last = own.isAfter(floor) ? own : floor;
      if (!last.equals(Instant.MIN) && each.at().isBefore(last.plus(Backlog.SPACING))) {
        tooSoon++;
      } else {
        backlog.add(each);
      }
    }
    backlog.countLost(tooSoon);
  }

  private static final class Tally {
    private final WriteTroubles.Round round;
    private final Set<SeriesKey> putOff = new HashSet<>();
    private long written;
    private long refused;

    private Tally(WriteTroubles.Round round) {
      this.round = round;
    }
  }

  private void writeAll(WritePermit permit, Tally tally) {
    long end = System.nanoTime() + settings.writeWithin().toNanos();
    while (System.nanoTime() < end) {
      List<Waiting> batch = backlog.next(MonitoringClient.MOST_SERIES, tally.putOff);
      if (batch.isEmpty()) {
        return;
      }
      batch = described(batch, tally);
      if (batch.isEmpty()) {
        continue;
      }
      Instant through =
          batch.stream().map(each -> each.measurement().at()).max(Instant::compareTo).orElseThrow();
      if (!permit.mayWrite(through)) {
        return;
      }
      settle(batch, send(batch, permit, through), tally);
    }
  }

  /** Those whose metric is described; the others are refused, each metric by name. */
  private List<Waiting> described(List<Waiting> batch, Tally tally) {
    Map<String, MetricShape> shapes = new LinkedHashMap<>();
    for (Waiting each : batch) {
      MetricShape shape = each.measurement().shape();
      shapes.merge(shape.metric(), shape, MetricShape::withLabelsOf);
    }
    Set<String> unfit = new HashSet<>();
    for (MetricShape shape : shapes.values()) {
      Optional<Problem> problem = descriptors.describe(shape);
      if (problem.isPresent()) {
        unfit.add(shape.metric());
        tally.round.meet(problem.get());
      }
    }
    List<Waiting> fit = new ArrayList<>();
    for (Waiting each : batch) {
      if (unfit.contains(each.measurement().metric()) || !fits(each, shapes)) {
        backlog.done(each);
        tally.refused++;
      } else {
        fit.add(each);
      }
    }
    return fit;
  }

  /** Two that call themselves the same metric and are of different kinds: the first counts. */
  private static boolean fits(Waiting each, Map<String, MetricShape> shapes) {
    MetricShape shape = each.measurement().shape();
    return shape.canFollow(shapes.getOrDefault(shape.metric(), shape));
  }

  /** An answer each; tried again only where nobody knows, and then "in order" means it landed. */
  private List<PointAnswer> send(List<Waiting> batch, WritePermit permit, Instant through) {
    List<Measurement> points = batch.stream().map(Waiting::measurement).toList();
    Duration pause = settings.firstPause();
    for (int attempt = 1; ; attempt++) {
      try {
        List<PointAnswer> answers = client.write(resource.get(), points);
        return landed(batch, answers, attempt > 1);
      } catch (MonitoringTroubleException e) {
        boolean again =
            e.kind() == MonitoringTroubleException.Kind.AWAY
                && attempt < TRIES
                && permit.mayWrite(through);
        if (!again) {
          if (e.isUnsure() || attempt > 1) {
            batch.forEach(backlog::unsure);
          }
          throw e;
        }
        LockSupport.parkNanos(pause.toNanos());
        pause = pause.multipliedBy(PAUSE_GROWS);
      }
    }
  }

  private static List<PointAnswer> landed(
      List<Waiting> batch, List<PointAnswer> answers, boolean sentBefore) {
    List<PointAnswer> read = new ArrayList<>(answers);
    for (int i = 0; i < batch.size(); i++) {
      if ((sentBefore || batch.get(i).unsure()) && read.get(i).saysThatItLanded()) {
        read.set(i, PointAnswer.TAKEN);
      }
    }
    return read;
  }

  private void settle(List<Waiting> batch, List<PointAnswer> answers, Tally tally) {
    for (int i = 0; i < batch.size(); i++) {
      Waiting point = batch.get(i);
      Measurement measurement = point.measurement();
      PointAnswer answer = answers.get(i);
      answer.problem(measurement.type()).ifPresent(tally.round::meet);
      switch (answer) {
        case TAKEN -> {
          lastEnds.put(measurement.series(), measurement.at());
          measurement.start().ifPresent(start -> begun(measurement.series(), start));
          latest = later(latest, measurement.at());
          backlog.done(point);
          tally.written++;
        }
        case FAULT -> {
          backlog.unsure(point);
          tally.putOff.add(measurement.series());
        }
        default -> {
          backlog.done(point);
          tally.refused++;
        }
      }
    }
  }

  private void begun(SeriesKey series, Instant written) {
    Begin begin = untold.get(series);
    if (begin != null && begin.written().equals(written)) {
      begins.put(series, begin);
      untold.remove(series);
    }
  }

  private static Optional<Instant> later(Optional<Instant> one, Instant other) {
    return one.filter(known -> known.isAfter(other)).or(() -> Optional.of(other));
  }

  private void forgetOld() {
    if (lastEnds.size() > MOST_REMEMBERED) {
      Instant old = clock.instant().minus(Duration.ofHours(1));
      lastEnds.values().removeIf(end -> end.isBefore(old));
      begins.keySet().retainAll(lastEnds.keySet());
      untold.clear();
    }
  }
}
