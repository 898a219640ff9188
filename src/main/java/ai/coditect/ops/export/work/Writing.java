package ai.coditect.ops.export.work;

import ai.coditect.ops.export.content.Extract;
import ai.coditect.ops.export.content.Extract.Written;
import ai.coditect.ops.export.seal.Recipient;
import ai.coditect.ops.export.shelf.Placed;
import ai.coditect.ops.export.shelf.Placing;
import ai.coditect.ops.export.shelf.Shelf;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A package while it is written, on a thread of its own: a snapshot of a large tenant lasts longer
 * than a transaction of the run may. It stops by itself when no bite asks for it any more.
 */
final class Writing {
  private static final Duration FORGOTTEN = Duration.ofMinutes(1);

  private final Clock clock;
  private final CompletableFuture<Finished> end = new CompletableFuture<>();
  private volatile Instant asked;
  private volatile boolean stopped;

  private Writing(Clock clock) {
    this.clock = clock;
    this.asked = clock.instant();
  }

  /** What lies in its place now. */
  record Finished(Placed placed, Written written) {}

  /** Nobody wants the package any more. */
  static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedException() {
      super("stopped");
    }
  }

  static Writing begin(Order order, Extract extract, Shelf shelf, Duration longest, Clock clock) {
    Writing writing = new Writing(clock);
    Thread thread =
        new Thread(() -> writing.run(order, extract, shelf, longest), "export-" + order.id());
    thread.setDaemon(true);
    thread.start();
    return writing;
  }

  private void run(Order order, Extract extract, Shelf shelf, Duration longest) {
    try {
      end.complete(write(order, extract, shelf, longest));
    } catch (Throwable e) {
      // Whoever waits has to know of errors too.
      end.completeExceptionally(e);
    }
  }

  private Finished write(Order order, Extract extract, Shelf shelf, Duration longest)
      throws IOException {
    Optional<Recipient> recipient =
        order.recipient().map(key -> Recipient.read(key, "package " + order.id()));
    try (Placing placing = shelf.place(order.name())) {
      Written written;
      if (recipient.isPresent()) {
        try (OutputStream sealed = recipient.get().seal(placing.out())) {
          written = extract.write(order.scope(), sealed, longest, this::watch);
        }
      } else {
        written = extract.write(order.scope(), placing.out(), longest, this::watch);
      }
      watch();
      return new Finished(placing.publish(), written);
    }
  }

  private void watch() {
    if (stopped || clock.instant().isAfter(asked.plus(FORGOTTEN))) {
      throw new StoppedException();
    }
  }

  /** Has it stop, and waits a little for that, so that mostly nothing comes of it later. */
  void stop(Duration little) {
    stopped = true;
    try {
      end.get(little.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Over without a package; or what it may still publish is looked for by later runs.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits a little for the end; empty while there is none.
   *
   * @throws ExecutionException with what went wrong
   */
  Optional<Finished> await(Duration little) throws ExecutionException {
    asked = clock.instant();
    try {
      return Optional.of(end.get(little.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      asked = clock.instant();
    }
  }
}
