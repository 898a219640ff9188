package ai.coditect.ops.local;

import com.google.protobuf.Empty;
import com.google.pubsub.v1.DeleteTopicRequest;
import com.google.pubsub.v1.DetachSubscriptionRequest;
import com.google.pubsub.v1.DetachSubscriptionResponse;
import com.google.pubsub.v1.GetTopicRequest;
import com.google.pubsub.v1.ListTopicsRequest;
import com.google.pubsub.v1.ListTopicsResponse;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublishResponse;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.Topic;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** The publishing half of the protocol, with the limits the service enforces. */
final class PubSubPublisherService extends PublisherGrpc.PublisherImplBase {
  private static final int MOST_BYTES = 10_000_000;
  private final PubSubBroker broker;

  PubSubPublisherService(PubSubBroker broker) {
    this.broker = broker;
  }

  /** Answers with the value, or with the status that finding it out raised. */
  static <T> void answer(StreamObserver<T> caller, Supplier<T> value) {
    T found;
    try {
      found = value.get();
    } catch (RuntimeException e) {
      caller.onError(Status.fromThrowable(e).asRuntimeException());
      return;
    }
    caller.onNext(found);
    caller.onCompleted();
  }

  @Override
  public void createTopic(Topic topic, StreamObserver<Topic> caller) {
    answer(caller, () -> broker.createTopic(topic));
  }

  @Override
  public void getTopic(GetTopicRequest request, StreamObserver<Topic> caller) {
    answer(caller, () -> broker.topic(request.getTopic()));
  }

  @Override
  public void listTopics(ListTopicsRequest request, StreamObserver<ListTopicsResponse> caller) {
    answer(
        caller,
        () ->
            ListTopicsResponse.newBuilder()
                .addAllTopics(broker.topicsOf(request.getProject()))
                .build());
  }

  @Override
  public void deleteTopic(DeleteTopicRequest request, StreamObserver<Empty> caller) {
    answer(
        caller,
        () -> {
          broker.deleteTopic(request.getTopic());
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void detachSubscription(
      DetachSubscriptionRequest request, StreamObserver<DetachSubscriptionResponse> caller) {
    answer(
        caller,
        () -> {
          broker.detach(request.getSubscription());
          return DetachSubscriptionResponse.getDefaultInstance();
        });
  }

  @Override
  public void publish(PublishRequest request, StreamObserver<PublishResponse> caller) {
    answer(
        caller,
        () -> {
          examine(request);
          return PublishResponse.newBuilder()
              .addAllMessageIds(broker.publish(request.getTopic(), request.getMessagesList()))
              .build();
        });
  }

  private static void examine(PublishRequest request) {
    if (request.getMessagesCount() == 0 || request.getMessagesCount() > 1000) {
      throw invalid("a request carries 1 to 1000 messages");
    }
    if (request.getSerializedSize() > MOST_BYTES) {
      throw invalid("a request carries at most 10 MB");
    }
    for (PubsubMessage message : request.getMessagesList()) {
      if (message.getData().isEmpty() && message.getAttributesCount() == 0) {
        throw invalid("a message needs data or an attribute");
      }
      if (!message.getOrderingKey().equals(request.getMessages(0).getOrderingKey())) {
        throw invalid("all messages of a request have the same ordering key");
      }
      if (bytes(message.getOrderingKey()) > 1024 || message.getAttributesCount() > 100) {
        throw invalid("an ordering key has at most 1024 bytes, a message at most 100 attributes");
      }
      message
          .getAttributesMap()
          .forEach(
              (key, value) -> {
                // Its own clients write traces there.
                if (key.startsWith("goog") && !key.matches("googclient_(trace|OpenTelemetry).*")) {
                  throw invalid("attributes that begin with goog are the service's own");
                }
                if (key.isEmpty() || bytes(key) > 256 || bytes(value) > 1024) {
                  throw invalid("an attribute has at most 256 bytes of key and 1024 of value");
                }
              });
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  static RuntimeException invalid(String why) {
    return Status.INVALID_ARGUMENT.withDescription(why).asRuntimeException();
  }
}
