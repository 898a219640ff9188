package ai.coditect.ops.local.monitoring.page;

import com.google.monitoring.dashboard.v1.Dashboard;
import com.google.monitoring.dashboard.v1.MosaicLayout.Tile;
import com.google.monitoring.dashboard.v1.Scorecard;
import com.google.monitoring.dashboard.v1.Threshold;
import com.google.monitoring.dashboard.v1.TimeSeriesTable;
import com.google.monitoring.dashboard.v1.Widget;
import com.google.monitoring.dashboard.v1.XyChart;
import com.google.monitoring.v3.TimeSeries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One dashboard as a page without script: its tiles where its JSON puts them. */
final class DashboardPage {
  private static final String STYLE =
      """
      *{box-sizing:border-box}
      body{font:14px/1.4 system-ui,sans-serif;margin:0;color:#1b1f24;background:#f0f2f5}
      nav{padding:.6rem 1rem;background:#fff;border-bottom:1px solid #d8dee4}
      nav a{margin-right:.8rem;display:inline-block}
      main{display:grid;grid-template-columns:repeat(48,1fr);grid-auto-rows:14px;gap:6px;padding:8px}
      .tile{background:#fff;border:1px solid #d8dee4;border-radius:4px;padding:6px 10px;overflow:hidden;
        display:flex;flex-direction:column;min-width:0;min-height:0}
      .tile.head{background:none;border:0;border-bottom:2px solid #afb8c1;border-radius:0;justify-content:flex-end}
      .tile.head h2{font-size:17px;margin:0}.tile.head p{margin:0;color:#57606a;font-size:13px;
        white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
      h3{font-size:13px;margin:0 0 2px;font-weight:600;overflow-wrap:anywhere}
      .number{font-size:30px;font-weight:600;line-height:1.2}
      .green{border-left:6px solid #1a7f37}.yellow{border-left:6px solid #bf8700;background:#fff8c5}
      .red{border-left:6px solid #cf222e;background:#ffebe9}
      svg{flex:1 1 0;min-height:0;width:100%}
      polyline{fill:none;stroke-width:2;vector-effect:non-scaling-stroke}
      .level{stroke:#cf222e;stroke-dasharray:6 4;vector-effect:non-scaling-stroke}
      ul.legend{list-style:none;margin:2px 0 0;padding:0;font-size:12px;max-height:72px;overflow:auto}
      ul.legend li{display:inline-block;margin-right:10px}
      .rest{flex:1 1 0;min-height:0;overflow:auto}
      table{border-collapse:collapse;width:100%}td{padding:2px 6px 2px 0;border-bottom:1px solid #eaeef2;
        overflow-wrap:anywhere}td:last-child{text-align:right;font-variant-numeric:tabular-nums}
      .none{color:#57606a;margin:auto}
      code{font-size:12px;background:#eaeef2;padding:0 3px}
      @media(max-width:700px){main{display:block}.tile{margin-bottom:8px;height:auto!important}
        .tile svg{height:150px;flex:none}.spark{height:50px!important}}
      """;

  private final Function<String, List<TimeSeries>> series;

  private DashboardPage(Function<String, List<TimeSeries>> series) {
    this.series = series;
  }

  /**
   * @param pages the ids of all dashboards, for the way from one to the other
   * @param series those that fit a filter
   */
  static String of(
      Dashboard dashboard, List<String> pages, Function<String, List<TimeSeries>> series) {
    StringBuilder page = new StringBuilder("<!DOCTYPE html><html lang=\"en\"><head>");
    page.append("<meta charset=\"utf-8\">");
    page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    page.append("<title>").append(escaped(dashboard.getDisplayName())).append("</title><style>");
    page.append(STYLE).append("</style></head><body><nav>");
    pages.forEach(
        id -> page.append("<a href=\"/").append(id).append("\">").append(id).append("</a>"));
    page.append("</nav><main>");
    DashboardPage drawn = new DashboardPage(series);
    dashboard.getMosaicLayout().getTilesList().stream()
        .sorted(Comparator.comparing(Tile::getYPos).thenComparing(Tile::getXPos))
        .forEach(tile -> page.append(drawn.tile(tile)));
    return page.append("</main></body></html>").toString();
  }

  private String tile(Tile tile) {
    Widget widget = tile.getWidget();
    String place =
        "style=\"grid-column:%d/span %d;grid-row:%d/span %d\""
            .formatted(tile.getXPos() + 1, tile.getWidth(), tile.getYPos() + 1, tile.getHeight());
    return switch (widget.getContentCase()) {
      case SECTION_HEADER ->
          "<section class=\"tile head\" %s><h2>%s</h2><p>%s</p></section>"
              .formatted(
                  place,
                  escaped(widget.getTitle()),
                  escaped(widget.getSectionHeader().getSubtitle()));
      case TEXT ->
          box(
              "text",
              place,
              widget,
              "<div class=\"rest\">" + text(widget.getText().getContent()) + "</div>");
      case INCIDENT_LIST ->
          box("text", place, widget, "<div class=\"rest\">Cloud Monitoring lists them here.</div>");
      case SCORECARD -> scorecard(place, widget);
      case TIME_SERIES_TABLE -> table(place, widget);
      case XY_CHART -> chart(place, widget);
      default -> throw new IllegalArgumentException("not drawn here: " + widget.getContentCase());
    };
  }

  private static String box(String style, String place, Widget widget, String content) {
    return "<section class=\"tile %s\" %s><h3>%s</h3>%s</section>"
        .formatted(style, place, escaped(widget.getTitle()), content);
  }

  private static String empty(String style, String place, Widget widget) {
    return box(style + " empty", place, widget, "<p class=\"none\">No data is available.</p>");
  }

  private String scorecard(String place, Widget widget) {
    Scorecard card = widget.getScorecard();
    List<AnsweredSeries> found =
        AnsweredSeries.of(card.getTimeSeriesQuery().getTimeSeriesFilter(), series);
    if (found.isEmpty()) {
      return empty("card", place, widget);
    }
    double value = found.get(0).newest();
    String light = "green";
    for (Threshold threshold : card.getThresholdsList()) {
      boolean over =
          threshold.getDirection() == Threshold.Direction.ABOVE
              ? value > threshold.getValue()
              : value < threshold.getValue();
      if (over && !light.equals("red")) {
        light = threshold.getColor() == Threshold.Color.RED ? "red" : "yellow";
      }
    }
    return box(
        "card " + light,
        place,
        widget,
        "<div class=\"number\">"
            + number(value)
            + "</div>"
            + LineChart.of(found, List.of(), "spark"));
  }

  private String table(String place, Widget widget) {
    TimeSeriesTable table = widget.getTimeSeriesTable();
    List<AnsweredSeries> found =
        table.getDataSetsList().stream()
            .flatMap(
                each ->
                    AnsweredSeries.of(each.getTimeSeriesQuery().getTimeSeriesFilter(), series)
                        .stream())
            .sorted(Comparator.comparing(AnsweredSeries::newest))
            .toList();
    return found.isEmpty()
        ? empty("table", place, widget)
        : box(
            "table",
            place,
            widget,
            "<div class=\"rest\"><table>"
                + found.stream()
                    .map(
                        each ->
                            "<tr><td>"
                                + escaped(told(each.labels()))
                                + "</td><td>"
                                + number(each.newest())
                                + "</td></tr>")
                    .collect(Collectors.joining())
                + "</table></div>");
  }

  /** The metric's own labels; the resource's are the same on every row. */
  private static String told(Map<String, String> labels) {
    return labels.entrySet().stream()
        .filter(
            each ->
                !List.of("project_id", "location", "namespace", "task_id").contains(each.getKey()))
        .map(Map.Entry::getValue)
        .collect(Collectors.joining(" "));
  }

  private String chart(String place, Widget widget) {
    XyChart chart = widget.getXyChart();
    List<AnsweredSeries> found = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (XyChart.DataSet data : chart.getDataSetsList()) {
      for (AnsweredSeries each :
          AnsweredSeries.of(data.getTimeSeriesQuery().getTimeSeriesFilter(), series)) {
        found.add(each);
        names.add(each.named(data.getLegendTemplate()));
      }
    }
    if (found.isEmpty()) {
      return empty("chart", place, widget);
    }
    List<Double> levels = chart.getThresholdsList().stream().map(Threshold::getValue).toList();
    StringBuilder legend = new StringBuilder("<ul class=\"legend\">");
    for (int i = 0; i < found.size(); i++) {
      legend.append(
          "<li><span style=\"color:%s\">&#9632;</span> %s <b>%s</b></li>"
              .formatted(
                  LineChart.colour(i), escaped(names.get(i)), number(found.get(i).newest())));
    }
    levels.forEach(level -> legend.append("<li>alert at ").append(number(level)).append("</li>"));
    return box(
        "chart", place, widget, LineChart.of(found, levels, "lines") + legend.append("</ul>"));
  }

  /** Lists, bold and code: what these dashboards write. */
  private static String text(String markdown) {
    return "<ul>"
        + markdown
            .lines()
            .map(
                line ->
                    "<li>"
                        + escaped(line.replaceFirst("^- ", ""))
                            .replaceAll("\\*\\*([^*]+)\\*\\*", "<b>$1</b>")
                            .replaceAll("`([^`]+)`", "<code>$1</code>")
                        + "</li>")
            .collect(Collectors.joining())
        + "</ul>";
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : String.format(java.util.Locale.ROOT, "%.2f", value);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
