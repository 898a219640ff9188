package ai.coditect.ops.metrics.deploy;

import ai.coditect.ops.metrics.render.MonitoringDocument;
import ai.coditect.ops.metrics.render.MonitoringDocument.Kind;
import java.util.Map;
import java.util.Optional;

/**
 * One of the worker's own things, as it stands in Cloud Monitoring.
 *
 * @param hash of what it was made from
 * @param name by which the service knows it
 */
public record Deployed(Kind kind, String id, String hash, String name) {

  /** By the labels that stand on it; empty where it is somebody else's. */
  static Optional<Deployed> labelled(Kind kind, Map<String, String> labels, String name) {
    return MonitoringDocument.OWNER.equals(labels.get(MonitoringDocument.OWNER_LABEL))
        ? Optional.of(
            new Deployed(
                kind,
                labels.getOrDefault(MonitoringDocument.ID_LABEL, ""),
                labels.getOrDefault(MonitoringDocument.HASH_LABEL, ""),
                name))
        : Optional.empty();
  }
}
