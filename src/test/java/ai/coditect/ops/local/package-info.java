/**
 * The local stack: a real PostgreSQL, and servers that speak the protocols of Google's services.
 */
@NullMarked
package ai.coditect.ops.local;

import org.jspecify.annotations.NullMarked;
