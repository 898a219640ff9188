/**
 * A stand-in for the Admin API of Cloud SQL: its REST over HTTP, as the official client speaks it.
 * What it does is held against recordings of the service where those are present; what no recording
 * covers is listed in src/docs/decisions.md.
 */
@NullMarked
package ai.coditect.ops.local.sqladmin;

import org.jspecify.annotations.NullMarked;
