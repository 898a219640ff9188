package ai.coditect.ops.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.api.gax.batching.FlowControlSettings;
import com.google.api.gax.rpc.AlreadyExistsException;
import com.google.api.gax.rpc.InvalidArgumentException;
import com.google.api.gax.rpc.NotFoundException;
import com.google.cloud.pubsub.v1.AckReplyConsumer;
import com.google.cloud.pubsub.v1.Publisher;
import com.google.cloud.pubsub.v1.Subscriber;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.DeadLetterPolicy;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.StreamingPullResponse;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.Subscription;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the worker relies on in a Pub/Sub server, told with Google's client. Runs on the local
 * server, or with -Dpubsub.contract.endpoint=host:port on any other that speaks plain text.
 */
class PubSubContractIT {
  private static LocalPubSub local;
  private static PubSubConnection pubsub;
  private final List<Subscriber> started = new ArrayList<>();
  private final Map<String, AckReplyConsumer> handed = new ConcurrentHashMap<>();
  private String name;

  @BeforeAll
  static void connect() {
    String endpoint = System.getProperty("pubsub.contract.endpoint");
    if (endpoint == null) {
      local = LocalPubSub.start();
      endpoint = local.endpoint();
    }
    pubsub = new PubSubConnection(endpoint, "contract");
  }

  @AfterAll
  static void disconnect() {
    pubsub.close();
    if (local != null) {
      local.close();
    }
  }

  @BeforeEach
  void create_a_topic_and_a_subscription() {
    name = "t-" + UUID.randomUUID();
    pubsub.topics().createTopic(pubsub.topic(name));
    subscription(name, subscription -> {});
  }

  @AfterEach
  void stop_subscribers() {
    // A subscriber waits for its handlers, so every message still held is answered first.
    handed.values().forEach(AckReplyConsumer::ack);
    started.forEach(subscriber -> subscriber.stopAsync().awaitTerminated());
  }

  @Test
  void a_published_message_arrives_once_with_its_attributes_and_is_gone_when_acknowledged()
      throws Exception {
    List<PubsubMessage> seen = new CopyOnWriteArrayList<>();
    subscribe(name, seen, (message, reply) -> reply.ack());
    String id = publish(message("hello").toBuilder().putAttributes("colour", "blue").build());

    await().atMost(Await.PATIENCE).until(() -> seen.size() == 1);
    assertThat(seen.get(0).getMessageId()).isEqualTo(id);
    assertThat(seen.get(0).getData().toStringUtf8()).isEqualTo("hello");
    assertThat(seen.get(0).getAttributesMap()).containsEntry("colour", "blue");
    assertThat(seen.get(0).getPublishTime().getSeconds()).isPositive();
    assertThat(pull(10)).isEmpty();
    assertThat(seen).hasSize(1);
  }

  @Test
  void a_nacked_message_comes_again() throws Exception {
    List<PubsubMessage> seen = new CopyOnWriteArrayList<>();
    subscribe(
        name,
        seen,
        (message, reply) -> {
          if (seen.size() < 3) {
            reply.nack();
          } else {
            reply.ack();
          }
        });
    publish(message("again"));
    await().atMost(Await.PATIENCE).until(() -> seen.size() == 3);
    assertThat(seen)
        .extracting(PubsubMessage::getMessageId)
        .containsOnly(seen.get(0).getMessageId());
  }

  @Test
  void a_lease_that_ends_brings_the_message_back_and_makes_its_old_ack_id_void() throws Exception {
    publish(message("lease"));
    String old = pull(1).get(0).getAckId();
    pubsub.subscriptions().modifyAckDeadline(pubsub.subscription(name), List.of(old), 1);
    await().atMost(Await.PATIENCE).until(() -> !offer().isEmpty());
    pubsub.subscriptions().acknowledge(pubsub.subscription(name), List.of(old));
    pubsub.subscriptions().modifyAckDeadline(pubsub.subscription(name), List.of(latest), 0);
    assertThat(pull(1))
        .extracting(m -> m.getMessage().getData().toStringUtf8())
        .containsExactly("lease");
  }

  private String latest = "";

  private List<ReceivedMessage> offer() {
    var messages = pull(1);
    messages.forEach(message -> latest = message.getAckId());
    return messages;
  }

  @Test
  void a_stream_never_holds_more_than_its_client_allows() throws Exception {
    List<PubsubMessage> seen = new CopyOnWriteArrayList<>();
    started.add(
        pubsub.subscribe(
            name,
            (message, reply) -> {
              seen.add(message);
              handed.put(message.getMessageId(), reply);
            },
            builder ->
                builder.setFlowControlSettings(
                    FlowControlSettings.newBuilder().setMaxOutstandingElementCount(5L).build())));
    for (int i = 0; i < 20; i++) {
      publish(message("m" + i));
    }
    await().atMost(Await.PATIENCE).until(() -> seen.size() == 5);
    // All others are still there for somebody else, and go back.
    List<String> others = pull(20).stream().map(ReceivedMessage::getAckId).toList();
    assertThat(others).hasSize(15);
    assertThat(seen).hasSize(5);
    pubsub.subscriptions().modifyAckDeadline(pubsub.subscription(name), others, 0);
    await()
        .atMost(Await.PATIENCE)
        .until(
            () -> {
              handed.values().forEach(AckReplyConsumer::ack);
              return seen.size() == 20;
            });
  }

  @Test
  void messages_of_a_key_arrive_in_order() throws Exception {
    String ordered = name + "-ordered";
    subscription(ordered, subscription -> subscription.setEnableMessageOrdering(true));
    publishOrdered(300);
    Map<String, List<Integer>> seen = new ConcurrentHashMap<>();
    subscribe(
        ordered,
        new CopyOnWriteArrayList<>(),
        (message, reply) -> {
          seen.computeIfAbsent(
                  message.getOrderingKey(), key -> Collections.synchronizedList(new ArrayList<>()))
              .add(Integer.valueOf(message.getData().toStringUtf8()));
          reply.ack();
        });
    List<Integer> all = IntStream.range(0, 100).boxed().toList();
    await()
        .atMost(Await.PATIENCE)
        .until(() -> seen.values().stream().mapToInt(List::size).sum() >= 300);
    assertThat(seen.values()).hasSize(3).allSatisfy(list -> assertThat(list).isEqualTo(all));
  }

  @Test
  void a_nack_brings_back_everything_of_the_key_from_there_on_in_order() throws Exception {
    String ordered = name + "-ordered";
    subscription(ordered, subscription -> subscription.setEnableMessageOrdering(true));
    publishOrdered(12);
    var first = pull(ordered, 12);
    assertThat(first).hasSize(12);
    List<String> key1 =
        first.stream()
            .filter(m -> m.getMessage().getOrderingKey().equals("key-1"))
            .map(ReceivedMessage::getAckId)
            .toList();
    pubsub.subscriptions().acknowledge(pubsub.subscription(ordered), key1.subList(0, 2));
    pubsub.subscriptions().modifyAckDeadline(pubsub.subscription(ordered), List.of(key1.get(2)), 0);
    assertThat(pull(ordered, 12))
        .extracting(m -> m.getMessage().getOrderingKey() + m.getMessage().getData().toStringUtf8())
        .containsExactly("key-12", "key-13");
  }

  private void publishOrdered(int messages) throws InterruptedException {
    Publisher publisher = pubsub.publisher(name, true);
    for (int i = 0; i < messages; i++) {
      publisher.publish(
          message(Integer.toString(i / 3)).toBuilder().setOrderingKey("key-" + i % 3).build());
    }
    publisher.shutdown();
    publisher.awaitTermination(10, TimeUnit.SECONDS);
  }

  @Test
  void a_message_that_keeps_failing_goes_to_the_dead_letter_topic_with_its_history()
      throws Exception {
    String dead = name + "-dead";
    pubsub.topics().createTopic(pubsub.topic(dead));
    pubsub
        .subscriptions()
        .createSubscription(
            Subscription.newBuilder()
                .setName(pubsub.subscription(dead))
                .setTopic(pubsub.topic(dead))
                .build());
    String fragile = name + "-fragile";
    subscription(
        fragile,
        subscription ->
            subscription.setDeadLetterPolicy(
                DeadLetterPolicy.newBuilder()
                    .setDeadLetterTopic(pubsub.topic(dead))
                    .setMaxDeliveryAttempts(5)));
    List<Integer> attempts = new CopyOnWriteArrayList<>();
    subscribe(
        fragile,
        new CopyOnWriteArrayList<>(),
        (message, reply) -> {
          attempts.add(Subscriber.getDeliveryAttempt(message));
          reply.nack();
        });
    List<PubsubMessage> dropped = new CopyOnWriteArrayList<>();
    subscribe(dead, dropped, (message, reply) -> reply.ack());
    publish(message("poison"));
    await().atMost(Await.PATIENCE).until(() -> dropped.size() == 1);
    assertThat(attempts).containsExactly(1, 2, 3, 4, 5);
    assertThat(dropped.get(0).getAttributesMap())
        .containsEntry("CloudPubSubDeadLetterSourceDeliveryCount", "5")
        .containsEntry("CloudPubSubDeadLetterSourceSubscription", fragile)
        .containsKey("CloudPubSubDeadLetterSourceTopicPublishTime");
  }

  @Test
  void a_ping_on_a_stream_is_answered_at_once() {
    List<StreamingPullResponse> answers = new CopyOnWriteArrayList<>();
    StreamObserver<StreamingPullRequest> stream =
        SubscriberGrpc.newStub(pubsub.channel())
            .streamingPull(
                new StreamObserver<>() {
                  @Override
                  public void onNext(StreamingPullResponse answer) {
                    answers.add(answer);
                  }

                  @Override
                  public void onError(Throwable gone) {}

                  @Override
                  public void onCompleted() {}
                });
    stream.onNext(
        StreamingPullRequest.newBuilder()
            .setSubscription(pubsub.subscription(name))
            .setStreamAckDeadlineSeconds(60)
            .build());
    await().atMost(Await.PATIENCE).until(() -> !answers.isEmpty());
    int before = answers.size();
    stream.onNext(StreamingPullRequest.getDefaultInstance());
    await().atMost(Await.PATIENCE).until(() -> answers.size() > before);
    stream.onCompleted();
  }

  @Test
  void what_does_not_exist_or_exists_already_or_is_out_of_bounds_is_refused() {
    assertThatThrownBy(() -> pubsub.topics().getTopic(pubsub.topic("nowhere")))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> pubsub.subscriptions().getSubscription(pubsub.subscription("nowhere")))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(
            () -> pubsub.topics().publish(pubsub.topic("nowhere"), List.of(message("lost"))))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> pubsub.topics().createTopic(pubsub.topic(name)))
        .isInstanceOf(AlreadyExistsException.class);
    assertThatThrownBy(
            () ->
                pubsub
                    .topics()
                    .publish(pubsub.topic(name), List.of(PubsubMessage.newBuilder().build())))
        .isInstanceOf(InvalidArgumentException.class);
    assertThatThrownBy(
            () ->
                pubsub
                    .topics()
                    .publish(
                        pubsub.topic(name),
                        List.of(
                            message("a").toBuilder().setOrderingKey("1").build(),
                            message("b").toBuilder().setOrderingKey("2").build())))
        .isInstanceOf(InvalidArgumentException.class);
    assertThatThrownBy(() -> subscription(name + "-slow", s -> s.setAckDeadlineSeconds(601)))
        .isInstanceOf(InvalidArgumentException.class);
  }

  private String publish(PubsubMessage message) {
    return pubsub.topics().publish(pubsub.topic(name), List.of(message)).getMessageIds(0);
  }

  private static PubsubMessage message(String text) {
    return PubsubMessage.newBuilder().setData(ByteString.copyFromUtf8(text)).build();
  }

  private List<ReceivedMessage> pull(int most) {
    return pull(name, most);
  }

  private List<ReceivedMessage> pull(String subscription, int most) {
    return pubsub
        .subscriptions()
        .pullCallable()
        .call(
            PullRequest.newBuilder()
                .setSubscription(pubsub.subscription(subscription))
                .setMaxMessages(most)
                .build())
        .getReceivedMessagesList();
  }

  private void subscription(
      String subscription, java.util.function.Consumer<Subscription.Builder> adjust) {
    Subscription.Builder builder =
        Subscription.newBuilder()
            .setName(pubsub.subscription(subscription))
            .setTopic(pubsub.topic(name))
            .setAckDeadlineSeconds(10);
    adjust.accept(builder);
    pubsub.subscriptions().createSubscription(builder.build());
  }

  private void subscribe(
      String subscription,
      List<PubsubMessage> seen,
      com.google.cloud.pubsub.v1.MessageReceiver then) {
    started.add(
        pubsub.subscribe(
            subscription,
            (message, reply) -> {
              seen.add(message);
              then.receiveMessage(message, reply);
            },
            builder -> {}));
  }
}
