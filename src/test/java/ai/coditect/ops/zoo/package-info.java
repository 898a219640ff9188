/**
 * Schemas in the shape of well-known products ({@code src/test/resources/zoo}): on each, people and
 * an organization are exported and erased beside a hold, and every row is looked at before and
 * after.
 */
@NullMarked
package ai.coditect.ops.zoo;

import org.jspecify.annotations.NullMarked;
