/**
 * Whether a session is what the worker takes it for: its own, with the time-outs and the meaning of
 * statements that it asked for. Asked once of each new connection; one that is not is not used.
 */
@NullMarked
package ai.coditect.ops.database.session;

import org.jspecify.annotations.NullMarked;
