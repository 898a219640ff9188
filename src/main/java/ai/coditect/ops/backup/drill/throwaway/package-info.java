/**
 * The instances that restore drills make, and the conditions for writing to them. Nothing is
 * restored into, changed or deleted but a {@link
 * ai.coditect.ops.backup.drill.throwaway.ProvenInstance}: an instance that the operation of this
 * very run made, read back by name, label and creation time right before the request. What a run is
 * about to make is written down first, so that nothing is left behind.
 */
@NullMarked
package ai.coditect.ops.backup.drill.throwaway;

import org.jspecify.annotations.NullMarked;
