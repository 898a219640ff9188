/** The two ledgers of erasures, outside and inside the database, and how they are kept in step. */
@NullMarked
package ai.coditect.ops.erasure.evidence;

import org.jspecify.annotations.NullMarked;
