package ai.coditect.ops.local.monitoring;

import com.google.protobuf.MessageLite;
import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What goes wrong with the next calls, and which were made. */
public final class MonitoringFaults implements ServerInterceptor {
  private final AtomicReference<Function<MessageLite, @Nullable Status>> refusal =
      new AtomicReference<>(request -> null);
  private final AtomicInteger answersToLose = new AtomicInteger();
  private final AtomicReference<CountDownLatch> gate = new AtomicReference<>(new CountDownLatch(0));
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final AtomicInteger waiting = new AtomicInteger();

  /** From now on every request for which the function names a status is refused with it. */
  public void refuse(Function<MessageLite, @Nullable Status> refusal) {
    this.refusal.set(refusal);
  }

  /** From now on every request is refused with this status. */
  public void refuseAll(Status status) {
    refuse(request -> status);
  }

  /** The next requests are done, and then answered as if the service had gone away. */
  public void loseAnswers(int count) {
    answersToLose.set(count);
  }

  /** From now on requests wait, until {@link #none} or until their callers give up. */
  public void holdAll() {
    gate.set(new CountDownLatch(1));
  }

  /** Requests that wait at this moment. */
  public int waiting() {
    return waiting.get();
  }

  public void none() {
    refusal.set(request -> null);
    answersToLose.set(0);
    gate.get().countDown();
  }

  /** The methods called so far, for example CreateTimeSeries. */
  public List<String> calls() {
    return List.copyOf(calls);
  }

  public long calls(String method) {
    return calls.stream().filter(method::equals).count();
  }

  public void forgetCalls() {
    calls.clear();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    calls.add(call.getMethodDescriptor().getBareMethodName());
    ServerCall<Q, A> answering =
        new ForwardingServerCall.SimpleForwardingServerCall<>(call) {
          private boolean lost;

          @Override
          public void sendMessage(A message) {
            lost = answersToLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
            if (!lost) {
              super.sendMessage(message);
            }
          }

          @Override
          public void close(Status status, Metadata trailers) {
            super.close(
                lost ? Status.UNAVAILABLE.withDescription("the answer is lost") : status,
                lost ? new Metadata() : trailers);
          }
        };
    return new ForwardingServerCallListener.SimpleForwardingServerCallListener<>(
        next.startCall(answering, headers)) {
      private boolean refused;

      @Override
      public void onMessage(Q message) {
        pass();
        Status status = refusal.get().apply((MessageLite) message);
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

  private void pass() {
    waiting.incrementAndGet();
    try {
      gate.get().await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waiting.decrementAndGet();
    }
  }
}
