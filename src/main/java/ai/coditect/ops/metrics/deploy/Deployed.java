package ai.coditect.ops.metrics.deploy;

import ai.coditect.ops.metrics.render.MonitoringDocument.Kind;

/**
 * One of the worker's own things, as it stands in Cloud Monitoring.
 *
 * @param hash of what it was made from
 * @param name by which the service knows it
 */
public record Deployed(Kind kind, String id, String hash, String name) {}
