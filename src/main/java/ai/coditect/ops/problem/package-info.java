/** Errors that a person can act on. */
@NullMarked
package ai.coditect.ops.problem;

import org.jspecify.annotations.NullMarked;
