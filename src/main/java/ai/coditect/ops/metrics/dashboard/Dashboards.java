package ai.coditect.ops.metrics.dashboard;

import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.JobFile.Expected;
import ai.coditect.ops.metrics.file.MetricFigure;
import ai.coditect.ops.metrics.file.MetricFile;
import ai.coditect.ops.metrics.file.WorkerMeter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The overview, a page for each capability (every figure of the metric files is on one), and one of
 * what processes measure.
 */
public final class Dashboards {
  private static final int HALF = Mosaic.COLUMNS / 2;
  private static final int THIRD = Mosaic.COLUMNS / 3;
  private static final int HEIGHT = 16;

  private Dashboards() {}

  public static List<Dashboard> of(ChartSource source, List<JobFile> jobs) {
    List<Dashboard> all = new ArrayList<>();
    all.add(OverviewDashboard.of(source, jobs));
    SortedMap<String, List<MetricFile>> byCapability = new TreeMap<>();
    source
        .figures()
        .files()
        .forEach(
            file ->
                byCapability
                    .computeIfAbsent(file.capability(), name -> new ArrayList<>())
                    .add(file));
    byCapability.forEach(
        (capability, files) ->
            all.add(
                files.stream().allMatch(file -> file.isOf(WorkerMeter.JOBS))
                    ? ofJobs(capability, source, jobs)
                    : ofCapability(capability, files, source)));
    all.add(MeterDashboard.of());
    return all;
  }

  private static Dashboard ofCapability(
      String capability, List<MetricFile> files, ChartSource source) {
    Mosaic mosaic = new Mosaic();
    for (MetricFile file : files) {
      for (MetricFigure figure : file.figures()) {
        source
            .series(figure.name(), Map.of())
            .ifPresent(
                series -> mosaic.add(HALF, HEIGHT, Widgets.chart(figure.name(), series, source)));
      }
      mosaic.section(file.name(), "What each figure says");
      mosaic.add(Mosaic.COLUMNS, HEIGHT, Widgets.text("Figures", said(file)));
    }
    return mosaic.named(capability, "ops-worker: " + capability);
  }

  private static String said(MetricFile file) {
    StringBuilder text = new StringBuilder();
    file.figures()
        .forEach(
            figure ->
                text.append("- **")
                    .append(figure.name())
                    .append("** (")
                    .append(figure.unit())
                    .append("): ")
                    .append(figure.description())
                    .append('\n'));
    return text.toString();
  }

  /** Each job has a row of its own, with its own thresholds. */
  private static Dashboard ofJobs(String capability, ChartSource source, List<JobFile> jobs) {
    Mosaic mosaic = new Mosaic();
    for (JobFile job : jobs) {
      for (Expected expected : job.expected()) {
        mosaic.section(expected.label(), job.description());
        for (String figure : WorkerMeter.JOBS.figures()) {
          source
              .series(figure, Map.of("job", expected.label()))
              .ifPresent(
                  series -> mosaic.add(THIRD, HEIGHT, Widgets.chart(figure, series, source)));
        }
      }
    }
    return mosaic.named(capability, "ops-worker: " + capability);
  }
}
