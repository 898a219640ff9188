/**
 * What goes into a package: read from the map of personal data and out of one snapshot of the
 * database, with every row held against the tenant and the person it is for.
 */
@NullMarked
package ai.coditect.ops.export.content;

import org.jspecify.annotations.NullMarked;
