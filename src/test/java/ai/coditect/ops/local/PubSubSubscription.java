package ai.coditect.ops.local;

import ai.coditect.ops.local.PubSubDelivery.Lease;
import ai.coditect.ops.local.PubSubDelivery.Letter;
import ai.coditect.ops.local.PubSubDelivery.Stream;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import com.google.pubsub.v1.DeadLetterPolicy;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PushConfig;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.StreamingPullResponse;
import com.google.pubsub.v1.Subscription;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One subscription's backlog, leases and streams. Its broker's lock guards it. */
final class PubSubSubscription {
  private static final int MOST_MESSAGES_IN_A_RESPONSE = 500;
  private static final int MOST_BYTES_IN_A_RESPONSE = 4 << 20;

  private Subscription description;
  private final BiConsumer<String, PubsubMessage> deadLetters;

  /** Waiting messages by arrival, so that one that comes back regains its place. */
  private final TreeMap<Long, Letter> backlog = new TreeMap<>();

  private final Map<String, Lease> leases = new LinkedHashMap<>();
  private final Map<String, Stream> keyOwners = new HashMap<>();
  private final Map<String, Integer> outByKey = new HashMap<>();
  private final List<Stream> streams = new ArrayList<>();
  private final List<Integer> leaseChanges = new ArrayList<>();
  private long arrivals;
  private long deliveries;
  private int turn;

  PubSubSubscription(Subscription wanted, BiConsumer<String, PubsubMessage> deadLetters) {
    this.deadLetters = deadLetters;
    Subscription.Builder complete = wanted.toBuilder();
    if (wanted.getAckDeadlineSeconds() == 0) {
      complete.setAckDeadlineSeconds(10);
    }
    if (complete.getAckDeadlineSeconds() < 10 || complete.getAckDeadlineSeconds() > 600) {
      throw PubSubPublisherService.invalid("an ack deadline is 10 to 600 seconds");
    }
    if (wanted.hasDeadLetterPolicy()) {
      int attempts = wanted.getDeadLetterPolicy().getMaxDeliveryAttempts();
      complete.getDeadLetterPolicyBuilder().setMaxDeliveryAttempts(attempts == 0 ? 5 : attempts);
      if (attempts != 0 && (attempts < 5 || attempts > 100)) {
        throw PubSubPublisherService.invalid("delivery attempts are 5 to 100");
      }
    }
    description = complete.setState(Subscription.State.ACTIVE).build();
  }

  Subscription description() {
    return description;
  }

  void forget(String topic) {
    if (description.getTopic().equals(topic)) {
      description = description.toBuilder().setTopic("_deleted-topic_").build();
    }
  }

  /** What it holds is dropped, and nobody can pull by it any more. */
  void detach() {
    description = description.toBuilder().setDetached(true).build();
    backlog.clear();
    leases.clear();
    closeStreams(Status.FAILED_PRECONDITION);
  }

  /** Pushes from now on, and nobody can pull by it; or no more, where the endpoint is empty. */
  void push(PushConfig to) {
    description = description.toBuilder().setPushConfig(to).build();
    if (!to.getPushEndpoint().isEmpty()) {
      closeStreams(Status.FAILED_PRECONDITION);
    }
  }

  /** Fails where nobody can pull by it. */
  void pulled() {
    if (description.getDetached() || !description.getPushConfig().getPushEndpoint().isEmpty()) {
      throw Status.FAILED_PRECONDITION
          .withDescription("a subscription that is detached or pushes cannot be pulled")
          .asRuntimeException();
    }
  }

  int size() {
    return backlog.size() + leases.size();
  }

  int leased() {
    return leases.size();
  }

  List<Integer> leaseChanges() {
    return leaseChanges;
  }

  void add(List<PubsubMessage> messages) {
    messages.forEach(message -> backlog.put(++arrivals, new Letter(arrivals, message)));
  }

  void open(ServerCallStreamObserver<StreamingPullResponse> client, StreamingPullRequest first) {
    pulled();
    streams.add(new Stream(client, first));
    client.onNext(answer().build());
  }

  /**
   * Every response repeats the properties: the client forgets ordering with the first that does
   * not.
   */
  StreamingPullResponse.Builder answer() {
    return StreamingPullResponse.newBuilder()
        .setSubscriptionProperties(
            StreamingPullResponse.SubscriptionProperties.newBuilder()
                .setMessageOrderingEnabled(description.getEnableMessageOrdering()));
  }

  /** The stream gets nothing more; what it holds comes back when its leases end. */
  void remove(ServerCallStreamObserver<StreamingPullResponse> client) {
    streams.removeIf(stream -> stream.client == client);
  }

  void dropStreams() {
    streams.clear();
  }

  void closeStreams(Status status) {
    streams.forEach(stream -> stream.client.onError(status.asRuntimeException()));
    streams.clear();
  }

  /** Fills each stream that is ready, in turns, up to what its client allows. */
  void dispatch() {
    for (int i = 0; i < streams.size() && !backlog.isEmpty(); i++) {
      Stream stream = streams.get((i + turn) % streams.size());
      while (stream.wantsMore()) {
        List<ReceivedMessage> batch = take(MOST_MESSAGES_IN_A_RESPONSE, stream);
        if (batch.isEmpty()) {
          break;
        }
        stream.client.onNext(answer().addAllReceivedMessages(batch).build());
      }
    }
    turn++;
  }

  List<ReceivedMessage> take(int most) {
    return take(most, null);
  }

  private List<ReceivedMessage> take(int most, @Nullable Stream stream) {
    List<ReceivedMessage> taken = new ArrayList<>();
    Set<String> held = new HashSet<>();
    Set<String> mine = new HashSet<>();
    int bytes = 0;
    long now = System.nanoTime();
    int seconds = stream == null ? description.getAckDeadlineSeconds() : stream.leaseSeconds;
    for (Iterator<Letter> letters = backlog.values().iterator();
        letters.hasNext() && taken.size() < most && bytes < MOST_BYTES_IN_A_RESPONSE; ) {
      Letter letter = letters.next();
      String key = description.getEnableMessageOrdering() ? letter.message.getOrderingKey() : "";
      if (letter.notBefore > now
          || held.contains(key)
          || !(mine.contains(key) || mayHave(stream, key))) {
        if (!key.isEmpty()) {
          held.add(key);
        }
        continue;
      }
      if (stream != null && !stream.wantsMore()) {
        break;
      }
      letters.remove();
      letter.attempts++;
      bytes += letter.bytes();
      String ackId = "ack-" + ++deliveries;
      leases.put(ackId, new Lease(letter, stream, now + TimeUnit.SECONDS.toNanos(seconds)));
      if (stream != null) {
        stream.messages++;
        stream.bytes += letter.bytes();
      }
      if (!key.isEmpty()) {
        mine.add(key);
        outByKey.merge(key, 1, Integer::sum);
        if (stream != null) {
          keyOwners.put(key, stream);
        }
      }
      ReceivedMessage.Builder received =
          ReceivedMessage.newBuilder().setAckId(ackId).setMessage(letter.message);
      if (description.hasDeadLetterPolicy()) {
        received.setDeliveryAttempt(letter.attempts);
      }
      taken.add(received.build());
    }
    return taken;
  }

  /** While messages of a key are out, only the stream that holds them gets the next ones. */
  private boolean mayHave(@Nullable Stream stream, String key) {
    if (key.isEmpty()) {
      return true;
    }
    Stream owner = keyOwners.get(key);
    return owner == null ? !outByKey.containsKey(key) : owner == stream;
  }

  /** An id of an earlier delivery is ignored. */
  void acknowledge(String ackId) {
    Lease lease = leases.remove(ackId);
    if (lease != null) {
      release(lease);
    }
  }

  void modifyAckDeadline(String ackId, int seconds) {
    leaseChanges.add(seconds);
    Lease lease = leases.get(ackId);
    if (lease != null && seconds > 0) {
      lease.until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    } else if (lease != null) {
      giveBack(ackId);
    }
  }

  void endAllLeases() {
    List.copyOf(leases.keySet()).forEach(this::giveBack);
  }

  void endLeases() {
    long now = System.nanoTime();
    List.copyOf(leases.entrySet()).stream()
        .filter(entry -> entry.getValue().until - now < 0)
        .forEach(entry -> giveBack(entry.getKey()));
  }

  private void giveBack(String ackId) {
    Lease lease = leases.remove(ackId);
    if (lease == null) {
      return;
    }
    release(lease);
    Letter letter = lease.letter;
    DeadLetterPolicy policy = description.getDeadLetterPolicy();
    if (description.hasDeadLetterPolicy() && letter.attempts >= policy.getMaxDeliveryAttempts()) {
      deadLetters.accept(policy.getDeadLetterTopic(), dead(letter));
      return;
    }
    letter.notBefore = System.nanoTime() + pause(letter.attempts);
    backlog.put(letter.place, letter);
    String key = letter.message.getOrderingKey();
    if (description.getEnableMessageOrdering() && !key.isEmpty()) {
      // Order is kept by sending everything of the key again from here on.
      for (Map.Entry<String, Lease> other : List.copyOf(leases.entrySet())) {
        Letter later = other.getValue().letter;
        if (later.message.getOrderingKey().equals(key) && later.place > letter.place) {
          release(leases.remove(other.getKey()));
          backlog.put(later.place, later);
        }
      }
    }
  }

  private void release(Lease lease) {
    if (lease.stream != null) {
      lease.stream.messages--;
      lease.stream.bytes -= lease.letter.bytes();
    }
    String key = lease.letter.message.getOrderingKey();
    if (outByKey.computeIfPresent(key, (same, out) -> out == 1 ? null : out - 1) == null) {
      keyOwners.remove(key);
    }
  }

  private long pause(int attempts) {
    if (!description.hasRetryPolicy()) {
      return 0;
    }
    long first = Durations.toMillis(description.getRetryPolicy().getMinimumBackoff());
    long longest = Durations.toMillis(description.getRetryPolicy().getMaximumBackoff());
    return TimeUnit.MILLISECONDS.toNanos(
        Math.min(Math.max(longest, first), first << Math.min(attempts - 1, 16)));
  }

  private PubsubMessage dead(Letter letter) {
    String[] name = description.getName().split("/");
    return letter.message.toBuilder()
        .putAttributes(
            "CloudPubSubDeadLetterSourceDeliveryCount", Integer.toString(letter.attempts))
        .putAttributes("CloudPubSubDeadLetterSourceSubscription", name[3])
        .putAttributes("CloudPubSubDeadLetterSourceSubscriptionProject", name[1])
        .putAttributes(
            "CloudPubSubDeadLetterSourceTopicPublishTime",
            Timestamps.toString(letter.message.getPublishTime()))
        .build();
  }
}
