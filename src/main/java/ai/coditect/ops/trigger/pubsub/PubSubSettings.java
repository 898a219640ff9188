package ai.coditect.ops.trigger.pubsub;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Short names of the topics and subscriptions, and the intake's pace.
 *
 * @param batch how many messages one transaction takes at most
 * @param batchBytes how many bytes they have together; a larger message is alone
 * @param linger how long a batch waits to fill up
 * @param patience how long a question about topics and subscriptions may take
 * @param firstPause the wait after the first failure; it doubles up to {@code longestPause}
 */
@ConfigurationProperties("ops.pubsub")
record PubSubSettings(
    @DefaultValue("ops-requests") String requestsTopic,
    @DefaultValue("ops-worker") String subscription,
    @DefaultValue("ops-requests-dead") String deadLetterTopic,
    @DefaultValue("ops-dead") String deadLetterSubscription,
    @DefaultValue("ops-outcomes") String outcomesTopic,
    @DefaultValue("ops-partitions") String partitionsTopic,
    @DefaultValue("500") int batch,
    @DefaultValue("2000000") long batchBytes,
    @DefaultValue("2000") int outstanding,
    @DefaultValue("5ms") Duration linger,
    @DefaultValue("8s") Duration patience,
    @DefaultValue("1s") Duration firstPause,
    @DefaultValue("30s") Duration longestPause) {}
