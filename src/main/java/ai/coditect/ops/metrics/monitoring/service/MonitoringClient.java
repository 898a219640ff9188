package ai.coditect.ops.metrics.monitoring.service;

import ai.coditect.ops.metrics.monitoring.service.MonitoringTroubleException.Kind;
import ai.coditect.ops.metrics.write.Measurement;
import ai.coditect.ops.metrics.write.MetricShape;
import ai.coditect.ops.problem.Problem;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode.Code;
import com.google.cloud.monitoring.v3.MetricServiceClient;
import com.google.cloud.monitoring.v3.MetricServiceSettings;
import com.google.monitoring.v3.CreateMetricDescriptorRequest;
import com.google.monitoring.v3.CreateTimeSeriesRequest;
import com.google.monitoring.v3.CreateTimeSeriesSummary;
import com.google.monitoring.v3.ListMetricDescriptorsRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Google's client, opened when it is first needed. One request, one try, within its time: what is
 * tried again is decided by whoever knows what is safe to.
 */
public final class MonitoringClient implements AutoCloseable {
  /** As many series as the service takes at once. */
  public static final int MOST_SERIES = 200;

  private final MonitoringSettings settings;
  private @Nullable MetricServiceClient open;

  public MonitoringClient(MonitoringSettings settings) {
    this.settings = settings;
  }

  /** The worker's metrics that the service knows. */
  public List<KnownMetric> metrics() {
    return call(
        client -> {
          List<KnownMetric> found = new ArrayList<>();
          client
              .listMetricDescriptors(
                  ListMetricDescriptorsRequest.newBuilder()
                      .setName("projects/" + project())
                      .setFilter("metric.type = starts_with(\"" + Measurement.PREFIX + "\")")
                      .build())
              .iterateAll()
              .forEach(each -> found.add(TimeSeriesPublisher.known(each)));
          return found;
        });
  }

  /** Makes the metric, or changes its words; what is wrong with it where it is refused. */
  public Optional<Problem> describe(MetricShape shape) {
    CreateMetricDescriptorRequest request =
        CreateMetricDescriptorRequest.newBuilder()
            .setName("projects/" + project())
            .setMetricDescriptor(TimeSeriesPublisher.descriptor(shape))
            .build();
    return call(
        client -> {
          try {
            client.createMetricDescriptor(request);
            return Optional.empty();
          } catch (ApiException e) {
            if (e.getStatusCode().getCode() != Code.INVALID_ARGUMENT) {
              throw e;
            }
            PointAnswer answer =
                e.getMessage() != null && e.getMessage().contains("changed")
                    ? PointAnswer.OTHER_KIND
                    : PointAnswer.INVALID;
            return answer.problem(Measurement.PREFIX + shape.metric());
          }
        });
  }

  /** One answer a measurement, in their order. */
  public List<PointAnswer> write(SeriesResource resource, List<Measurement> measurements) {
    CreateTimeSeriesRequest request =
        TimeSeriesPublisher.request(project(), resource, measurements);
    return call(
        client -> {
          try {
            client.createTimeSeriesCallable().call(request);
            return Collections.nCopies(measurements.size(), PointAnswer.TAKEN);
          } catch (ApiException e) {
            if (e.getStatusCode().getCode() != Code.INVALID_ARGUMENT) {
              throw e;
            }
            return answers(e, measurements.size());
          }
        });
  }

  /** Where nothing says which points were refused, none is sent again. */
  private static List<PointAnswer> answers(ApiException refused, int points) {
    CreateTimeSeriesSummary summary =
        refused.getErrorDetails() == null
            ? null
            : refused.getErrorDetails().getMessage(CreateTimeSeriesSummary.class);
    String message = String.valueOf(refused.getMessage());
    Optional<List<PointAnswer>> named = PartialRefusal.read(message, points);
    if (named.isPresent() && (summary == null || agrees(named.get(), summary))) {
      return named.get();
    }
    return Collections.nCopies(points, PointAnswer.of(message));
  }

  private static boolean agrees(List<PointAnswer> named, CreateTimeSeriesSummary summary) {
    long taken = named.stream().filter(PointAnswer.TAKEN::equals).count();
    return taken == summary.getSuccessPointCount();
  }

  private String project() {
    return settings.project().orElseThrow();
  }

  private <T> T call(Function<MetricServiceClient, T> request) {
    MetricServiceClient client = client();
    try {
      return request.apply(client);
    } catch (ApiException e) {
      MonitoringTroubleException trouble = trouble(e);
      if (trouble.kind() == Kind.AWAY) {
        // A connection that fails waits longer and longer before it tries again: take a new one.
        leave(client);
      }
      throw trouble;
    }
  }

  private static MonitoringTroubleException trouble(ApiException e) {
    Code code = e.getStatusCode().getCode();
    Kind kind =
        switch (code) {
          case UNAVAILABLE, DEADLINE_EXCEEDED -> Kind.AWAY;
          case PERMISSION_DENIED, UNAUTHENTICATED -> Kind.FORBIDDEN;
          case RESOURCE_EXHAUSTED -> Kind.EXHAUSTED;
          case NOT_FOUND -> Kind.NOT_FOUND;
          default -> Kind.FAULT;
        };
    return new MonitoringTroubleException(kind, code.name());
  }

  private synchronized MetricServiceClient client() {
    if (open == null) {
      try {
        open = MetricServiceClient.create(connection());
      } catch (IOException e) {
        throw new MonitoringTroubleException(Kind.FORBIDDEN, "no credentials");
      }
    }
    return open;
  }

  private MetricServiceSettings connection() throws IOException {
    MetricServiceSettings.Builder connection =
        EndpointSettings.towards(
            settings.endpoint(),
            MetricServiceSettings.newBuilder(),
            MetricServiceSettings.defaultGrpcTransportProviderBuilder());
    connection
        .createTimeSeriesSettings()
        .setSimpleTimeoutNoRetriesDuration(settings.answerWithin());
    connection
        .createMetricDescriptorSettings()
        .setSimpleTimeoutNoRetriesDuration(settings.answerWithin());
    connection
        .listMetricDescriptorsSettings()
        .setSimpleTimeoutNoRetriesDuration(settings.answerWithin());
    return connection.build();
  }

  /** What is under way on it comes to its end. */
  private synchronized void leave(MetricServiceClient failing) {
    failing.shutdown();
    if (open == failing) {
      open = null;
    }
  }

  @Override
  public synchronized void close() {
    if (open != null) {
      open.shutdownNow();
      open = null;
    }
  }
}
