/** The statements that count, delete and change rows as the map says, composed by the server. */
@NullMarked
package ai.coditect.ops.erasure.statement;

import org.jspecify.annotations.NullMarked;
