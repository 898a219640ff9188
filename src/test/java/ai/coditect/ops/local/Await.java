package ai.coditect.ops.local;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for something that has a name. The patience is for a machine that is busy with other
 * things: no test is about how long something takes.
 */
public final class Await {
  public static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final long LOOK_AGAIN_MILLIS = 20;

  private Await() {}

  public static void until(String what, BooleanSupplier reached) {
    until(what, reached, () -> true, () -> "");
  }

  /** As long as the worker lives. */
  public static void until(String what, WorkerProcess worker, BooleanSupplier reached) {
    until(what, reached, worker::isAlive, () -> worker.out() + worker.err());
  }

  /**
   * @param hope whether it can still come to it
   * @param story what is told when it did not
   */
  public static void until(
      String what, BooleanSupplier reached, BooleanSupplier hope, Supplier<String> story) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    // Asked in this order, so that what the end itself brings about is seen.
    for (boolean hopeful = hope.getAsBoolean();
        !reached.getAsBoolean();
        hopeful = hope.getAsBoolean()) {
      if (!hopeful || System.nanoTime() > end) {
        throw new AssertionError("waited in vain for " + what + "\n" + story.get());
      }
      try {
        Thread.sleep(LOOK_AGAIN_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for " + what, e);
      }
    }
  }
}
