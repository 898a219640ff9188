/**
 * The package itself: a zip that explains itself to a person and a program, written in one pass and
 * constant memory, and checked without a database. Knows no table by name.
 */
@NullMarked
package ai.coditect.ops.export.parcel;

import org.jspecify.annotations.NullMarked;
