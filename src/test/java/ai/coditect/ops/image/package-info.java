/**
 * Builds the worker's container image without a container engine, and tries what it built. Its
 * steps are those of {@code k8s/image}.
 */
@NullMarked
package ai.coditect.ops.image;

import org.jspecify.annotations.NullMarked;
