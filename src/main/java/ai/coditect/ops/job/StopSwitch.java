package ai.coditect.ops.job;

import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Asked between bites: once requested, runs end within one bite and resume later. */
public final class StopSwitch {
  private final AtomicBoolean requested = new AtomicBoolean();
  private volatile List<Problem> refusal = List.of();

  public boolean requested() {
    return requested.get();
  }

  public void request() {
    requested.set(true);
  }

  /** A guard says, while the worker serves, that it must not: runs end, and then the worker. */
  public void refuse(List<Problem> because) {
    refusal = List.copyOf(because);
    request();
  }

  /** Why the worker must not serve any longer; empty while it may. */
  public List<Problem> refusal() {
    return refusal;
  }
}
