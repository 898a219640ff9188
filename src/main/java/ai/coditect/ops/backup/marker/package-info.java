/**
 * Writes down, signed and on a schedule, what the database holds at one instant: rows and
 * fingerprints by table and tenant, the newest entries of the worker's own books, structure,
 * rights, and the answers of the check files. A backup carries its newest marker along, so that a
 * restored copy can be held against it without asking production.
 */
@NullMarked
package ai.coditect.ops.backup.marker;

import org.jspecify.annotations.NullMarked;
