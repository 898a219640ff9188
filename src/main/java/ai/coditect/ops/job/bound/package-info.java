/**
 * What bounds a governed run, whichever job it is of: the rows that its bites take are counted by
 * the server, held against what the bites report, and added up against the job file's limit.
 */
@NullMarked
package ai.coditect.ops.job.bound;

import org.jspecify.annotations.NullMarked;
