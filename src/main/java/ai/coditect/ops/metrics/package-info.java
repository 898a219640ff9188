/**
 * Figures of the service and of the worker: read as files say, told every minute by the serving
 * workers, shown to a person by {@code figures} and {@code run metrics-report --dry-run}. A figure
 * that cannot be read says so and how old its last value is; no other one waits for it.
 */
@NullMarked
package ai.coditect.ops.metrics;

import org.jspecify.annotations.NullMarked;
