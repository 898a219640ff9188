/**
 * Real PostgreSQL servers behind the instances of the stand-in: a backup is a base backup of the
 * running server, a restore starts a server from it, a clone replays its log to an instant.
 */
@NullMarked
package ai.coditect.ops.local.sqladmin.server;

import org.jspecify.annotations.NullMarked;
