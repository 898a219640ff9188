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
 * What each success that is waited for comes to at an instant, and what people start. What
 * succeeded when a standing was read has succeeded; that nothing succeeded since is known for a
 * little while only.
 */
record JobMeter(List<JobFile> files) {
  /** So long after its slot, a run is not yet missed. */
  static final Duration GRACE = Duration.ofMinutes(2);

  /** After two readings that failed nobody knows any more whether a job is silent. */
  static final Duration GOOD_FOR = Duration.ofMinutes(3);

  /** One figure of one job or schedule. */
  record Told(String figure, String job, double value) {}

  /**
   * @param readAt when all of the standings were read last
   */
  List<Told> tell(Map<String, JobStanding> standings, Instant readAt, Instant now) {
    List<Told> told = new ArrayList<>();
    boolean current = !readAt.isBefore(now.minus(GOOD_FOR));
    for (JobFile file : files) {
      for (Expected expected : file.observed()) {
        Optional<NamedSchedule> schedule = file.schedule(expected.schedule());
        schedule
            .flatMap(each -> each.when().nextAfter(now))
            .ifPresent(next -> add(told, "job_seconds_to_next_slot", expected, between(now, next)));
        Optional.ofNullable(standings.get(expected.label()))
            .ifPresent(
                standing -> {
                  tell(told, expected, standing);
                  if (current) {
                    tellSilence(told, file, expected, schedule, standing, now);
                  }
                });
      }
    }
    return told;
  }

  private static void tell(List<Told> told, Expected expected, JobStanding standing) {
    standing
        .lastTook()
        .ifPresent(took -> add(told, "job_last_duration", expected, took.toMillis() / 1000.0));
    standing.rowsChanged().ifPresent(rows -> add(told, "job_rows_changed", expected, rows));
    add(told, "job_consecutive_failures", expected, standing.failures());
  }

  private static void tellSilence(
      List<Told> told,
      JobFile file,
      Expected expected,
      Optional<NamedSchedule> schedule,
      JobStanding standing,
      Instant now) {
    standing
        .lastSuccess()
        .or(standing::knownSince)
        .ifPresent(
            since -> {
              double silent = Math.max(0, between(since, now));
              add(told, "job_seconds_since_success", expected, silent);
              if (!file.isStartedByPeople()) {
                add(told, "job_silence_share", expected, silent / expected.silentFor().toSeconds());
              }
            });
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
