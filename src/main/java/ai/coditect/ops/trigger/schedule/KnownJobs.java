package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.NamedSchedule;
import ai.coditect.ops.job.file.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

  /** By job, and by the label of each named schedule. */
  Map<String, Set<String>> ofOthers() {
    return store.knownToOthers(worker, silent);
  }

  void say() {
    Map<String, String> schedules = new TreeMap<>();
    for (JobCatalog.Entry<?> entry : catalog.entries()) {
      JobFile file = entry.file();
      schedules.put(file.name(), "");
      onQuartz(file).forEach(each -> schedules.put(each.label(file.name()), text(each.when())));
    }
    store.know(worker, schedules);
  }

  void sayNothingAnyMore() {
    store.forget(worker);
  }

  /** A schedule in one spelling. */
  static String text(Schedule schedule) {
    return schedule.cron() + " " + schedule.zone() + " " + schedule.missed();
  }

  /** Those of the job's schedules that Quartz fires. */
  static List<NamedSchedule> onQuartz(JobFile file) {
    return file.schedules().stream()
        .filter(each -> each.when().on() == Schedule.On.QUARTZ)
        .toList();
  }

  /** Whether one of this worker's schedules is called so. */
  boolean isScheduled(String label) {
    return catalog.entries().stream()
        .map(JobCatalog.Entry::file)
        .anyMatch(
            file -> onQuartz(file).stream().anyMatch(s -> s.label(file.name()).equals(label)));
  }
}
