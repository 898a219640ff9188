package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.problem.LivenessCheck;
import ai.coditect.ops.problem.Problem;
import java.util.Arrays;
import java.util.List;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/** Quartz's own threads, each of which an Error would end without a word. */
final class SchedulerThreads implements LivenessCheck {
  /** The one that fires, the one that finds what was missed, and the one that finds dead nodes. */
  private static final List<String> ENDINGS =
      List.of("_QuartzSchedulerThread", "_MisfireHandler", "_ClusterManager");

  private final Scheduler scheduler;

  SchedulerThreads(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Override
  public List<Problem> standing() {
    try {
      if (!scheduler.isStarted() || scheduler.isShutdown()) {
        return List.of();
      }
      String name = scheduler.getSchedulerName();
      return ENDINGS.stream()
          .filter(ending -> !isAlive(name, ending))
          .map(
              ending ->
                  new Problem(
                      "Thread ended: " + name + ending + " of Quartz.",
                      "worker",
                      "Kubernetes starts it anew; elsewhere stop the process and start it."))
          .toList();
    } catch (SchedulerException e) {
      return List.of();
    }
  }

  private static boolean isAlive(String scheduler, String ending) {
    ThreadGroup top = Thread.currentThread().getThreadGroup();
    while (top.getParent() != null) {
      top = top.getParent();
    }
    Thread[] threads = new Thread[2 * top.activeCount() + 100];
    int found = top.enumerate(threads);
    return Arrays.stream(threads, 0, found)
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .anyMatch(name -> name.contains(scheduler) && name.endsWith(ending));
  }
}
