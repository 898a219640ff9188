package ai.coditect.ops.metrics.deploy;

import ai.coditect.ops.metrics.render.MonitoringDocument;
import ai.coditect.ops.metrics.render.MonitoringDocument.Kind;
import com.google.cloud.monitoring.dashboard.v1.DashboardsServiceClient;
import com.google.cloud.monitoring.dashboard.v1.DashboardsServiceSettings;
import com.google.monitoring.dashboard.v1.CreateDashboardRequest;
import com.google.monitoring.dashboard.v1.Dashboard;
import com.google.monitoring.dashboard.v1.DeleteDashboardRequest;
import com.google.monitoring.dashboard.v1.GetDashboardRequest;
import com.google.monitoring.dashboard.v1.ListDashboardsRequest;
import com.google.monitoring.dashboard.v1.UpdateDashboardRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Dashboards. */
final class DashboardsClient implements DeployedKind {
  private final ConnectionSettings connection;
  private final DashboardsServiceClient client;

  DashboardsClient(ConnectionSettings connection) throws IOException {
    this.connection = connection;
    client =
        DashboardsServiceClient.create(
            connection
                .towards(
                    DashboardsServiceSettings.newBuilder(),
                    DashboardsServiceSettings.defaultGrpcTransportProviderBuilder())
                .build());
  }

  @Override
  public boolean takes(Kind kind) {
    return kind == Kind.DASHBOARD;
  }

  @Override
  public List<Deployed> own() {
    List<Deployed> own = new ArrayList<>();
    client
        .listDashboards(ListDashboardsRequest.newBuilder().setParent(connection.parent()).build())
        .iterateAll()
        .forEach(
            each ->
                Deployed.labelled(Kind.DASHBOARD, each.getLabelsMap(), each.getName())
                    .ifPresent(own::add));
    return own;
  }

  @Override
  public void create(MonitoringDocument document) {
    client.createDashboard(
        CreateDashboardRequest.newBuilder()
            .setParent(connection.parent())
            .setDashboard(connection.parse(document, Dashboard.newBuilder()))
            .build());
  }

  @Override
  public void replace(MonitoringDocument document, Deployed old) {
    Dashboard found =
        client.getDashboard(GetDashboardRequest.newBuilder().setName(old.name()).build());
    client.updateDashboard(
        UpdateDashboardRequest.newBuilder()
            .setDashboard(
                connection
                    .parse(document, Dashboard.newBuilder())
                    .setName(old.name())
                    .setEtag(found.getEtag()))
            .build());
  }

  @Override
  public void remove(Deployed old) {
    client.deleteDashboard(DeleteDashboardRequest.newBuilder().setName(old.name()).build());
  }

  @Override
  public void close() {
    client.close();
  }
}
