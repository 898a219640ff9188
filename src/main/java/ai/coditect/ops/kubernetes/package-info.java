/**
 * What a cluster is given, as far as it follows from the job files, and the rules that everything
 * which a cluster is given is held against.
 */
@NullMarked
package ai.coditect.ops.kubernetes;

import org.jspecify.annotations.NullMarked;
