/**
 * What the schema does by itself when the worker deletes and changes rows: whatever the map of
 * personal data does not say is told before the first row goes.
 */
@NullMarked
package ai.coditect.ops.privacy.effect;

import org.jspecify.annotations.NullMarked;
