/**
 * Events in, from Pub/Sub. An event is acknowledged only after the transaction that made it durable
 * has committed; one that can never succeed is stored as rejected, with its reason, and sent to the
 * dead-letter topic; after an unknown failure it is nacked and comes again. Doubles and changes of
 * order are harmless. What is held in memory is bounded by the subscriber's flow control.
 */
@NullMarked
package ai.coditect.ops.trigger.pubsub;

import org.jspecify.annotations.NullMarked;
