package ai.coditect.ops.local.monitoring.page;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.export.parcel.page.Browser;
import ai.coditect.ops.local.SteppedClock;
import ai.coditect.ops.local.monitoring.LocalMonitoring;
import com.google.api.LabelDescriptor;
import com.google.api.Metric;
import com.google.api.MetricDescriptor;
import com.google.api.MetricDescriptor.MetricKind;
import com.google.api.MonitoredResource;
import com.google.cloud.monitoring.v3.MetricServiceClient;
import com.google.monitoring.v3.CreateTimeSeriesRequest;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.TimeSeries;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.Timestamps;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the on-call sees, before anything is deployed. */
class DashboardPageIT {
  private static final Instant NOW = Instant.parse("2026-11-28T03:00:00Z");
  private static final Path PICTURES = Path.of("target/dashboards");
  private static final int MINUTES = 12;
  private static final String JOB = "gdpr-purge";
  private static final List<String> JOBS =
      List.of(
          "license-expiry",
          JOB,
          "gdpr-export",
          "backup-marker",
          "backup-verification/freshness",
          "backup-verification/drill",
          "backup-verification/point-in-time");
  private static final List<String> OK = List.of("ok");
  private static final List<String> VERDICTS = List.of("ok", "failed");

  private static LocalMonitoring monitoring;
  private static LocalDashboards dashboards;
  @TempDir Path directory;

  @BeforeAll
  static void fill() throws IOException {
    SteppedClock clock = new SteppedClock(NOW);
    monitoring = LocalMonitoring.start(clock);
    dashboards = LocalDashboards.start(monitoring::fitting);
    List<MetricDescriptor> descriptors = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("k8s/gcp/monitoring/descriptors"))) {
      for (Path file : files.toList()) {
        MetricDescriptor.Builder descriptor = MetricDescriptor.newBuilder();
        JsonFormat.parser().merge(Files.readString(file), descriptor);
        descriptors.add(descriptor.build());
      }
    }
    try (MetricServiceClient client = monitoring.client()) {
      for (int minute = 0; minute < MINUTES; minute++) {
        clock.step(Duration.ofMinutes(1));
        List<TimeSeries> points = new ArrayList<>();
        for (MetricDescriptor descriptor : descriptors) {
          points.addAll(points(descriptor, minute, clock.instant()));
        }
        client
            .createTimeSeriesCallable()
            .call(
                CreateTimeSeriesRequest.newBuilder()
                    .setName("projects/local")
                    .addAllTimeSeries(points)
                    .build());
      }
    }
  }

  /** One series of each figure; of those of jobs one of each job, of verdicts one of each. */
  private static List<TimeSeries> points(MetricDescriptor descriptor, int minute, Instant at) {
    List<String> keys = descriptor.getLabelsList().stream().map(LabelDescriptor::getKey).toList();
    List<String> words = keys.contains("job") ? JOBS : keys.contains("verdict") ? VERDICTS : OK;
    return words.stream().map(word -> series(descriptor, word, minute, at)).toList();
  }

  private static TimeSeries series(
      MetricDescriptor descriptor, String word, int minute, Instant at) {
    String job = word;
    Metric.Builder metric = Metric.newBuilder().setType(descriptor.getType());
    for (LabelDescriptor label : descriptor.getLabelsList()) {
      metric.putLabels(label.getKey(), label.getKey().matches("job|verdict") ? word : "ok");
    }
    MonitoredResource.Builder resource = MonitoredResource.newBuilder();
    if (descriptor.getType().contains("/process_")) {
      resource
          .setType("k8s_container")
          .putAllLabels(
              Map.of(
                  "location", "local",
                  "cluster_name", "local",
                  "namespace_name", "local",
                  "pod_name", "ops-worker-0",
                  "container_name", "ops-worker"));
    } else {
      resource
          .setType("generic_task")
          .putAllLabels(
              Map.of(
                  "location", "global",
                  "namespace", "ops-worker",
                  "job", "ops-worker",
                  "task_id", "singleton"));
    }
    Point.Builder point = Point.newBuilder();
    point.getIntervalBuilder().setEndTime(Timestamps.fromMillis(at.toEpochMilli()));
    if (descriptor.getMetricKind() == MetricKind.CUMULATIVE) {
      point.getIntervalBuilder().setStartTime(Timestamps.fromMillis(NOW.toEpochMilli()));
    }
    double value = descriptor.getType().endsWith("/job_overdue") && job.equals(JOB) ? 1 : minute;
    if (descriptor.getType().endsWith("/job_overdue") && !job.equals(JOB)) {
      value = 0;
    }
    if (descriptor.getValueType() == MetricDescriptor.ValueType.INT64) {
      point.getValueBuilder().setInt64Value((long) value);
    } else {
      point.getValueBuilder().setDoubleValue(value + 0.5);
    }
    return TimeSeries.newBuilder()
        .setMetric(metric)
        .setResource(resource)
        .setMetricKind(descriptor.getMetricKind())
        .setValueType(descriptor.getValueType())
        .addPoints(point)
        .build();
  }

  @AfterAll
  static void close() {
    dashboards.close();
    monitoring.close();
  }

  private static String fetch(String page) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(dashboards.address() + page)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void every_page_has_every_tile_of_its_json_and_none_is_empty() throws Exception {
    assertThat(monitoring.refusedPoints()).isEmpty();
    for (String id : dashboards.pages()) {
      Document page = Jsoup.parse(fetch(id));
      String json = Files.readString(Path.of("k8s/gcp/monitoring/dashboards/" + id + ".json"));
      assertThat(page.select(".tile")).as(id).hasSize(json.split("\"widget\"").length - 1);
      // What processes measure is in no metric file, so that nobody wrote it here.
      assertThat(page.select(".empty h3")).as(id).hasSize(id.equals("meters") ? 8 : 0);
    }
    assertThat(fetch("nothing")).isEqualTo("No such page.");
  }

  @Test
  void lights_show_the_number_that_the_json_asks_for_and_turn_as_it_says() throws Exception {
    Document page = Jsoup.parse(fetch(""));
    assertThat(page.select(".card.yellow:has(h3:contains(past their slot)) .number").text())
        .isEqualTo("1");
    assertThat(page.select(".card.green:has(h3:contains(Workers that report)) .number").text())
        .isEqualTo("1");
    assertThat(page.select(".card.red:has(h3:contains(Failures in a row)) .number").text())
        .isEqualTo("11");
    assertThat(page.select(".table:has(h3:contains(next slot)) tr")).hasSize(7);
    assertThat(page.select(".text li:contains(license-expiry)").text()).contains("0 */10 * * * ?");
  }

  @Test
  void without_points_every_chart_says_so() throws Exception {
    try (LocalDashboards nothing = LocalDashboards.start(filter -> List.of())) {
      String page =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(nothing.address())).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      assertThat(Jsoup.parse(page).select(".empty")).hasSizeGreaterThan(20);
    }
  }

  /** In a real browser, as wide as a desk's screen and as a telephone's. */
  @Test
  void nothing_lies_on_anything_and_everything_can_be_read() throws Exception {
    Browser browser = Browser.orSkip();
    Path frames = directory.resolve("frames.html");
    Files.writeString(frames, frames(fetch(""), 1280, 390));
    Document measured = browser.show(frames);
    for (int width : new int[] {1280, 390}) {
      String said = measured.select("#measured-" + width).text();
      assertThat(said).as(width + " pixels").isEqualTo("well");
    }
    // The measure itself sees a tile that is moved onto another one, and one that is too narrow.
    Files.writeString(
        frames, frames(fetch("").replace("grid-column:13/span 12", "grid-column:12/span 2"), 1280));
    assertThat(browser.show(frames).select("#measured-1280").text()).contains("overlap", "wide");
    browser.picture(dashboards.address(), 1280, 2600, PICTURES.resolve("overview-1280.png"));
    assertThat(Files.size(PICTURES.resolve("overview-1280.png"))).isGreaterThan(20_000);
    // A window is never as narrow as a telephone, a frame is.
    Files.writeString(frames, frames(fetch(""), 390));
    browser.picture(frames.toUri().toString(), 500, 9000, PICTURES.resolve("overview-390.png"));
    assertThat(Files.size(PICTURES.resolve("overview-390.png"))).isGreaterThan(20_000);
  }

  /** The page in frames of these widths, each measured when it is drawn. */
  private static String frames(String page, int... widths) {
    StringBuilder html = new StringBuilder("<!DOCTYPE html><body>");
    for (int width : widths) {
      html.append(
          "<iframe id=\"f%d\" style=\"border:0;width:%dpx;height:9000px\" srcdoc=\"%s\"></iframe><p id=\"measured-%d\"></p>"
              .formatted(width, width, page.replace("&", "&amp;").replace("\"", "&quot;"), width));
    }
    return html.append("<script>").append(MEASURE).append("</script></body>").toString();
  }

  private static final String MEASURE =
      """
      function measure(frame) {
        const d = frame.contentDocument, wrong = [];
        const tiles = [...d.querySelectorAll('.tile')];
        if (tiles.length < 30) wrong.push('tiles ' + tiles.length);
        if (d.documentElement.scrollWidth > frame.clientWidth) wrong.push('scrolls sideways');
        const boxes = tiles.map(t => t.getBoundingClientRect());
        boxes.forEach((a, i) => boxes.slice(0, i).forEach((b, j) => {
          if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
            wrong.push('overlap ' + i + ' ' + j);
        }));
        tiles.forEach((t, i) => {
          const h = t.querySelector('h3');
          if (t.clientWidth < 120) wrong.push('not wide enough ' + i);
          if (t.scrollHeight > t.clientHeight + 2) wrong.push('cut ' + i + ' ' + (h ? h.textContent : ''));
          if (h && h.getBoundingClientRect().height > 60) wrong.push('title ' + h.textContent);
          const s = t.querySelector('svg');
          if (s && (s.clientHeight < 20 || s.clientWidth < 60)) wrong.push('chart ' + i + ' ' + s.clientHeight);
          if (s && [...s.querySelectorAll('polyline')].every(p => p.getBoundingClientRect().width < 5))
            wrong.push('empty ' + i);
          if (parseFloat(getComputedStyle(t).fontSize) < 12) wrong.push('small ' + i);
        });
        return wrong.length ? wrong.join('; ') : 'well';
      }
      addEventListener('load', () => document.querySelectorAll('iframe').forEach(f =>
        document.getElementById('measured-' + f.id.substring(1)).textContent = measure(f)));
      """;
}
