/**
 * Schemas drawn at random, each with a map and rows, and an oracle that knows only the rows and the
 * documents' rules: it says who may go and what may change.
 */
@NullMarked
package ai.coditect.ops.zoo.random;

import org.jspecify.annotations.NullMarked;
