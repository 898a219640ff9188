/**
 * Takes licenses through their last weeks: notices before the end, grace, expiry, and back after a
 * renewal. {@link ai.coditect.ops.license.ExpiryPolicy} is the rule; the SQL beside it does the
 * same to whole sets and is held equal to it by tests. Each stage happens once per license and end
 * date, whatever crashes, repeats or overlaps; the change, its stage, its event and its audit row
 * are one statement.
 */
@NullMarked
package ai.coditect.ops.license;

import org.jspecify.annotations.NullMarked;
