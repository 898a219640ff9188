package ai.coditect.ops.metrics.deploy;

import ai.coditect.ops.metrics.render.MonitoringDocument;
import ai.coditect.ops.metrics.render.MonitoringDocument.Kind;
import com.google.api.gax.rpc.NotFoundException;
import com.google.cloud.monitoring.v3.ServiceMonitoringServiceClient;
import com.google.cloud.monitoring.v3.ServiceMonitoringServiceSettings;
import com.google.monitoring.v3.CreateServiceLevelObjectiveRequest;
import com.google.monitoring.v3.CreateServiceRequest;
import com.google.monitoring.v3.Service;
import com.google.monitoring.v3.ServiceLevelObjective;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The service that objectives belong to, and they. The worker chooses their ids. */
final class ObjectivesClient implements DeployedKind {
  private final ConnectionSettings connection;
  private final ServiceMonitoringServiceClient client;
  private final String service;

  ObjectivesClient(ConnectionSettings connection) throws IOException {
    this.connection = connection;
    service = connection.parent() + "/services/" + MonitoringDocument.OWNER;
    client =
        ServiceMonitoringServiceClient.create(
            connection
                .towards(
                    ServiceMonitoringServiceSettings.newBuilder(),
                    ServiceMonitoringServiceSettings.defaultGrpcTransportProviderBuilder())
                .build());
  }

  @Override
  public boolean takes(Kind kind) {
    return kind == Kind.SERVICE || kind == Kind.OBJECTIVE;
  }

  @Override
  public List<Deployed> own() {
    List<Deployed> own = new ArrayList<>();
    try {
      Service found = client.getService(service);
      labelled(Kind.SERVICE, found.getName(), found.getUserLabelsMap()).ifPresent(own::add);
      client
          .listServiceLevelObjectives(service)
          .iterateAll()
          .forEach(
              each ->
                  labelled(Kind.OBJECTIVE, each.getName(), each.getUserLabelsMap())
                      .ifPresent(own::add));
    } catch (NotFoundException e) {
      return own;
    }
    return own;
  }

  /** People may add objectives of their own to the service: those have not the worker's labels. */
  private static Optional<Deployed> labelled(Kind kind, String name, Map<String, String> labels) {
    String id = name.substring(name.lastIndexOf('/') + 1);
    return Deployed.labelled(kind, labels, name)
        .map(each -> new Deployed(kind, id, each.hash(), name));
  }

  @Override
  public void create(MonitoringDocument document) {
    if (document.kind() == Kind.SERVICE) {
      client.createService(
          CreateServiceRequest.newBuilder()
              .setParent(connection.parent())
              .setServiceId(document.id())
              .setService(connection.parse(document, Service.newBuilder()))
              .build());
    } else {
      client.createServiceLevelObjective(
          CreateServiceLevelObjectiveRequest.newBuilder()
              .setParent(service)
              .setServiceLevelObjectiveId(document.id())
              .setServiceLevelObjective(
                  connection.parse(document, ServiceLevelObjective.newBuilder()))
              .build());
    }
  }

  @Override
  public void replace(MonitoringDocument document, Deployed old) {
    if (document.kind() == Kind.SERVICE) {
      client.updateService(
          connection.parse(document, Service.newBuilder()).setName(old.name()).build());
    } else {
      client.updateServiceLevelObjective(
          connection
              .parse(document, ServiceLevelObjective.newBuilder())
              .setName(old.name())
              .build());
    }
  }

  @Override
  public void remove(Deployed old) {
    if (old.kind() == Kind.SERVICE) {
      client.deleteService(old.name());
    } else {
      client.deleteServiceLevelObjective(old.name());
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
