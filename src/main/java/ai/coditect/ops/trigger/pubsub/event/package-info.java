/**
 * What a Pub/Sub message says: a CloudEvent in binary or structured form, or a Cloud Scheduler
 * message. Nothing a message contains makes reading it fail: what is wrong comes back as a reason
 * for a person, without any of the message's content.
 *
 * <p>A Cloud Scheduler message carries its wish in attributes: {@code job} names the job, {@code
 * param-<name>} gives a parameter, and its run key is {@code scheduled} (an instant, which makes it
 * the same run as that slot fired by anybody else), else {@code key}, else one made of the
 * message's id. Its data is ignored.
 */
@NullMarked
package ai.coditect.ops.trigger.pubsub.event;

import org.jspecify.annotations.NullMarked;
