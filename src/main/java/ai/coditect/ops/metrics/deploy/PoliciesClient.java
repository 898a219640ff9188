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
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
  private final Optional<String> channel;
  private final Set<String> silent = new TreeSet<>();

  /**
   * @param channel of notifications, for those that have none
   */
  PoliciesClient(ConnectionSettings connection, Consumer<Duration> wait, Optional<String> channel)
      throws IOException {
    this.connection = connection;
    this.wait = wait;
    this.channel = channel;
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
    silent.clear();
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
                    .ifPresent(
                        found -> {
                          own.add(found);
                          if (each.getNotificationChannelsCount() == 0) {
                            silent.add(found.name());
                          }
                        }));
    return own;
  }

  /** How many tell nobody, as far as they were read and written. */
  int silent() {
    return silent.size();
  }

  boolean isGivenAChannel() {
    return channel.isPresent();
  }

  /** Those that tell nobody tell the channel from now on. */
  void letAllSpeak() {
    if (channel.isEmpty()) {
      return;
    }
    for (String name : List.copyOf(silent)) {
      AlertPolicy found = client.getAlertPolicy(name);
      if (found.getNotificationChannelsCount() == 0) {
        update(found.toBuilder().addNotificationChannels(channel.get()).build());
      }
      silent.remove(name);
    }
  }

  @Override
  public void create(MonitoringDocument document) {
    AlertPolicy.Builder policy = connection.parse(document, AlertPolicy.newBuilder());
    channel.ifPresent(policy::addNotificationChannels);
    untilItsMetricIsKnown(
        () -> {
          AlertPolicy made = client.createAlertPolicy(connection.parent(), policy.build());
          if (made.getNotificationChannelsCount() == 0) {
            silent.add(made.getName());
          }
        });
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
    update(policy);
  }

  private void update(AlertPolicy policy) {
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
    silent.remove(old.name());
  }

  @Override
  public void close() {
    client.close();
  }
}
