/** Errors that a person can act on, and the checks that find them before a run does. */
@NullMarked
package ai.coditect.ops.problem;

import org.jspecify.annotations.NullMarked;
