/**
 * The Coditect ops worker. Triggers ask, the job room runs, features decide, the database and the
 * outbox keep; arrows run downward only.
 */
@NullMarked
package ai.coditect.ops;

import org.jspecify.annotations.NullMarked;
