/**
 * The rules that everything which a cluster is given keeps. Each is one claim about one object, or
 * about how objects fit together, and says what to change where it is broken.
 */
@NullMarked
package ai.coditect.ops.kubernetes.policy;

import org.jspecify.annotations.NullMarked;
