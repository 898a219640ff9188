package ai.coditect.ops.job;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what the engine did, after it is committed. Nothing waits for it, and it changes nothing.
 */
public interface RunListener {
  /** A run ended, for good or for the time being. */
  void ended(RunResult result);

  /** A bite of the job is committed. */
  void bitten(String job, Duration took);

  /** All of them; what one of them throws is nobody else's trouble. */
  static RunListener all(List<RunListener> listeners) {
    Logger log = LoggerFactory.getLogger(RunListener.class);
    return new RunListener() {
      @Override
      public void ended(RunResult result) {
        listeners.forEach(each -> safely(() -> each.ended(result)));
      }

      @Override
      public void bitten(String job, Duration took) {
        listeners.forEach(each -> safely(() -> each.bitten(job, took)));
      }

      private void safely(Runnable listening) {
        try {
          listening.run();
        } catch (RuntimeException e) {
          log.atDebug().setCause(e).log("a listener of runs failed");
        }
      }
    };
  }
}
