package ai.coditect.ops.metrics.collect;

import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.JobFile.Expected;
import ai.coditect.ops.job.file.NamedSchedule;
import ai.coditect.ops.job.silence.JobStanding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What each success that is waited for comes to at an instant. A standing that was read before is
 * good for a long time: what succeeded then has succeeded.
 */
record JobMeter(List<JobFile> files) {
  /** So long after its slot, a run is not yet missed. */
  static final Duration GRACE = Duration.ofMinutes(2);

  /** One figure of one job or schedule. */
  record Told(String figure, String job, double value) {}

  List<Told> tell(Map<String, JobStanding> standings, Instant now) {
    List<Told> told = new ArrayList<>();
    for (JobFile file : files) {
      for (Expected expected : file.expected()) {
        Optional<NamedSchedule> schedule = file.schedule(expected.schedule());
        schedule
            .flatMap(each -> each.when().nextAfter(now))
            .ifPresent(next -> add(told, "job_seconds_to_next_slot", expected, between(now, next)));
        Optional.ofNullable(standings.get(expected.label()))
            .ifPresent(standing -> tell(told, expected, schedule, standing, now));
      }
    }
    return told;
  }

  private static void tell(
      List<Told> told,
      Expected expected,
      Optional<NamedSchedule> schedule,
      JobStanding standing,
      Instant now) {
    standing
        .lastSuccess()
        .or(standing::knownSince)
        .ifPresent(
            since ->
                add(told, "job_seconds_since_success", expected, Math.max(0, between(since, now))));
    standing
        .lastTook()
        .ifPresent(took -> add(told, "job_last_duration", expected, took.toMillis() / 1000.0));
    standing.rowsChanged().ifPresent(rows -> add(told, "job_rows_changed", expected, rows));
    add(told, "job_consecutive_failures", expected, standing.failures());
    if (schedule.isPresent()) {
      add(told, "job_overdue", expected, isMissed(schedule.get(), standing, now) ? 1 : 0);
    }
  }

  /** Whether a slot came after which nothing began. */
  private static boolean isMissed(NamedSchedule schedule, JobStanding standing, Instant now) {
    return schedule
        .when()
        .slotAt(now.minus(GRACE))
        .filter(slot -> standing.knownSince().filter(since -> since.isBefore(slot)).isPresent())
        .filter(slot -> standing.lastSeen().filter(began -> !began.isBefore(slot)).isEmpty())
        .isPresent();
  }

  private static void add(List<Told> told, String figure, Expected expected, double value) {
    told.add(new Told(figure, expected.label(), value));
  }

  private static double between(Instant from, Instant until) {
    return Duration.between(from, until).toMillis() / 1000.0;
  }
}
