/** From the process environment to a started worker, or to every reason why it cannot start. */
@NullMarked
package ai.coditect.ops.trigger.command.start;

import org.jspecify.annotations.NullMarked;
