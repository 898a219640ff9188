/**
 * The history of restore drills and what is shown of it: a report of each, and one signed file for
 * an auditor that is checked without a database.
 *
 * <p>{@link ai.coditect.ops.backup.evidence.DrillStore} keeps one row of {@code
 * coditect_ops.drills} a run: {@code begin} at the first stage, {@code ofRun} and {@code save} at
 * each later one. {@link ai.coditect.ops.backup.evidence.Drill} has a method for each thing that
 * happens to it, so that a stage says {@code drills.save(drill.reached(RESTORE).into(target))}.
 */
@NullMarked
package ai.coditect.ops.backup.evidence;

import org.jspecify.annotations.NullMarked;
