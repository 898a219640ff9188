/**
 * The page of a package, for a person: plain, accessible, opened from disk, and harmless whatever
 * the data holds.
 */
@NullMarked
package ai.coditect.ops.export.parcel.page;

import org.jspecify.annotations.NullMarked;
