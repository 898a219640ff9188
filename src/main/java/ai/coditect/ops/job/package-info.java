/**
 * What a job is and the one door to run it: a room describes its work as an {@link
 * ai.coditect.ops.job.OpsJob}, a trigger asks for it with a {@link ai.coditect.ops.job.RunRequest},
 * and {@link ai.coditect.ops.job.JobRunner} promises that the same key has its effect once,
 * wherever it comes from.
 */
@NullMarked
package ai.coditect.ops.job;

import org.jspecify.annotations.NullMarked;
