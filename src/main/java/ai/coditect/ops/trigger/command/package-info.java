/**
 * The command line: reads arguments and environment, asks the worker, prints the answer and ends
 * with an exit code that scripts and CronJobs rely on.
 */
@NullMarked
package ai.coditect.ops.trigger.command;

import org.jspecify.annotations.NullMarked;
