package ai.coditect.ops.metrics.deploy;

import ai.coditect.ops.metrics.render.MonitoringDocument;
import ai.coditect.ops.metrics.render.MonitoringDocument.Kind;
import java.util.List;

/** One kind of thing in Cloud Monitoring. */
interface DeployedKind extends AutoCloseable {
  /** Whose documents it takes. */
  boolean takes(Kind kind);

  /** The worker's own, whoever made them. */
  List<Deployed> own();

  void create(MonitoringDocument document);

  /** The same thing says something else afterwards; what people set on it beside stays. */
  void replace(MonitoringDocument document, Deployed old);

  void remove(Deployed old);

  @Override
  void close();
}
