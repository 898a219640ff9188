package ai.coditect.ops.metrics.dashboard;

import static ai.coditect.ops.metrics.dashboard.Json.object;

import ai.coditect.ops.metrics.alert.SeriesSelector;
import ai.coditect.ops.metrics.alert.SeriesSelector.Resource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What processes measure of themselves, beside the figures of metric files: how long runs and bites
 * take, how old events are when they come in, what is relayed, and what was healed.
 */
final class MeterDashboard {
  private static final int HALF = Mosaic.COLUMNS / 2;
  private static final int HEIGHT = 16;
  private static final String EVERY = "3600s";

  /** What a meter measures. */
  private enum Shape {
    DISTRIBUTION,
    COUNT
  }

  /**
   * @param name of the meter, in its registry
   * @param label that tells its series apart; empty where it has none
   */
  private record Chart(String title, String name, Shape shape, String label) {}

  private static final List<Chart> CHARTS =
      List.of(
          new Chart("Runs: 95 of 100 took (s)", "ops.run.duration", Shape.DISTRIBUTION, "job"),
          new Chart("Bites: 95 of 100 took (s)", "ops.bite.duration", Shape.DISTRIBUTION, "job"),
          new Chart("Changes of an hour, by kind", "ops.run.changes", Shape.COUNT, "kind"),
          new Chart(
              "Events: 95 of 100 were so old when they came in (s)",
              "ops.intake.event.age",
              Shape.DISTRIBUTION,
              ""),
          new Chart("Events taken in an hour", "ops.intake.events", Shape.COUNT, "verdict"),
          new Chart("Events published in an hour", "ops.relay.events", Shape.COUNT, ""),
          new Chart("Turns of the relay that failed", "ops.relay.failures", Shape.COUNT, ""),
          new Chart("Triggers that were healed", "ops.schedule.healed", Shape.COUNT, "from"));

  private MeterDashboard() {}

  static Dashboard of() {
    Mosaic mosaic = new Mosaic();
    mosaic.section(
        "What workers measure",
        "By pod, an hour a point. No data means that nothing of it happened since the pod began.");
    CHARTS.forEach(chart -> mosaic.add(HALF, HEIGHT, widget(chart)));
    return mosaic.named("meters", "ops-worker: meters");
  }

  private static Map<String, Object> widget(Chart chart) {
    Map<String, Object> aggregation =
        object("alignmentPeriod", EVERY, "perSeriesAligner", "ALIGN_DELTA");
    boolean spread = chart.shape() == Shape.DISTRIBUTION;
    aggregation.put("crossSeriesReducer", spread ? "REDUCE_PERCENTILE_95" : "REDUCE_SUM");
    if (!chart.label().isEmpty()) {
      aggregation.put("groupByFields", List.of("metric.label." + chart.label()));
    }
    Map<String, Object> data =
        object(
            "timeSeriesQuery",
            object(
                "timeSeriesFilter",
                object("filter", series(chart).filter(), "aggregation", aggregation)),
            "plotType",
            spread ? "LINE" : "STACKED_BAR");
    if (!chart.label().isEmpty()) {
      data.put("legendTemplate", "${metric.labels." + chart.label() + "}");
    }
    data.put("minAlignmentPeriod", EVERY);
    data.put("targetAxis", "Y1");
    return object(
        "title",
        chart.title(),
        "xyChart",
        object(
            "dataSets",
            List.of(data),
            "yAxis",
            object("label", spread ? "s" : "1", "scale", "LINEAR"),
            "chartOptions",
            object("mode", "COLOR")));
  }

  /** As the meters are written. */
  private static SeriesSelector series(Chart chart) {
    return new SeriesSelector(
        "worker/" + chart.name().replace('.', '_'), Resource.POD, new TreeMap<>());
  }
}
