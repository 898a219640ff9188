package ai.coditect.ops.job;

import java.util.concurrent.atomic.AtomicBoolean;

/** Asked between bites: once requested, runs end within one bite and resume later. */
public final class StopSwitch {
  private final AtomicBoolean requested = new AtomicBoolean();

  public boolean requested() {
    return requested.get();
  }

  public void request() {
    requested.set(true);
  }
}
