/**
 * How long ago what has to succeed now and then last did: each schedule for itself, since a success
 * of one says nothing about another. Silence is an alarm, also of what never ran.
 */
@NullMarked
package ai.coditect.ops.job.silence;

import org.jspecify.annotations.NullMarked;
