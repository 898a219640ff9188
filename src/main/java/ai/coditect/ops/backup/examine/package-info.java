/**
 * Examines a restored copy: holds it against the newest signed marker in it, asks the check files
 * again, tries what the tenants and the worker may do, and damages it on purpose to show that the
 * examination sees. It needs connections to the copy and to nothing else.
 */
@NullMarked
package ai.coditect.ops.backup.examine;

import org.jspecify.annotations.NullMarked;
