package ai.coditect.ops.metrics.deploy;

import com.google.cloud.monitoring.v3.AlertPolicyServiceClient;
import com.google.cloud.monitoring.v3.AlertPolicyServiceSettings;
import com.google.cloud.monitoring.v3.ServiceMonitoringServiceClient;
import com.google.cloud.monitoring.v3.ServiceMonitoringServiceSettings;
import com.google.monitoring.v3.AlertPolicy;
import com.google.monitoring.v3.CreateServiceLevelObjectiveRequest;
import com.google.monitoring.v3.UpdateAlertPolicyRequest;
import java.io.IOException;

/** What people do to policies in the console. */
record PolicyHand(AlertPolicyServiceClient client, String parent) implements AutoCloseable {

  static PolicyHand open(ConnectionSettings connection) throws IOException {
    return new PolicyHand(
        AlertPolicyServiceClient.create(
            connection
                .towards(
                    AlertPolicyServiceSettings.newBuilder(),
                    AlertPolicyServiceSettings.defaultGrpcTransportProviderBuilder())
                .build()),
        connection.parent());
  }

  void tellTo(AlertPolicy policy, String channel) {
    client.updateAlertPolicy(
        UpdateAlertPolicyRequest.newBuilder()
            .setAlertPolicy(policy.toBuilder().addNotificationChannels(channel))
            .build());
  }

  void copy(AlertPolicy policy) {
    client.createAlertPolicy(parent, policy.toBuilder().clearName().build());
  }

  void make(String title) {
    AlertPolicy.Builder policy = AlertPolicy.newBuilder().setDisplayName(title);
    policy.setCombiner(AlertPolicy.ConditionCombinerType.OR);
    policy
        .getAlertStrategyBuilder()
        .getNotificationRateLimitBuilder()
        .getPeriodBuilder()
        .setSeconds(300);
    policy
        .addConditionsBuilder()
        .setDisplayName(title)
        .getConditionMatchedLogBuilder()
        .setFilter("severity>=ERROR");
    client.createAlertPolicy(parent, policy.build());
  }

  /** A copy of the worker's first one, under a name of theirs and without labels. */
  static void makeObjective(ConnectionSettings connection, String id) throws IOException {
    try (ServiceMonitoringServiceClient service =
        ServiceMonitoringServiceClient.create(
            connection
                .towards(
                    ServiceMonitoringServiceSettings.newBuilder(),
                    ServiceMonitoringServiceSettings.defaultGrpcTransportProviderBuilder())
                .build())) {
      String parent = connection.parent() + "/services/ops-worker";
      service.createServiceLevelObjective(
          CreateServiceLevelObjectiveRequest.newBuilder()
              .setParent(parent)
              .setServiceLevelObjectiveId(id)
              .setServiceLevelObjective(
                  service
                      .listServiceLevelObjectives(parent)
                      .iterateAll()
                      .iterator()
                      .next()
                      .toBuilder()
                      .clearName()
                      .clearUserLabels())
              .build());
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
