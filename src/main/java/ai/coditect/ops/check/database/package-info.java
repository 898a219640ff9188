/**
 * The deployment checklist's look into the database: what is in its catalogue, and how it is doing.
 */
@NullMarked
package ai.coditect.ops.check.database;

import org.jspecify.annotations.NullMarked;
