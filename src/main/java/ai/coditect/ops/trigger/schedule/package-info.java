/**
 * Quartz, clustered on the worker's own tables: fires the schedules of the job files, keeps queued
 * runs durable, and takes up runs whose worker died. It knows nothing of what a job does.
 */
@NullMarked
package ai.coditect.ops.trigger.schedule;

import org.jspecify.annotations.NullMarked;
