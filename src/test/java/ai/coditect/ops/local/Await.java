package ai.coditect.ops.local;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for something that has a name. The patience is for a machine that is busy with other
 * things: no test is about how long something takes.
 */
public final class Await {
  public static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Soon at first; each look at a database takes some of the time that everybody waits for. */
  private static final long FIRST_LOOKS_MILLIS = 10;

  private static final long LATER_LOOKS_MILLIS = 60;
  private static final int OF_WHAT_HAS_PASSED = 10;

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
    long begin = System.nanoTime();
    // Asked in this order, so that what the end itself brings about is seen.
    for (boolean hopeful = hope.getAsBoolean();
        !reached.getAsBoolean();
        hopeful = hope.getAsBoolean()) {
      long passed = System.nanoTime() - begin;
      if (!hopeful || passed > PATIENCE.toNanos()) {
        throw new AssertionError("waited in vain for " + what + "\n" + story.get());
      }
      try {
        Thread.sleep(pauseAfter(passed));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for " + what, e);
      }
    }
  }

  private static long pauseAfter(long passed) {
    long part = TimeUnit.NANOSECONDS.toMillis(passed) / OF_WHAT_HAS_PASSED;
    return Math.max(FIRST_LOOKS_MILLIS, Math.min(part, LATER_LOOKS_MILLIS));
  }
}
