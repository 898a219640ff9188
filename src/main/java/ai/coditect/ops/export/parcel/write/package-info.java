/** Writes a package: one pass over the rows, constant memory, compressed and hashed on the way. */
@NullMarked
package ai.coditect.ops.export.parcel.write;

import org.jspecify.annotations.NullMarked;
