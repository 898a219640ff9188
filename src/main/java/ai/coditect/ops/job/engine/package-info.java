/**
 * The engine behind {@link ai.coditect.ops.job.JobRunner}: the ledger of runs with its fence, the
 * Spring Batch jobs made from stages, and the durable queue on Quartz. Nothing here knows what a
 * job does.
 */
@NullMarked
package ai.coditect.ops.job.engine;

import org.jspecify.annotations.NullMarked;
