package ai.coditect.ops.metrics.collect;

import ai.coditect.ops.metrics.collect.FileStanding.Taken;
import ai.coditect.ops.metrics.figure.FigureReading;
import ai.coditect.ops.metrics.figure.FigureReading.Point;
import ai.coditect.ops.metrics.figure.FigureResult;
import ai.coditect.ops.metrics.figure.Sample;
import ai.coditect.ops.metrics.figure.Sample.Scope;
import ai.coditect.ops.metrics.file.MetricFigure;
import ai.coditect.ops.metrics.file.MetricFile;
import ai.coditect.ops.metrics.file.MetricFiles;
import ai.coditect.ops.metrics.file.WorkerMeter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes samples of what is known. */
record SampleBuilder(MetricFiles files, ProcessMeter process) {

  /**
   * @param since from when on there could have been values
   */
  Collected tell(
      Map<String, FileStanding> standings,
      List<JobMeter.Told> jobs,
      Instant since,
      Instant now,
      boolean leads) {
    List<Sample> samples = new ArrayList<>();
    List<FigureReport> reports = new ArrayList<>();
    for (MetricFile file : files.files()) {
      if (file.query().isPresent()) {
        FileStanding standing = standings.getOrDefault(file.name(), FileStanding.NEVER);
        for (MetricFigure figure : file.figures()) {
          reports.add(report(file, figure, standing, since, now));
          if (leads) {
            samples.addAll(points(file, figure, standing, now));
          }
        }
      }
    }
    List<Sample> own = new ArrayList<>(process(now, leads));
    if (leads) {
      jobs.forEach(
          told -> add(own, WorkerMeter.JOBS, told.figure(), "job", told.job(), told.value(), now));
      reports.forEach(report -> addCollection(own, report, now));
      addCollection(own, reports, now);
    }
    reports.addAll(ownReports(own, leads));
    samples.addAll(own);
    return new Collected(samples, reports);
  }

  private static List<Sample> points(
      MetricFile file, MetricFigure figure, FileStanding standing, Instant now) {
    return reading(standing, figure).stream()
        .flatMap(reading -> reading.points().stream())
        .map(
            point ->
                sample(
                    file.capability(),
                    figure,
                    Scope.SERVICE,
                    point,
                    now,
                    standing.taken().map(Taken::at).orElseThrow()))
        .toList();
  }

  private static Sample sample(
      String capability, MetricFigure figure, Scope scope, Point point, Instant now, Instant at) {
    return new Sample(
        figure, capability, scope, point.labels(), point.value(), now, point.since(), at);
  }

  private static Optional<FigureReading> reading(FileStanding standing, MetricFigure figure) {
    return standing
        .taken()
        .flatMap(
            taken ->
                taken.readings().stream()
                    .filter(reading -> reading.figure().equals(figure))
                    .findFirst());
  }

  private static FigureReport report(
      MetricFile file, MetricFigure figure, FileStanding standing, Instant since, Instant now) {
    Optional<FigureReading> reading = reading(standing, figure);
    FigureResult result =
        standing.result() == FigureResult.OK
            ? reading.map(FigureReading::result).orElse(FigureResult.OK)
            : standing.result();
    Optional<Instant> takenAt = Optional.ofNullable(standing.well().get(figure.name()));
    return new FigureReport(
        figure,
        file.name(),
        file.capability(),
        result,
        standing.why(),
        standing.took(),
        reading.map(FigureReading::rows).orElse(0),
        reading.map(FigureReading::refused).orElse(0),
        takenAt,
        age(takenAt.orElse(since), now));
  }

  private static Duration age(Instant from, Instant now) {
    Duration age = Duration.between(from, now);
    return age.isNegative() ? Duration.ZERO : age;
  }

  private List<Sample> process(Instant now, boolean leads) {
    List<Sample> own = new ArrayList<>();
    process
        .tell(leads)
        .forEach(
            (name, value) ->
                find(WorkerMeter.PROCESS, name)
                    .ifPresent(
                        found ->
                            own.add(
                                sample(
                                    found.file().capability(),
                                    found.figure(),
                                    Scope.PROCESS,
                                    new Point(new TreeMap<>(), value, Optional.empty()),
                                    now,
                                    now))));
    return own;
  }

  private void addCollection(List<Sample> own, FigureReport report, Instant now) {
    String figure = report.figure().name();
    WorkerMeter meter = WorkerMeter.COLLECTION;
    add(
        own,
        meter,
        "collection_duration",
        "figure",
        figure,
        report.took().toNanos() / 1_000_000_000.0,
        now);
    add(own, meter, "collection_rows", "figure", figure, report.rows(), now);
    add(own, meter, "collection_refused_rows", "figure", figure, report.refused(), now);
    add(own, meter, "collection_age", "figure", figure, report.age().toMillis() / 1000.0, now);
    SortedMap<String, String> labels = new TreeMap<>();
    labels.put("figure", figure);
    labels.put("result", report.result().label());
    add(own, meter, "collection_result", labels, 1, now);
  }

  /** Of all of them together, so that one alert speaks of any number. */
  private void addCollection(List<Sample> own, List<FigureReport> reports, Instant now) {
    WorkerMeter meter = WorkerMeter.COLLECTION;
    long faults = reports.stream().filter(report -> report.result().isFault()).count();
    add(own, meter, "collection_faults", new TreeMap<>(), faults, now);
    add(own, meter, "collection_file_problems", new TreeMap<>(), files.problems().size(), now);
  }

  private void add(
      List<Sample> own,
      WorkerMeter meter,
      String name,
      String label,
      String said,
      double value,
      Instant now) {
    add(own, meter, name, new TreeMap<>(Map.of(label, said)), value, now);
  }

  private void add(
      List<Sample> own,
      WorkerMeter meter,
      String name,
      SortedMap<String, String> labels,
      double value,
      Instant now) {
    find(meter, name)
        .filter(found -> fits(found.figure(), labels))
        .ifPresent(
            found ->
                own.add(
                    sample(
                        found.file().capability(),
                        found.figure(),
                        Scope.SERVICE,
                        new Point(labels, value, Optional.empty()),
                        now,
                        now)));
  }

  private static boolean fits(MetricFigure figure, SortedMap<String, String> labels) {
    return labels.entrySet().stream()
        .allMatch(
            label ->
                Optional.ofNullable(figure.labels().get(label.getKey()))
                    .flatMap(domain -> domain.fit(label.getValue()))
                    .isPresent());
  }

  private record Found(MetricFile file, MetricFigure figure) {}

  private Optional<Found> find(WorkerMeter meter, String name) {
    return files.files().stream()
        .filter(file -> file.isOf(meter))
        .flatMap(
            file ->
                file.figures().stream()
                    .filter(figure -> figure.name().equals(name))
                    .map(figure -> new Found(file, figure)))
        .findFirst();
  }

  /** What the worker says of itself is never old. */
  private List<FigureReport> ownReports(List<Sample> own, boolean leads) {
    List<FigureReport> reports = new ArrayList<>();
    for (MetricFile file : files.files()) {
      if (file.query().isEmpty() && (leads || file.isOf(WorkerMeter.PROCESS))) {
        for (MetricFigure figure : file.figures()) {
          List<Sample> told =
              own.stream().filter(sample -> sample.figure().equals(figure)).toList();
          reports.add(
              new FigureReport(
                  figure,
                  file.name(),
                  file.capability(),
                  FigureResult.OK,
                  "",
                  Duration.ZERO,
                  told.size(),
                  0,
                  told.stream().findFirst().map(Sample::takenAt),
                  Duration.ZERO));
        }
      }
    }
    return reports;
  }
}
