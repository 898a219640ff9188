/**
 * Collection: asks the database on one connection that nobody else waits for, in one snapshot and
 * within a budget, and tells what is known, however old, without asking anybody.
 */
@NullMarked
package ai.coditect.ops.metrics.collect;

import org.jspecify.annotations.NullMarked;
