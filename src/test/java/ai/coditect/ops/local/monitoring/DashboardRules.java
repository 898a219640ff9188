package ai.coditect.ops.local.monitoring;

import com.google.monitoring.dashboard.v1.Dashboard;
import com.google.monitoring.dashboard.v1.MosaicLayout.Tile;
import com.google.monitoring.dashboard.v1.TimeSeriesQuery;
import com.google.monitoring.dashboard.v1.Widget;
import com.google.monitoring.dashboard.v1.XyChart;
import java.util.ArrayList;
import java.util.List;

/** What a dashboard has to be like, and what the service fills in by itself. */
final class DashboardRules {
  private static final int MOST_COLUMNS = 48;

  private DashboardRules() {}

  static List<String> wrong(Dashboard dashboard) {
    List<String> wrong = new ArrayList<>();
    if (dashboard.getDisplayName().isBlank()) {
      wrong.add("Field dashboard.display_name must be set.");
    }
    wrong.addAll(PolicyRules.wrongLabels(dashboard.getLabelsMap()));
    int columns = dashboard.getMosaicLayout().getColumns();
    List<Tile> tiles = dashboard.getMosaicLayout().getTilesList();
    if (columns < 1 || columns > MOST_COLUMNS) {
      wrong.add("Field mosaic_layout.columns must be from 1 to 48.");
    }
    for (int i = 0; i < tiles.size(); i++) {
      Tile tile = tiles.get(i);
      if (tile.getWidth() < 1
          || tile.getHeight() < 1
          || tile.getXPos() + tile.getWidth() > columns) {
        wrong.add("Field mosaic_layout.tiles[" + i + "] lies beside the grid.");
      }
      for (int j = 0; j < i; j++) {
        if (overlap(tile, tiles.get(j))) {
          wrong.add("Field mosaic_layout.tiles[" + i + "] overlaps with tiles[" + j + "].");
        }
      }
      wrong.addAll(wrong(tile.getWidget(), i));
    }
    return wrong;
  }

  private static boolean overlap(Tile one, Tile other) {
    return one.getXPos() < other.getXPos() + other.getWidth()
        && other.getXPos() < one.getXPos() + one.getWidth()
        && one.getYPos() < other.getYPos() + other.getHeight()
        && other.getYPos() < one.getYPos() + one.getHeight();
  }

  private static List<String> wrong(Widget widget, int index) {
    List<String> wrong = new ArrayList<>();
    if (widget.getContentCase() == Widget.ContentCase.CONTENT_NOT_SET) {
      wrong.add("Field mosaic_layout.tiles[" + index + "].widget has no content.");
    }
    for (TimeSeriesQuery query : queries(widget)) {
      String filter = query.getTimeSeriesFilter().getFilter();
      if (!filter.contains("metric.type=\"") || !filter.contains("resource.type=\"")) {
        wrong.add(
            "Field mosaic_layout.tiles["
                + index
                + "].widget: filter must name metric.type and resource.type.");
      }
    }
    return wrong;
  }

  /** Every question that a tile asks. */
  static List<TimeSeriesQuery> queries(Widget widget) {
    return switch (widget.getContentCase()) {
      case XY_CHART ->
          widget.getXyChart().getDataSetsList().stream()
              .map(XyChart.DataSet::getTimeSeriesQuery)
              .toList();
      case SCORECARD -> List.of(widget.getScorecard().getTimeSeriesQuery());
      case TIME_SERIES_TABLE ->
          widget.getTimeSeriesTable().getDataSetsList().stream()
              .map(each -> each.getTimeSeriesQuery())
              .toList();
      default -> List.of();
    };
  }

  static Dashboard filledIn(Dashboard dashboard) {
    Dashboard.Builder filled = dashboard.toBuilder();
    filled
        .getMosaicLayoutBuilder()
        .getTilesBuilderList()
        .forEach(
            tile -> {
              if (tile.getWidget().hasXyChart()) {
                XyChart.Builder chart = tile.getWidgetBuilder().getXyChartBuilder();
                chart.getDataSetsBuilderList().forEach(DashboardRules::fillIn);
                chart
                    .getThresholdsBuilderList()
                    .forEach(
                        each -> {
                          if (each.getTargetAxisValue() == 0) {
                            each.setTargetAxisValue(1);
                          }
                        });
                if (!chart.hasChartOptions()) {
                  chart.getChartOptionsBuilder().setModeValue(1);
                }
              }
            });
    return filled.build();
  }

  private static void fillIn(XyChart.DataSet.Builder data) {
    if (data.getPlotType() == XyChart.DataSet.PlotType.PLOT_TYPE_UNSPECIFIED) {
      data.setPlotType(XyChart.DataSet.PlotType.LINE);
    }
    if (data.getTargetAxis() == XyChart.DataSet.TargetAxis.TARGET_AXIS_UNSPECIFIED) {
      data.setTargetAxis(XyChart.DataSet.TargetAxis.Y1);
    }
    if (!data.hasMinAlignmentPeriod()) {
      data.getMinAlignmentPeriodBuilder().setSeconds(60);
    }
  }
}
