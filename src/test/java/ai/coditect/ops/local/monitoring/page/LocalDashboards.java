package ai.coditect.ops.local.monitoring.page;

import com.google.monitoring.dashboard.v1.Dashboard;
import com.google.monitoring.v3.TimeSeries;
import com.google.protobuf.util.JsonFormat;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** The committed dashboards on a loopback port, each request drawn anew. */
public final class LocalDashboards implements AutoCloseable {
  private static final Path COMMITTED = Path.of("k8s/gcp/monitoring/dashboards");
  private static final String OVERVIEW = "overview";

  private final HttpServer server;
  private final Map<String, Dashboard> dashboards;
  private final Function<String, List<TimeSeries>> series;

  private LocalDashboards(
      Map<String, Dashboard> dashboards, Function<String, List<TimeSeries>> series) {
    this.dashboards = dashboards;
    this.series = series;
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  /**
   * @param series those that fit a filter
   */
  public static LocalDashboards start(Function<String, List<TimeSeries>> series)
      throws IOException {
    Map<String, Dashboard> dashboards = new TreeMap<>();
    try (Stream<Path> files = Files.list(COMMITTED)) {
      for (Path file : files.toList()) {
        Dashboard.Builder dashboard = Dashboard.newBuilder();
        JsonFormat.parser().merge(Files.readString(file), dashboard);
        dashboards.put(file.getFileName().toString().replace(".json", ""), dashboard.build());
      }
    }
    return new LocalDashboards(dashboards, series);
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** The ids of the pages; the overview is also at the root. */
  public List<String> pages() {
    List<String> pages = new ArrayList<>(dashboards.keySet());
    pages.remove(OVERVIEW);
    pages.add(0, OVERVIEW);
    return pages;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring(1);
    Dashboard dashboard = dashboards.get(path.isEmpty() ? OVERVIEW : path);
    byte[] body =
        (dashboard == null ? "No such page." : DashboardPage.of(dashboard, pages(), series))
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
    exchange.sendResponseHeaders(dashboard == null ? 404 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
