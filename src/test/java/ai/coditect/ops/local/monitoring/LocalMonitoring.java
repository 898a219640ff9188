package ai.coditect.ops.local.monitoring;

import com.google.api.MetricDescriptor;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.cloud.monitoring.v3.MetricServiceClient;
import com.google.cloud.monitoring.v3.MetricServiceSettings;
import com.google.monitoring.dashboard.v1.Dashboard;
import com.google.monitoring.v3.AlertPolicy;
import com.google.monitoring.v3.Service;
import com.google.monitoring.v3.ServiceLevelObjective;
import com.google.monitoring.v3.TimeSeries;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A Cloud Monitoring server on a loopback port that Google's client believes. It refuses what the
 * service refuses, and takes the rest of the same request. Its memory outlives {@link #goAway}, as
 * the service's does.
 */
public final class LocalMonitoring implements AutoCloseable {
  private final Clock clock;
  private final KeptMetrics kept;
  private final KeptBoards boards;
  private final MonitoringFaults faults = new MonitoringFaults();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "local-monitoring");
            thread.setDaemon(true);
            return thread;
          });
  private int port;
  private io.grpc.Server server;

  private LocalMonitoring(Clock clock) {
    this.clock = clock;
    kept = new KeptMetrics(clock);
    boards = new KeptBoards(kept);
    server = listen(0);
  }

  /** Starts on a free port; the clock says what is in the past and in the future. */
  public static LocalMonitoring start(Clock clock) {
    return new LocalMonitoring(clock);
  }

  /** host:port, as OPS_MONITORING_ENDPOINT wants it. */
  public String endpoint() {
    return "127.0.0.1:" + port;
  }

  /** Google's own client of it. */
  public MetricServiceClient client() {
    try {
      return MetricServiceClient.create(
          MetricServiceSettings.newBuilder()
              .setCredentialsProvider(NoCredentialsProvider.create())
              .setTransportChannelProvider(
                  MetricServiceSettings.defaultGrpcTransportProviderBuilder()
                      .setEndpoint(endpoint())
                      .setChannelConfigurator(channel -> channel.usePlaintext())
                      .build())
              .build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is planted, and what was called. */
  public MonitoringFaults faults() {
    return faults;
  }

  /**
   * What Cloud SQL itself writes about an instance: these points, and no others any more.
   *
   * @param metric behind {@code cloudsql.googleapis.com/database/}
   */
  public void showInstance(
      String project, String instance, String metric, Map<Instant, Double> shares) {
    kept.replace(InstanceSeries.of(project, instance, metric, shares));
  }

  /** As Cloud SQL does for an instance with little to do: a point a minute, from now on. */
  public void showRestingInstance(String project, String instance) {
    kept.live(() -> InstanceSeries.resting(project, instance, "cpu/utilization", 0.06, clock));
    kept.live(() -> InstanceSeries.resting(project, instance, "memory/utilization", 0.35, clock));
  }

  /** Every series with its points in the order in which they were taken. */
  public List<TimeSeries> series() {
    return kept.series();
  }

  /** The series of one metric. */
  public List<TimeSeries> series(String type) {
    return series().stream().filter(each -> each.getMetric().getType().equals(type)).toList();
  }

  /** The series that fit a filter, as a dashboard asks for them. */
  public List<TimeSeries> fitting(String filter) {
    MonitoringFilter wanted = MonitoringFilter.read(filter);
    return series().stream().filter(wanted::fits).toList();
  }

  public List<MetricDescriptor> descriptors() {
    return kept.descriptors();
  }

  public List<AlertPolicy> policies() {
    return boards.allPolicies();
  }

  public List<Dashboard> dashboards() {
    return boards.allDashboards();
  }

  public List<Service> services() {
    return boards.allServices();
  }

  public List<ServiceLevelObjective> objectives() {
    return boards.allObjectives();
  }

  /** What a condition on a burn rate compares with its threshold, at this moment. */
  public double burnRate(String filter) {
    return BurnRates.of(filter, objectives(), this::fitting, clock.instant());
  }

  /** Each refusal of a point so far, in the service's words. */
  public List<String> refusedPoints() {
    return kept.refusedPoints();
  }

  /** Cuts every connection and stops listening; what was written is kept. */
  public void goAway() {
    server.shutdownNow();
    try {
      server.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Listens again on the same port. */
  public void comeBack() {
    server = listen(port);
  }

  @Override
  public void close() {
    faults.none();
    goAway();
    threads.shutdownNow();
  }

  private io.grpc.Server listen(int wanted) {
    try {
      io.grpc.Server started =
          NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", wanted))
              .addService(ServerInterceptors.intercept(new MonitoringMetricService(kept), faults))
              .addService(ServerInterceptors.intercept(new LocalPolicyService(boards), faults))
              .addService(ServerInterceptors.intercept(new LocalDashboardService(boards), faults))
              .addService(ServerInterceptors.intercept(new LocalObjectiveService(boards), faults))
              .executor(threads)
              .build()
              .start();
      port = started.getPort();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
