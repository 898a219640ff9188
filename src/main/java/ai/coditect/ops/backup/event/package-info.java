/** The events that tell how backups were found to be, by whichever look at them. */
@NullMarked
package ai.coditect.ops.backup.event;

import org.jspecify.annotations.NullMarked;
