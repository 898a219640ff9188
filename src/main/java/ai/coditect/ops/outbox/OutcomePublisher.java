package ai.coditect.ops.outbox;

import ai.coditect.ops.outbox.OutboxStore.Waiting;
import com.google.api.core.ApiFuture;
import com.google.api.core.ApiFutureCallback;
import com.google.api.core.ApiFutures;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode;
import com.google.api.gax.rpc.UnaryCallable;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublishResponse;
import com.google.pubsub.v1.PubsubMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a batch as CloudEvents and says, in bounded time, what the topic has taken.
 *
 * <p>Requests are sent directly rather than through the client's Publisher: with ordering enabled
 * that one retries for ever and keeps what it could not send, so an outage would never be noticed
 * and each new try would add to its memory. A request carries one ordering key; the requests of a
 * key follow each other, those of different keys run side by side.
 */
final class OutcomePublisher {
  private static final Logger LOG = LoggerFactory.getLogger(OutcomePublisher.class);
  private static final int MOST_MESSAGES = 1_000;
  private static final int MOST_BYTES = 9_500_000;

  private static final String CURE =
      "Events wait in the outbox and go out by themselves; \"check\" says whether Pub/Sub is reached"
          + " and what is missing there.";

  private final UnaryCallable<PublishRequest, PublishResponse> topic;
  private final String topicName;
  private final Duration wait;
  private volatile String lastFailure = "";
  private volatile String told = "";

  OutcomePublisher(
      UnaryCallable<PublishRequest, PublishResponse> topic, String topicName, Duration wait) {
    this.topic = topic;
    this.topicName = topicName;
    this.wait = wait;
  }

  /**
   * @param taken what may be removed
   * @param failedKeys the ordering keys of which something was not taken or is not known to be
   * @param doubtedKeys those among them of which the topic refused something, while it took nothing
   * @param refused what the topic will never take, by itself
   */
  record Result(
      List<Waiting> taken,
      Set<String> failedKeys,
      Set<String> doubtedKeys,
      List<Waiting> refused) {}

  Result publish(List<Waiting> batch) {
    Collection<Waiting> taken = new ConcurrentLinkedQueue<>();
    Map<String, List<Waiting>> byKey = new LinkedHashMap<>();
    batch.forEach(
        event -> byKey.computeIfAbsent(event.orderingKey(), key -> new ArrayList<>()).add(event));
    Collection<Waiting> invalid = new ConcurrentLinkedQueue<>();
    Set<String> open = ConcurrentHashMap.newKeySet();
    open.addAll(byKey.keySet());
    Phaser all = new Phaser(1);
    AtomicBoolean givenUp = new AtomicBoolean();
    byKey.forEach(
        (key, events) -> {
          all.register();
          send(new Chain(key, requests(events), taken, invalid, open, all, givenUp), 0);
        });
    try {
      all.awaitAdvanceInterruptibly(all.arrive(), wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.atWarn().addKeyValue("keys", open.size()).log("the topic has not answered in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    givenUp.set(true);
    return result(List.copyOf(taken), List.copyOf(invalid), new HashSet<>(open));
  }

  /**
   * A topic that takes other events refuses an invalid one for what it is; one that takes nothing
   * may be wrong itself, so that its word is not enough. Only what is taken in the same batch
   * counts: what was taken before says nothing of a topic that has changed since.
   */
  private static Result result(List<Waiting> taken, List<Waiting> invalid, Set<String> failedKeys) {
    if (!taken.isEmpty()) {
      return new Result(taken, failedKeys, Set.of(), invalid);
    }
    Set<String> doubted = new HashSet<>();
    invalid.forEach(event -> doubted.add(event.orderingKey()));
    failedKeys.addAll(doubted);
    return new Result(taken, failedKeys, doubted, List.of());
  }

  private record Request(PublishRequest request, List<Waiting> events) {}

  private record Chain(
      String key,
      List<Request> requests,
      Collection<Waiting> taken,
      Collection<Waiting> invalid,
      Set<String> open,
      Phaser all,
      AtomicBoolean givenUp) {}

  /** Sends the chain's next request when the one before it was taken. */
  private void send(Chain chain, int index) {
    if (index == chain.requests().size()) {
      chain.open().remove(chain.key());
      chain.all().arriveAndDeregister();
      return;
    }
    Request next = chain.requests().get(index);
    ApiFuture<PublishResponse> answer = topic.futureCall(next.request());
    ApiFutures.addCallback(
        answer,
        new ApiFutureCallback<>() {
          @Override
          public void onSuccess(PublishResponse response) {
            told = "";
            chain.taken().addAll(next.events());
            if (!chain.givenUp().get()) {
              send(chain, index + 1);
            }
          }

          @Override
          public void onFailure(Throwable thrown) {
            if (isInvalid(thrown) && !chain.givenUp().get()) {
              isolate(chain, index, next);
              return;
            }
            lastFailure = failure(thrown);
            if (!lastFailure.equals(told)) {
              told = lastFailure;
              LOG.atWarn()
                  .addKeyValue("key", chain.key())
                  .addKeyValue("events", next.events().size())
                  .addKeyValue("failure", lastFailure)
                  .addKeyValue("topic", topicName)
                  .addKeyValue("cure", CURE)
                  .log("events not published; said once, tried again and again");
            }
            chain.all().arriveAndDeregister();
          }
        },
        MoreExecutors.directExecutor());
  }

  /** Halves a request that is refused until the event that is refused is alone. */
  private void isolate(Chain chain, int index, Request refused) {
    List<Waiting> events = refused.events();
    if (events.size() == 1) {
      chain.invalid().add(events.get(0));
      send(chain, index + 1);
      return;
    }
    List<Request> halves = new ArrayList<>(requests(events.subList(0, events.size() / 2)));
    halves.addAll(requests(events.subList(events.size() / 2, events.size())));
    chain.requests().remove(index);
    chain.requests().addAll(index, halves);
    send(chain, index);
  }

  private static boolean isInvalid(Throwable thrown) {
    return thrown instanceof ApiException answer
        && answer.getStatusCode().getCode() == StatusCode.Code.INVALID_ARGUMENT;
  }

  private static String failure(Throwable thrown) {
    return thrown instanceof ApiException answer
        ? answer.getStatusCode().getCode().name()
        : thrown.getClass().getSimpleName();
  }

  /** Why the topic did not take something the last time, in one word. */
  String lastFailure() {
    return lastFailure;
  }

  private List<Request> requests(List<Waiting> events) {
    List<Request> requests = new ArrayList<>();
    PublishRequest.Builder request = PublishRequest.newBuilder().setTopic(topicName);
    List<Waiting> carried = new ArrayList<>();
    int bytes = 0;
    for (Waiting event : events) {
      PubsubMessage message = message(event);
      int size = message.getSerializedSize() + 10;
      if (!carried.isEmpty() && (carried.size() == MOST_MESSAGES || bytes + size > MOST_BYTES)) {
        requests.add(new Request(request.build(), List.copyOf(carried)));
        request = PublishRequest.newBuilder().setTopic(topicName);
        carried.clear();
        bytes = 0;
      }
      request.addMessages(message);
      carried.add(event);
      bytes += size;
    }
    requests.add(new Request(request.build(), List.copyOf(carried)));
    return requests;
  }

  static PubsubMessage message(Waiting event) {
    PubsubMessage.Builder message = PubsubMessage.newBuilder();
    if (event.subject() != null) {
      message.putAttributes("ce-subject", event.subject());
    }
    return message
        .putAttributes("ce-specversion", "1.0")
        .putAttributes("ce-id", event.eventId())
        .putAttributes("ce-source", "//ops.coditect.ai/worker")
        .putAttributes("ce-type", event.type())
        .putAttributes("ce-time", event.occurredAt().toString())
        .putAttributes("ce-datacontenttype", "application/json")
        // Three spellings: two versions of the binding, and what the SDK for Go reads.
        .putAttributes("contentType", "application/json")
        .putAttributes("content-type", "application/json")
        .putAttributes("Content-Type", "application/json")
        .setOrderingKey(event.orderingKey())
        .setData(ByteString.copyFromUtf8(event.data()))
        .build();
  }
}
