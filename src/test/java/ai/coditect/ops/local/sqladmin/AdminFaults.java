package ai.coditect.ops.local.sqladmin;

import ai.coditect.ops.local.RestCall;
import ai.coditect.ops.local.RestRefusal;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The ways in which the Admin API fails a client. All of them end with {@link #heal}. */
public final class AdminFaults {
  private final AtomicInteger refusals = new AtomicInteger();
  private final AtomicInteger calls = new AtomicInteger();
  private volatile RestRefusal refusal = new RestRefusal(503, "backendError", "Try again.");
  private final Map<String, String> failing = new ConcurrentHashMap<>();
  private final Set<String> held = ConcurrentHashMap.newKeySet();
  private volatile boolean deletingBusy;
  private volatile boolean hidingUnmade;

  /** The next calls are answered with this status. */
  public void failNext(int times, int status, String reason) {
    refusal = new RestRefusal(status, reason, "Said on purpose.");
    refusals.set(times);
  }

  /** Operations of this type end DONE, with this error inside. */
  public void failOperations(String type, String errorCode) {
    failing.put(type, errorCode);
  }

  /** Operations of this type stay RUNNING until the service heals. */
  public void hold(String type) {
    held.add(type);
  }

  /** Lets go what was held; the next ones of this type are not held. */
  public synchronized void release(String type) {
    held.remove(type);
    notifyAll();
  }

  /** An instance can be deleted while an operation on it is under way. */
  public void letBusyBeDeleted() {
    deletingBusy = true;
  }

  /** An instance is shown only when it has been made. */
  public void hideUnmade() {
    hidingUnmade = true;
  }

  boolean isDeletingBusy() {
    return deletingBusy;
  }

  boolean isHidingUnmade() {
    return hidingUnmade;
  }

  public synchronized void heal() {
    deletingBusy = false;
    hidingUnmade = false;
    refusals.set(0);
    failing.clear();
    held.clear();
    notifyAll();
  }

  /** How many calls there were, those that failed included. */
  public int calls() {
    return calls.get();
  }

  void before(RestCall call) {
    calls.incrementAndGet();
    if (refusals.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      throw refusal;
    }
  }

  @Nullable String errorOf(String type) {
    return failing.get(type);
  }

  /** Waits while operations of this type are held. */
  synchronized void passThrough(String type) throws InterruptedException {
    while (held.contains(type)) {
      wait();
    }
  }
}
