/**
 * Events out. A room writes its event into the outbox in the transaction of the fact it tells; the
 * relay publishes what has committed and removes it only after the topic has taken it. So an event
 * goes out exactly when its fact is true: never lost, doubled only after a crash and then with the
 * same id, and in the order of writing for each ordering key. One relay publishes at a time; the
 * others stand by and take over when its transaction ends, however it ends.
 *
 * <p>Order is that of the outbox's sequence. Two transactions that write at the same time are not
 * ordered; facts about one row are, since its lock makes the second wait for the first.
 */
@NullMarked
package ai.coditect.ops.outbox;

import org.jspecify.annotations.NullMarked;
