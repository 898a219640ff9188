/**
 * The files of k8s/gcp/monitoring: everything that Cloud Monitoring and managed Prometheus are
 * given, from the job files, the metric files and the alert files. The same files, the same text.
 */
@NullMarked
package ai.coditect.ops.metrics.render;

import org.jspecify.annotations.NullMarked;
