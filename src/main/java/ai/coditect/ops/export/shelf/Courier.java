package ai.coditect.ops.export.shelf;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A thread of its own that carries one thing after the other. Sending to a network that takes
 * nothing in has no time limit and cannot be interrupted, so whoever waits for it must be able to
 * leave it; the thread ends when the operating system gives the connection up.
 */
final class Courier {
  private final Duration longest;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          errand -> {
            Thread courier = new Thread(errand, "export-upload");
            courier.setDaemon(true);
            return courier;
          });
  private @Nullable Future<?> underWay;

  Courier(Duration longest) {
    this.longest = longest;
  }

  void carry(Callable<?> errand) {
    underWay = thread.submit(errand);
  }

  /**
   * Until nothing is under way.
   *
   * @throws IOException when it failed, or takes too long
   */
  void await() throws IOException {
    Future<?> errand = underWay;
    underWay = null;
    if (errand == null) {
      return;
    }
    try {
      errand.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  /** Interrupts nothing: the interrupt would wait for the very lock that the sender holds. */
  void close() {
    thread.shutdown();
  }
}
