/** Rows that are planned to go or change and rows that did, counted the same way. */
@NullMarked
package ai.coditect.ops.erasure.tally;

import org.jspecify.annotations.NullMarked;
