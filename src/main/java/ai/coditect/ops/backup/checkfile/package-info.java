/**
 * Questions as files: {@code jobs/backup-checks/*.yaml} with a statement in SQL beside each. A
 * marker records the answers at backup time, an examination asks again in the copy and compares.
 */
@NullMarked
package ai.coditect.ops.backup.checkfile;

import org.jspecify.annotations.NullMarked;
