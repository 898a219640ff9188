/**
 * Places outside the database, a directory or a bucket: which one a setting names, how a file
 * appears there whole or not at all, and what a person can do when it cannot. Knows nothing of what
 * is kept there.
 */
@NullMarked
package ai.coditect.ops.storage;

import org.jspecify.annotations.NullMarked;
