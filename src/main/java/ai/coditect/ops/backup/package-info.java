/**
 * Backups that are proven. A backup that "succeeded" is not evidence: what the Admin API of Cloud
 * SQL says about an instance's backups is held against what the job file expects, each point by
 * name, with the measured value and the cure.
 */
@NullMarked
package ai.coditect.ops.backup;

import org.jspecify.annotations.NullMarked;
