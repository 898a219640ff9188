/** What the whole gate has taken, class by class, and which classes may take long. */
@NullMarked
package ai.coditect.ops.gate;

import org.jspecify.annotations.NullMarked;
