/**
 * Takes licenses through their last weeks: notices before the end, grace, expiry, and back after a
 * renewal. The rule is the table in {@code src/docs/license-rule.md}; {@link
 * ai.coditect.ops.license.ExpiryPolicy} decides by it, the SQL beside it does the same to whole
 * sets, and tests hold the three equal. The last word told outside is the state inside, whatever
 * crashes, repeats or overlaps; the change, the row that keeps what was told, its event and its
 * audit row are one statement.
 */
@NullMarked
package ai.coditect.ops.license;

import org.jspecify.annotations.NullMarked;
