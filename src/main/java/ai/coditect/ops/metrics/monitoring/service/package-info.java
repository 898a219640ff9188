/**
 * Cloud Monitoring itself: its client, its words for our measurements, what its answers mean point
 * by point, and what this process is called there. One request, one try; nothing here decides what
 * is tried again.
 */
@NullMarked
package ai.coditect.ops.metrics.monitoring.service;

import org.jspecify.annotations.NullMarked;
