package ai.coditect.ops.job.engine;

import ai.coditect.ops.job.RunListener;
import ai.coditect.ops.job.RunResult;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All who listen to runs; what one of them throws is nobody else's trouble. */
final class RunListeners {
  private static final Logger log = LoggerFactory.getLogger(RunListeners.class);

  private final List<RunListener> listeners;

  RunListeners(List<RunListener> listeners) {
    this.listeners = listeners;
  }

  void ended(RunResult result) {
    tell(each -> each.ended(result));
  }

  void bitten(String job, Duration took) {
    tell(each -> each.bitten(job, took));
  }

  private void tell(Consumer<RunListener> what) {
    for (RunListener each : listeners) {
      try {
        what.accept(each);
      } catch (RuntimeException e) {
        log.atDebug().setCause(e).log("a listener of runs failed");
      }
    }
  }
}
