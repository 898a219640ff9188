package ai.coditect.ops.trigger.command;

import ai.coditect.ops.job.StopSwitch;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What SIGTERM and SIGINT do: the run at hand ends after its bite, and its result is printed. */
final class Interruption {
  private static final Logger log = LoggerFactory.getLogger(Interruption.class);
  private static final long LOOK_MILLIS = 250;
  private static final int INTERRUPTED = 4;

  private final Duration patience;
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile boolean asked;
  private volatile int exitCode = INTERRUPTED;
  private @Nullable StopSwitch stop;

  /**
   * @param patience how long the command may take to end when it is told to
   */
  Interruption(Duration patience) {
    this.patience = patience;
  }

  /** From now on an interruption stops what this switch stops. */
  synchronized void reaches(StopSwitch stopSwitch) {
    stop = stopSwitch;
    if (asked) {
      stopSwitch.request();
    }
  }

  boolean asked() {
    return asked;
  }

  /** The command has printed its answer. */
  void finished(int code) {
    exitCode = code;
    finished.countDown();
  }

  /** Ends the process with the command's exit code, or as interrupted if it takes too long. */
  void install() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::endProcess, "interruption"));
  }

  private void endProcess() {
    if (finished.getCount() == 0) {
      return;
    }
    ask();
    log.atInfo().addKeyValue("within", patience).log("shutdown requested");
    int code = INTERRUPTED;
    try {
      if (finished.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        code = exitCode;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    System.out.flush();
    System.err.flush();
    // Inside a shutdown hook this is the only way to choose the exit code.
    Runtime.getRuntime().halt(code);
  }

  synchronized void ask() {
    asked = true;
    if (stop != null) {
      stop.request();
    }
    notifyAll();
  }

  /**
   * Blocks until somebody asks, or a guard refuses to let the worker serve on, or for so long;
   * answers whether the worker has to end.
   */
  synchronized boolean await(StopSwitch serving, Duration longest) {
    long end = System.nanoTime() + longest.toNanos();
    try {
      for (long left = longest.toMillis(); !asked && serving.refusal().isEmpty() && left > 0; ) {
        wait(Math.min(left, LOOK_MILLIS));
        left = (end - System.nanoTime()) / 1_000_000;
      }
      return asked || !serving.refusal().isEmpty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Waits so long; false as soon as the process is to end. */
  synchronized boolean sleep(Duration length) {
    long end = System.nanoTime() + length.toNanos();
    try {
      for (long left = length.toMillis(); !asked && left > 0; ) {
        wait(left);
        left = (end - System.nanoTime()) / 1_000_000;
      }
      return !asked;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
