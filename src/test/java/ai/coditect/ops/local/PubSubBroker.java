package ai.coditect.ops.local;

import com.google.protobuf.util.Timestamps;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PushConfig;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.StreamingPullResponse;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Topic;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Topics and subscriptions of the local server, behind one lock. */
final class PubSubBroker {
  private final Map<String, Topic> topics = new TreeMap<>();
  private final Map<String, List<PubsubMessage>> published = new TreeMap<>();
  private final Map<String, PubSubSubscription> subscriptions = new TreeMap<>();
  private long messages;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "local-pubsub-leases");
            thread.setDaemon(true);
            return thread;
          });

  PubSubBroker() {
    clock.scheduleWithFixedDelay(this::tick, 50, 50, TimeUnit.MILLISECONDS);
  }

  synchronized Topic createTopic(Topic topic) {
    if (!topic.getName().matches("projects/[^/]+/topics/[^/]{3,255}")) {
      throw PubSubPublisherService.invalid("not a topic name");
    }
    if (topics.putIfAbsent(topic.getName(), topic) != null) {
      throw Status.ALREADY_EXISTS.withDescription(topic.getName()).asRuntimeException();
    }
    published.putIfAbsent(topic.getName(), new ArrayList<>());
    return topic;
  }

  synchronized Topic topic(String name) {
    Topic topic = topics.get(name);
    if (topic == null) {
      throw Status.NOT_FOUND.withDescription(name).asRuntimeException();
    }
    return topic;
  }

  synchronized List<Topic> topicsOf(String project) {
    return topics.values().stream().filter(t -> t.getName().startsWith(project + "/")).toList();
  }

  synchronized void deleteTopic(String name) {
    topic(name);
    topics.remove(name);
    published.remove(name);
    subscriptions.values().forEach(subscription -> subscription.forget(name));
  }

  synchronized List<String> publish(String topic, List<PubsubMessage> batch) {
    topic(topic);
    List<String> ids = new ArrayList<>();
    List<PubsubMessage> stamped = new ArrayList<>();
    for (PubsubMessage message : batch) {
      String id = Long.toString(++messages);
      ids.add(id);
      stamped.add(
          message.toBuilder()
              .setMessageId(id)
              .setPublishTime(Timestamps.fromMillis(System.currentTimeMillis()))
              .build());
    }
    published.get(topic).addAll(stamped);
    for (PubSubSubscription subscription : List.copyOf(subscriptions.values())) {
      if (subscription.description().getTopic().equals(topic)
          && !subscription.description().getDetached()) {
        subscription.add(stamped);
        subscription.dispatch();
      }
    }
    notifyAll();
    return ids;
  }

  synchronized Subscription createSubscription(Subscription wanted) {
    topic(wanted.getTopic());
    if (subscriptions.containsKey(wanted.getName())) {
      throw Status.ALREADY_EXISTS.withDescription(wanted.getName()).asRuntimeException();
    }
    PubSubSubscription subscription = new PubSubSubscription(wanted, this::publishDead);
    subscriptions.put(wanted.getName(), subscription);
    return subscription.description();
  }

  private void publishDead(String topic, PubsubMessage message) {
    if (topics.containsKey(topic)) {
      publish(topic, List.of(message));
    }
  }

  synchronized PubSubSubscription subscription(String name) {
    PubSubSubscription subscription = subscriptions.get(name);
    if (subscription == null) {
      throw Status.NOT_FOUND.withDescription(name).asRuntimeException();
    }
    return subscription;
  }

  synchronized List<Subscription> subscriptionsOf(String project) {
    return subscriptions.values().stream()
        .map(PubSubSubscription::description)
        .filter(s -> s.getName().startsWith(project + "/"))
        .toList();
  }

  synchronized void deleteSubscription(String name) {
    subscription(name).closeStreams(Status.NOT_FOUND);
    subscriptions.remove(name);
  }

  /** Off its topic, from which nothing comes any more. */
  synchronized void detach(String name) {
    subscription(name).detach();
  }

  synchronized void push(String name, PushConfig to) {
    subscription(name).push(to);
  }

  synchronized void acknowledge(String name, List<String> ackIds) {
    PubSubSubscription subscription = subscription(name);
    ackIds.forEach(subscription::acknowledge);
    subscription.dispatch();
  }

  synchronized void modifyAckDeadline(String name, List<String> ackIds, int seconds) {
    PubSubSubscription subscription = subscription(name);
    ackIds.forEach(id -> subscription.modifyAckDeadline(id, seconds));
    subscription.dispatch();
    notifyAll();
  }

  /** Waits a moment for messages, as the service does. */
  synchronized List<ReceivedMessage> pull(String name, int most) {
    if (most <= 0) {
      throw PubSubPublisherService.invalid("maxMessages must be positive");
    }
    subscription(name).pulled();
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    List<ReceivedMessage> taken = subscription(name).take(most);
    while (taken.isEmpty() && System.nanoTime() < until) {
      try {
        wait(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return taken;
      }
      taken = subscription(name).take(most);
    }
    return taken;
  }

  synchronized void add(
      ServerCallStreamObserver<StreamingPullResponse> client, StreamingPullRequest first) {
    PubSubSubscription subscription = subscription(first.getSubscription());
    subscription.open(client, first);
  }

  synchronized void ping(String name, ServerCallStreamObserver<StreamingPullResponse> client) {
    if (!client.isCancelled()) {
      client.onNext(subscription(name).answer().build());
    }
  }

  synchronized void remove(ServerCallStreamObserver<StreamingPullResponse> client) {
    subscriptions.values().forEach(subscription -> subscription.remove(client));
  }

  synchronized void dropStreams() {
    subscriptions.values().forEach(PubSubSubscription::dropStreams);
  }

  synchronized void dispatch(String name) {
    PubSubSubscription subscription = subscriptions.get(name);
    if (subscription != null) {
      subscription.dispatch();
    }
  }

  synchronized void endLeases(String subscription) {
    PubSubSubscription ended =
        subscriptions.get(named(subscriptions, "/subscriptions/" + subscription));
    ended.endAllLeases();
    ended.dispatch();
  }

  private synchronized void tick() {
    for (PubSubSubscription subscription : List.copyOf(subscriptions.values())) {
      subscription.endLeases();
      subscription.dispatch();
    }
  }

  void close() {
    clock.shutdownNow();
  }

  synchronized List<PubsubMessage> published(String topic) {
    return List.copyOf(published.getOrDefault(named(published, "/topics/" + topic), List.of()));
  }

  synchronized boolean has(String subscription) {
    return subscriptions.keySet().stream()
        .anyMatch(name -> name.endsWith("/subscriptions/" + subscription));
  }

  synchronized int unacknowledged(String subscription) {
    return subscriptions.get(named(subscriptions, "/subscriptions/" + subscription)).size();
  }

  synchronized int leased(String subscription) {
    return subscriptions.get(named(subscriptions, "/subscriptions/" + subscription)).leased();
  }

  synchronized List<Integer> leaseChanges(String subscription) {
    return List.copyOf(
        subscriptions.get(named(subscriptions, "/subscriptions/" + subscription)).leaseChanges());
  }

  private static String named(Map<String, ?> all, String ending) {
    return all.keySet().stream()
        .filter(name -> name.endsWith(ending))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("nothing is called " + ending));
  }
}
