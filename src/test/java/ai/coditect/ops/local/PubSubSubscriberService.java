package ai.coditect.ops.local;

import com.google.protobuf.Empty;
import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.DeleteSubscriptionRequest;
import com.google.pubsub.v1.GetSubscriptionRequest;
import com.google.pubsub.v1.ListSubscriptionsRequest;
import com.google.pubsub.v1.ListSubscriptionsResponse;
import com.google.pubsub.v1.ModifyAckDeadlineRequest;
import com.google.pubsub.v1.ModifyPushConfigRequest;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.PullResponse;
import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.StreamingPullResponse;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.Subscription;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;

/** The receiving half of the protocol. */
final class PubSubSubscriberService extends SubscriberGrpc.SubscriberImplBase {
  private final PubSubBroker broker;

  PubSubSubscriberService(PubSubBroker broker) {
    this.broker = broker;
  }

  @Override
  public void createSubscription(Subscription wanted, StreamObserver<Subscription> caller) {
    PubSubPublisherService.answer(caller, () -> broker.createSubscription(wanted));
  }

  @Override
  public void getSubscription(GetSubscriptionRequest request, StreamObserver<Subscription> caller) {
    PubSubPublisherService.answer(
        caller, () -> broker.subscription(request.getSubscription()).description());
  }

  @Override
  public void listSubscriptions(
      ListSubscriptionsRequest request, StreamObserver<ListSubscriptionsResponse> caller) {
    PubSubPublisherService.answer(
        caller,
        () ->
            ListSubscriptionsResponse.newBuilder()
                .addAllSubscriptions(broker.subscriptionsOf(request.getProject()))
                .build());
  }

  @Override
  public void deleteSubscription(DeleteSubscriptionRequest request, StreamObserver<Empty> caller) {
    PubSubPublisherService.answer(
        caller,
        () -> {
          broker.deleteSubscription(request.getSubscription());
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void modifyPushConfig(ModifyPushConfigRequest request, StreamObserver<Empty> caller) {
    PubSubPublisherService.answer(
        caller,
        () -> {
          broker.push(request.getSubscription(), request.getPushConfig());
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void acknowledge(AcknowledgeRequest request, StreamObserver<Empty> caller) {
    PubSubPublisherService.answer(
        caller,
        () -> {
          broker.acknowledge(request.getSubscription(), request.getAckIdsList());
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void modifyAckDeadline(ModifyAckDeadlineRequest request, StreamObserver<Empty> caller) {
    PubSubPublisherService.answer(
        caller,
        () -> {
          int seconds = request.getAckDeadlineSeconds();
          if (seconds < 0 || seconds > 600) {
            throw PubSubPublisherService.invalid("an ack deadline is 0 to 600 seconds");
          }
          broker.modifyAckDeadline(request.getSubscription(), request.getAckIdsList(), seconds);
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void pull(PullRequest request, StreamObserver<PullResponse> caller) {
    PubSubPublisherService.answer(
        caller,
        () ->
            PullResponse.newBuilder()
                .addAllReceivedMessages(
                    broker.pull(request.getSubscription(), request.getMaxMessages()))
                .build());
  }

  @Override
  public StreamObserver<StreamingPullRequest> streamingPull(
      StreamObserver<StreamingPullResponse> caller) {
    return new Stream((ServerCallStreamObserver<StreamingPullResponse>) caller);
  }

  /** One streaming pull: the first request subscribes, later ones are pings and lease changes. */
  private final class Stream implements StreamObserver<StreamingPullRequest> {
    private final ServerCallStreamObserver<StreamingPullResponse> client;
    private String subscription = "";

    private Stream(ServerCallStreamObserver<StreamingPullResponse> client) {
      this.client = client;
      client.setOnReadyHandler(() -> broker.dispatch(subscription));
      client.setOnCancelHandler(() -> broker.remove(client));
    }

    @Override
    public void onNext(StreamingPullRequest request) {
      try {
        if (subscription.isEmpty()) {
          broker.add(client, request);
          subscription = request.getSubscription();
          broker.dispatch(subscription);
          return;
        }
        if (request.getAckIdsCount() > 0) {
          broker.acknowledge(subscription, request.getAckIdsList());
        }
        for (int i = 0; i < request.getModifyDeadlineAckIdsCount(); i++) {
          broker.modifyAckDeadline(
              subscription,
              List.of(request.getModifyDeadlineAckIds(i)),
              request.getModifyDeadlineSeconds(i));
        }
        // The client tears a silent stream down, so every ping is answered at once.
        broker.ping(subscription, client);
      } catch (RuntimeException e) {
        broker.remove(client);
        client.onError(Status.fromThrowable(e).asRuntimeException());
      }
    }

    @Override
    public void onError(Throwable gone) {
      broker.remove(client);
    }

    @Override
    public void onCompleted() {
      broker.remove(client);
      client.onCompleted();
    }
  }
}
