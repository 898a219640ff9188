/**
 * A Cloud Monitoring server for tests and for the local stack: descriptors, the rules for points,
 * and refusals as the service words them, over gRPC on a loopback port.
 */
@NullMarked
package ai.coditect.ops.local.monitoring;

import org.jspecify.annotations.NullMarked;
