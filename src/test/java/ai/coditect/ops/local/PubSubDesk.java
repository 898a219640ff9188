package ai.coditect.ops.local;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Topic;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A person at any Pub/Sub server without credentials: makes topics, publishes, reads. */
public final class PubSubDesk implements AutoCloseable {
  private final ManagedChannel channel;
  private final String project;

  public PubSubDesk(String endpoint, String project) {
    this.channel = ManagedChannelBuilder.forTarget(endpoint).usePlaintext().build();
    this.project = project;
  }

  /** Makes the topic and a subscription to it where they are missing. */
  public void subscribe(String topic, String subscription) {
    subscribe(topic, subscription, false);
  }

  /** As whoever wants each organization's outcomes in their order. */
  void subscribeInOrder(String topic, String subscription) {
    subscribe(topic, subscription, true);
  }

  private void subscribe(String topic, String subscription, boolean inOrder) {
    unlessThere(
        () ->
            PublisherGrpc.newBlockingStub(channel)
                .createTopic(Topic.newBuilder().setName(topic(topic)).build()));
    unlessThere(
        () ->
            SubscriberGrpc.newBlockingStub(channel)
                .createSubscription(
                    Subscription.newBuilder()
                        .setName(subscription(subscription))
                        .setTopic(topic(topic))
                        .setAckDeadlineSeconds(60)
                        .setEnableMessageOrdering(inOrder)
                        .build()));
  }

  public void publish(String topic, Map<String, String> attributes, String data) {
    publish(topic, attributes, data.getBytes(StandardCharsets.UTF_8));
  }

  public void publish(String topic, Map<String, String> attributes, byte[] data) {
    PublisherGrpc.newBlockingStub(channel)
        .publish(
            PublishRequest.newBuilder()
                .setTopic(topic(topic))
                .addMessages(
                    PubsubMessage.newBuilder()
                        .putAllAttributes(attributes)
                        .setData(ByteString.copyFrom(data)))
                .build());
  }

  /** Publishes a CloudEvent in the binary form. */
  public void publishEvent(String topic, String id, String type, String data) {
    publish(
        topic,
        Map.of(
            "ce-id", id,
            "ce-type", type,
            "ce-source", "//demo",
            "ce-specversion", "1.0",
            "contentType", "application/json"),
        data);
  }

  /** Takes and acknowledges what is there, waiting a little for the first message. */
  public List<PubsubMessage> take(String subscription, Duration patience) {
    List<PubsubMessage> taken = new ArrayList<>();
    try {
      while (true) {
        List<ReceivedMessage> received =
            SubscriberGrpc.newBlockingStub(channel)
                .withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS)
                .pull(
                    PullRequest.newBuilder()
                        .setSubscription(subscription(subscription))
                        .setMaxMessages(1000)
                        .build())
                .getReceivedMessagesList();
        if (received.isEmpty()) {
          return taken;
        }
        AcknowledgeRequest.Builder acks =
            AcknowledgeRequest.newBuilder().setSubscription(subscription(subscription));
        received.forEach(
            message -> {
              taken.add(message.getMessage());
              acks.addAckIds(message.getAckId());
            });
        SubscriberGrpc.newBlockingStub(channel).acknowledge(acks.build());
      }
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED) {
        return taken;
      }
      throw e;
    }
  }

  private String topic(String name) {
    return "projects/" + project + "/topics/" + name;
  }

  private String subscription(String name) {
    return "projects/" + project + "/subscriptions/" + name;
  }

  private static void unlessThere(Runnable create) {
    try {
      create.run();
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
