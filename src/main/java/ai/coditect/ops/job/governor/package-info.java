/**
 * What people govern destruction with: the approval of a parked run by somebody else than who
 * started it, and the switch that holds all destructive work back.
 */
@NullMarked
package ai.coditect.ops.job.governor;

import org.jspecify.annotations.NullMarked;
