package ai.coditect.ops.metrics.deploy;

import ai.coditect.ops.metrics.render.MonitoringDocument;
import ai.coditect.ops.metrics.render.MonitoringDocument.Kind;
import ai.coditect.ops.metrics.write.Measurement;
import com.google.api.LabelDescriptor;
import com.google.api.MetricDescriptor;
import com.google.cloud.monitoring.v3.MetricServiceClient;
import com.google.cloud.monitoring.v3.MetricServiceSettings;
import com.google.monitoring.v3.ListMetricDescriptorsRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Descriptors of metrics. They have no labels of ours: each is compared with what is rendered. */
final class DescriptorsClient implements DeployedKind {
  private static final String OTHER = "other";

  private final ConnectionSettings connection;
  private final MetricServiceClient client;
  private final Map<String, MonitoringDocument> rendered = new HashMap<>();

  DescriptorsClient(ConnectionSettings connection, List<MonitoringDocument> documents)
      throws IOException {
    this.connection = connection;
    client =
        MetricServiceClient.create(
            connection
                .towards(
                    MetricServiceSettings.newBuilder(),
                    MetricServiceSettings.defaultGrpcTransportProviderBuilder())
                .build());
    documents.stream()
        .filter(each -> takes(each.kind()))
        .forEach(each -> rendered.put(each.id(), each));
  }

  @Override
  public boolean takes(Kind kind) {
    return kind == Kind.DESCRIPTOR;
  }

  @Override
  public List<Deployed> own() {
    List<Deployed> own = new ArrayList<>();
    client
        .listMetricDescriptors(
            ListMetricDescriptorsRequest.newBuilder()
                .setName(connection.parent())
                .setFilter("metric.type = starts_with(\"" + Measurement.PREFIX + "\")")
                .build())
        .iterateAll()
        .forEach(found -> own.add(deployed(found)));
    return own;
  }

  private Deployed deployed(MetricDescriptor found) {
    String id = found.getType().substring(Measurement.PREFIX.length());
    MonitoringDocument document = rendered.get(id);
    String hash = document == null || !says(found, parse(document)) ? OTHER : document.hash();
    return new Deployed(Kind.DESCRIPTOR, id, hash, found.getName());
  }

  /** Labels that it has beside stay. */
  private static boolean says(MetricDescriptor found, MetricDescriptor wanted) {
    return found.getUnit().equals(wanted.getUnit())
        && found.getDescription().equals(wanted.getDescription())
        && isOfTheKindOf(found, wanted)
        && keys(found).containsAll(keys(wanted));
  }

  private static boolean isOfTheKindOf(MetricDescriptor found, MetricDescriptor wanted) {
    return found.getMetricKind() == wanted.getMetricKind()
        && found.getValueType() == wanted.getValueType();
  }

  private static Set<String> keys(MetricDescriptor descriptor) {
    Set<String> keys = new HashSet<>();
    descriptor.getLabelsList().stream().map(LabelDescriptor::getKey).forEach(keys::add);
    return keys;
  }

  private MetricDescriptor parse(MonitoringDocument document) {
    return connection.parse(document, MetricDescriptor.newBuilder()).build();
  }

  @Override
  public void create(MonitoringDocument document) {
    client.createMetricDescriptor(connection.parent(), parse(document));
  }

  /** Making it again changes its words; its kind it keeps for ever. */
  @Override
  public void replace(MonitoringDocument document, Deployed old) {
    if (!isOfTheKindOf(client.getMetricDescriptor(old.name()), parse(document))) {
      throw new KindChangedException(document.id());
    }
    create(document);
  }

  @Override
  public void remove(Deployed old) {
    throw new IllegalStateException("a metric would lose its points: " + old.name());
  }

  @Override
  public void close() {
    client.close();
  }
}
