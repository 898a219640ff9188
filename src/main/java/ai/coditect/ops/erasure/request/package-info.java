/**
 * Requests to be forgotten: each is recorded once, with its statutory time, from events and from
 * the command line alike; what becomes of it is told, and nobody is named once it was answered.
 */
@NullMarked
package ai.coditect.ops.erasure.request;

import org.jspecify.annotations.NullMarked;
