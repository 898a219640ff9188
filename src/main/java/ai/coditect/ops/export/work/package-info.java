/**
 * The making of packages: each request for a copy is taken, written beside the bites of a run,
 * answered or put off; and what is over or was given up is removed from its place.
 */
@NullMarked
package ai.coditect.ops.export.work;

import org.jspecify.annotations.NullMarked;
