/**
 * Dashboards for Cloud Monitoring, as the JSON that it reads: one overview for whoever is woken,
 * and one page for each capability. What the service would fill in by itself is written out, so
 * that what is read back equals what was written.
 */
@NullMarked
package ai.coditect.ops.metrics.dashboard;

import org.jspecify.annotations.NullMarked;
