package ai.coditect.ops.local;

import com.google.protobuf.MessageLite;
import com.google.pubsub.v1.PubsubMessage;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A Pub/Sub server on a loopback port that Google's client believes: topics, subscriptions, leases,
 * flow control, ordering keys, dead letters. Its memory outlives {@link #goAway}, as the service's
 * does.
 */
public final class LocalPubSub implements AutoCloseable {
  private final PubSubBroker broker = new PubSubBroker();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "local-pubsub");
            thread.setDaemon(true);
            return thread;
          });
  private final AtomicReference<Function<MessageLite, @Nullable Status>> fault =
      new AtomicReference<>(request -> null);
  private int port;
  private io.grpc.Server server;

  private LocalPubSub(int port) {
    server = listen(port);
  }

  /** Starts on a free port. */
  public static LocalPubSub start() {
    return new LocalPubSub(0);
  }

  public static LocalPubSub start(int port) {
    return new LocalPubSub(port);
  }

  public int port() {
    return port;
  }

  /** host:port, as PUBSUB_EMULATOR_HOST wants it. */
  public String endpoint() {
    return "127.0.0.1:" + port();
  }

  /** Everything published to the topic so far, in the server's order. */
  public List<PubsubMessage> published(String topic) {
    return broker.published(topic);
  }

  /** What is published before a subscription is there never comes to it. */
  public void awaitSubscription(String subscription) {
    Await.until("the subscription " + subscription, () -> broker.has(subscription));
  }

  /** Messages of the subscription that nobody has acknowledged, leased ones included. */
  public int unacknowledged(String subscription) {
    return broker.unacknowledged(subscription);
  }

  /** Messages that are leased to a subscriber at this moment. */
  public int leased(String subscription) {
    return broker.leased(subscription);
  }

  /** Ends every lease at this moment, so that nobody has to wait for those of a dead subscriber. */
  public void endLeases(String subscription) {
    broker.endLeases(subscription);
  }

  /** Lease changes the clients asked for so far, nacks (zero seconds) among them. */
  public List<Integer> leaseChanges(String subscription) {
    return broker.leaseChanges(subscription);
  }

  /** From now on every request for which the function names a status is refused with it. */
  public void refuse(Function<MessageLite, @Nullable Status> fault) {
    this.fault.set(fault);
  }

  public void refuseNothing() {
    refuse(request -> null);
  }

  /** Cuts every connection and stops listening; what was published is kept. */
  public void goAway() {
    server.shutdownNow();
    try {
      server.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    broker.dropStreams();
  }

  /** Listens again on the same port. */
  public void comeBack() {
    server = listen(port);
  }

  @Override
  public void close() {
    goAway();
    broker.close();
    threads.shutdownNow();
  }

  private io.grpc.Server listen(int port) {
    try {
      io.grpc.Server started =
          NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
              .addService(new PubSubPublisherService(broker))
              .addService(new PubSubSubscriberService(broker))
              .intercept(new Faults())
              .executor(threads)
              .maxInboundMessageSize(20 << 20)
              // The client's keep-alive pings are more frequent than a server allows by default.
              .permitKeepAliveTime(1, TimeUnit.SECONDS)
              .permitKeepAliveWithoutCalls(true)
              .build()
              .start();
      this.port = started.getPort();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Faults implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      return new io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener<Q>(
          next.startCall(call, headers)) {
        private boolean refused;

        @Override
        public void onMessage(Q message) {
          Status status = fault.get().apply((MessageLite) message);
          if (status == null) {
            super.onMessage(message);
          } else {
            refused = true;
            call.close(status, new Metadata());
          }
        }

        @Override
        public void onHalfClose() {
          if (!refused) {
            super.onHalfClose();
          }
        }
      };
    }
  }
}
