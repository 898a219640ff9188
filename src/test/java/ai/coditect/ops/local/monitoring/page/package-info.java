/**
 * Dashboards drawn from their own JSON and from the points that the stand-in keeps: what the
 * on-call will see, before anything is deployed. Nothing is drawn that the JSON does not ask for.
 */
@NullMarked
package ai.coditect.ops.local.monitoring.page;

import org.jspecify.annotations.NullMarked;
