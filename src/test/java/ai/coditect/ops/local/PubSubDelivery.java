package ai.coditect.ops.local;

import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.StreamingPullResponse;
import io.grpc.stub.ServerCallStreamObserver;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a delivery: a message on its way, who holds it until when, and over which stream.
 */
final class PubSubDelivery {
  private PubSubDelivery() {}

  static final class Letter {
    final long place;
    final PubsubMessage message;
    int attempts;
    long notBefore;

    Letter(long place, PubsubMessage message) {
      this.place = place;
      this.message = message;
      this.notBefore = System.nanoTime();
    }

    int bytes() {
      return message.getSerializedSize();
    }
  }

  static final class Lease {
    final Letter letter;
    final @Nullable Stream stream;
    long until;

    Lease(Letter letter, @Nullable Stream stream, long until) {
      this.letter = letter;
      this.stream = stream;
      this.until = until;
    }
  }

  static final class Stream {
    final ServerCallStreamObserver<StreamingPullResponse> client;
    final long mostMessages;
    final long mostBytes;
    final int leaseSeconds;
    long messages;
    long bytes;

    Stream(ServerCallStreamObserver<StreamingPullResponse> client, StreamingPullRequest first) {
      this.client = client;
      mostMessages = unlimited(first.getMaxOutstandingMessages());
      mostBytes = unlimited(first.getMaxOutstandingBytes());
      leaseSeconds = Math.max(10, first.getStreamAckDeadlineSeconds());
    }

    private static long unlimited(long limit) {
      return limit <= 0 ? Long.MAX_VALUE : limit;
    }

    boolean wantsMore() {
      return client.isReady()
          && !client.isCancelled()
          && messages < mostMessages
          && bytes < mostBytes;
    }
  }
}
