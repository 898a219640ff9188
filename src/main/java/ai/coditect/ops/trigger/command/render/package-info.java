/** Manifests that follow from the job files; the same files, the same text. */
@NullMarked
package ai.coditect.ops.trigger.command.render;

import org.jspecify.annotations.NullMarked;
