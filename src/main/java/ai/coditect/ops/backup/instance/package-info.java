/**
 * What the Admin API of Cloud SQL says about an instance and its backups, held against what is
 * expected of them, each point by name. It reads; whatever changes an instance is elsewhere.
 */
@NullMarked
package ai.coditect.ops.backup.instance;

import org.jspecify.annotations.NullMarked;
