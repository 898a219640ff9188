package ai.coditect.ops.metrics.deploy;

import ai.coditect.ops.metrics.render.MonitoringDocument;
import ai.coditect.ops.metrics.render.MonitoringDocument.Kind;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode.Code;
import com.google.cloud.monitoring.v3.AlertPolicyServiceClient;
import com.google.cloud.monitoring.v3.AlertPolicyServiceSettings;
import com.google.monitoring.v3.AlertPolicy;
import com.google.monitoring.v3.ListAlertPoliciesRequest;
import com.google.monitoring.v3.UpdateAlertPolicyRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Alert policies. A metric that was described a moment ago may not be known to whoever judges
 * conditions: such a refusal is waited out for a while.
 */
final class PoliciesClient implements DeployedKind {
  private static final int TRIES = 7;
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final ConnectionSettings connection;
  private final AlertPolicyServiceClient client;
  private final Consumer<Duration> wait;

  PoliciesClient(ConnectionSettings connection, Consumer<Duration> wait) throws IOException {
    this.connection = connection;
    this.wait = wait;
    client =
        AlertPolicyServiceClient.create(
            connection
                .towards(
                    AlertPolicyServiceSettings.newBuilder(),
                    AlertPolicyServiceSettings.defaultGrpcTransportProviderBuilder())
                .build());
  }

  @Override
  public boolean takes(Kind kind) {
    return kind == Kind.POLICY;
  }

  @Override
  public List<Deployed> own() {
    List<Deployed> own = new ArrayList<>();
    client
        .listAlertPolicies(
            ListAlertPoliciesRequest.newBuilder()
                .setName(connection.parent())
                .setFilter(
                    "user_labels.%s=\"%s\""
                        .formatted(MonitoringDocument.OWNER_LABEL, MonitoringDocument.OWNER))
                .build())
        .iterateAll()
        .forEach(
            each ->
                Deployed.labelled(Kind.POLICY, each.getUserLabelsMap(), each.getName())
                    .ifPresent(own::add));
    return own;
  }

  @Override
  public void create(MonitoringDocument document) {
    AlertPolicy policy = connection.parse(document, AlertPolicy.newBuilder()).build();
    untilItsMetricIsKnown(() -> client.createAlertPolicy(connection.parent(), policy));
  }

  /** Whom a person had told stays told. */
  @Override
  public void replace(MonitoringDocument document, Deployed old) {
    AlertPolicy found = client.getAlertPolicy(old.name());
    AlertPolicy policy =
        connection
            .parse(document, AlertPolicy.newBuilder())
            .setName(old.name())
            .addAllNotificationChannels(found.getNotificationChannelsList())
            .build();
    untilItsMetricIsKnown(
        () ->
            client.updateAlertPolicy(
                UpdateAlertPolicyRequest.newBuilder().setAlertPolicy(policy).build()));
  }

  private void untilItsMetricIsKnown(Runnable call) {
    for (int attempt = 1; ; attempt++) {
      try {
        call.run();
        return;
      } catch (ApiException e) {
        if (attempt == TRIES || !isOfAnUnknownMetric(e)) {
          throw e;
        }
        wait.accept(PAUSE);
      }
    }
  }

  private static boolean isOfAnUnknownMetric(ApiException e) {
    Code code = e.getStatusCode().getCode();
    String said = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return (code == Code.NOT_FOUND || code == Code.INVALID_ARGUMENT)
        && said.contains("metric")
        && (said.contains("unknown") || said.contains("not find") || said.contains("not exist"));
  }

  @Override
  public void remove(Deployed old) {
    client.deleteAlertPolicy(old.name());
  }

  @Override
  public void close() {
    client.close();
  }
}
