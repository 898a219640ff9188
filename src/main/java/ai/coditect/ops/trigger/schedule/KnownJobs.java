package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.Schedule;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which jobs this worker knows, and which another one does: during an upgrade the two differ, and
 * what one does not know belongs to the other.
 */
final class KnownJobs {
  private final QuartzStore store;
  private final JobCatalog catalog;
  private final String worker;
  private final Duration silent;

  /**
   * @param worker this worker's name, of no other
   * @param silent after how long without a word a worker knows nothing any more
   */
  KnownJobs(QuartzStore store, JobCatalog catalog, String worker, Duration silent) {
    this.store = store;
    this.catalog = catalog;
    this.worker = worker;
    this.silent = silent;
  }

  boolean known(String job) {
    return catalog.find(job).isPresent();
  }

  Map<String, Set<String>> ofOthers() {
    return store.knownToOthers(worker, silent);
  }

  void say() {
    Map<String, String> schedules = new TreeMap<>();
    catalog.entries().forEach(entry -> schedules.put(entry.file().name(), text(entry.file())));
    store.know(worker, schedules);
  }

  void sayNothingAnyMore() {
    store.forget(worker);
  }

  /** A job's schedule in one spelling; empty when Quartz does not fire it. */
  static String text(JobFile file) {
    return onQuartz(file)
        .map(each -> each.cron() + " " + each.zone() + " " + each.missed())
        .orElse("");
  }

  static Optional<Schedule> onQuartz(JobFile file) {
    return file.schedule().filter(schedule -> schedule.on() == Schedule.On.QUARTZ);
  }
}
