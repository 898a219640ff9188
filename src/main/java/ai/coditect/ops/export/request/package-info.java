/**
 * Requests for copies: each is recorded once, with its statutory time, from events and from the
 * command line alike; what became of it is shown, tried again and handed over, and nobody is named.
 */
@NullMarked
package ai.coditect.ops.export.request;

import org.jspecify.annotations.NullMarked;
