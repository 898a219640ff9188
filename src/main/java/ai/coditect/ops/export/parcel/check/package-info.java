/**
 * Says whether a package is whole and as it was written, from the file alone: no database, constant
 * memory, and nothing of its content in what is said.
 */
@NullMarked
package ai.coditect.ops.export.parcel.check;

import org.jspecify.annotations.NullMarked;
