package ai.coditect.ops.backup.load;

import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.backup.load.LoadLimit.Sample;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.NotFoundException;
import com.google.cloud.monitoring.v3.MetricServiceClient;
import com.google.cloud.monitoring.v3.MetricServiceSettings;
import com.google.monitoring.v3.ListTimeSeriesRequest;
import com.google.monitoring.v3.ListTimeSeriesRequest.TimeSeriesView;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.TimeInterval;
import com.google.monitoring.v3.TypedValue;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what Cloud Monitoring has about an instance. One request, one try, within its time. */
public final class InstanceLoadClient {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(4);

  private final Optional<String> standIn;

  /**
   * @param standIn in plain text instead of the service
   */
  public InstanceLoadClient(Optional<String> standIn) {
    this.standIn = standIn;
  }

  /**
   * The points of the time before an instant.
   *
   * @throws ProblemsException when the service does not answer or may not be asked
   */
  List<Sample> samples(InstanceName instance, String metric, Instant until) {
    ListTimeSeriesRequest request =
        ListTimeSeriesRequest.newBuilder()
            .setName("projects/" + instance.project())
            .setFilter(
                "metric.type = \"%s\" AND resource.type = \"cloudsql_database\" AND resource.labels.database_id = \"%s:%s\""
                    .formatted(metric, instance.project(), instance.instance()))
            .setInterval(
                TimeInterval.newBuilder()
                    .setStartTime(timestamp(until.minus(LoadLimit.ASKED)))
                    .setEndTime(timestamp(until)))
            .setView(TimeSeriesView.FULL)
            .build();
    List<Sample> samples = new ArrayList<>();
    try (MetricServiceClient client = MetricServiceClient.create(settings())) {
      client
          .listTimeSeries(request)
          .iterateAll()
          .forEach(series -> series.getPointsList().forEach(point -> samples.add(sample(point))));
      return samples;
    } catch (NotFoundException e) {
      // Nothing of the kind has ever been measured in this project.
      return List.of();
    } catch (ApiException e) {
      throw refused(instance, e);
    } catch (IOException e) {
      throw nobody(instance);
    }
  }

  private static Timestamp timestamp(Instant at) {
    return Timestamps.fromMillis(at.toEpochMilli());
  }

  private static Sample sample(Point point) {
    TypedValue value = point.getValue();
    return new Sample(
        Instant.ofEpochMilli(Timestamps.toMillis(point.getInterval().getEndTime())),
        value.hasInt64Value() ? value.getInt64Value() : value.getDoubleValue());
  }

  private MetricServiceSettings settings() throws IOException {
    MetricServiceSettings.Builder settings = MetricServiceSettings.newBuilder();
    standIn.ifPresent(
        where ->
            settings
                .setCredentialsProvider(NoCredentialsProvider.create())
                .setTransportChannelProvider(
                    MetricServiceSettings.defaultGrpcTransportProviderBuilder()
                        .setEndpoint(where)
                        .setChannelConfigurator(channel -> channel.usePlaintext())
                        .build()));
    settings.listTimeSeriesSettings().setSimpleTimeoutNoRetriesDuration(ANSWER_WITHIN);
    return settings.build();
  }

  private static ProblemsException refused(InstanceName instance, ApiException answer) {
    return switch (answer.getStatusCode().getCode()) {
      case UNAUTHENTICATED -> nobody(instance);
      case PERMISSION_DENIED ->
          problem(
              instance,
              "Permission denied: the worker lacks monitoring.timeSeries.list in "
                  + instance.project()
                  + ".",
              "Grant it roles/monitoring.viewer there, and see that monitoring.googleapis.com is"
                  + " enabled; it takes effect after some minutes.");
      case RESOURCE_EXHAUSTED ->
          problem(
              instance,
              "Quota exhausted: Cloud Monitoring takes no more questions of "
                  + instance.project()
                  + " now.",
              "Run again later; the quota is per minute.");
      default ->
          problem(
              instance,
              "Cloud Monitoring does not answer (" + answer.getStatusCode().getCode() + ").",
              "See that the network lets the worker reach it, and run again.");
    };
  }

  private static ProblemsException nobody(InstanceName instance) {
    return problem(
        instance,
        "Credentials missing: Cloud Monitoring is not told who asks.",
        "Give the worker an identity: the service account of its pod, or"
            + " GOOGLE_APPLICATION_CREDENTIALS.");
  }

  private static ProblemsException problem(InstanceName instance, String what, String cure) {
    return new ProblemsException(
        List.of(new Problem(what, "instance " + instance.instance(), cure)));
  }
}
