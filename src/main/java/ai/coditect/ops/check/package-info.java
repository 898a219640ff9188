/** The deployment checklist: every item of every room, examined in a stable order. */
@NullMarked
package ai.coditect.ops.check;

import org.jspecify.annotations.NullMarked;
