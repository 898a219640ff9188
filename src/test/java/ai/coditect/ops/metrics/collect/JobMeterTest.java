package ai.coditect.ops.metrics.collect;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.JobFiles;
import ai.coditect.ops.job.silence.JobStanding;
import ai.coditect.ops.metrics.collect.JobMeter.Told;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class JobMeterTest {
  /** License expiry has a slot every ten minutes. */
  private static final Instant SLOT = Instant.parse("2026-11-28T12:10:00Z");

  private static final String JOB = "license-expiry";
  private static final List<JobFile> FILES =
      JobFiles.packaged().read(Clock.fixed(SLOT, ZoneOffset.UTC));

  @Test
  void a_slot_after_which_nothing_began_is_overdue_after_its_grace() {
    JobStanding before = standing(Optional.of(SLOT.minusSeconds(1)), SLOT.minusSeconds(3600));
    assertThat(told(before, SLOT.plus(JobMeter.GRACE).minusMillis(1)))
        .containsEntry("job_overdue", 0.0);
    assertThat(told(before, SLOT.plus(JobMeter.GRACE))).containsEntry("job_overdue", 1.0);
    assertThat(
            told(standing(Optional.of(SLOT), SLOT.minusSeconds(3600)), SLOT.plus(JobMeter.GRACE)))
        .containsEntry("job_overdue", 0.0);
  }

  @Test
  void what_never_ran_is_overdue_from_its_first_slot_on_that_somebody_waited_for() {
    Instant after = SLOT.plus(JobMeter.GRACE);
    assertThat(told(standing(Optional.empty(), SLOT.minusSeconds(1)), after))
        .containsEntry("job_overdue", 1.0);
    assertThat(told(standing(Optional.empty(), SLOT), after)).containsEntry("job_overdue", 0.0);
  }

  @Test
  void seconds_since_success_count_from_the_first_wait_where_there_was_none() {
    Instant known = SLOT.minusSeconds(3600);
    assertThat(told(standing(Optional.empty(), known), SLOT))
        .containsEntry("job_seconds_since_success", 3600.0)
        .containsEntry("job_silence_share", 1.0);
    assertThat(
            told(
                new JobStanding(
                    JOB,
                    Optional.of(SLOT.minusSeconds(90)),
                    Optional.of(known),
                    Optional.empty(),
                    Optional.of(SLOT.minusSeconds(100)),
                    Optional.of(Duration.ofMillis(1500)),
                    Optional.of(7L),
                    2),
                SLOT))
        .containsEntry("job_seconds_since_success", 90.0)
        .containsEntry("job_last_duration", 1.5)
        .containsEntry("job_rows_changed", 7.0)
        .containsEntry("job_consecutive_failures", 2.0)
        .containsEntry("job_seconds_to_next_slot", 600.0);
  }

  /** Else a worker that cannot read makes every job silent in the end. */
  @Test
  void a_standing_of_long_ago_says_nothing_about_silence() {
    JobStanding standing = standing(Optional.of(SLOT), SLOT.minusSeconds(3600));
    assertThat(told(standing, SLOT, SLOT.plus(JobMeter.GOOD_FOR)))
        .containsEntry("job_seconds_since_success", 3780.0)
        .containsKey("job_overdue");
    assertThat(told(standing, SLOT, SLOT.plus(JobMeter.GOOD_FOR).plusMillis(1)))
        .doesNotContainKeys("job_seconds_since_success", "job_silence_share", "job_overdue")
        .containsEntry("job_consecutive_failures", 0.0);
  }

  @Test
  void a_job_of_which_nothing_is_known_has_its_next_slot_only() {
    Map<String, Double> told = new TreeMap<>();
    new JobMeter(FILES)
        .tell(Map.of(), SLOT, SLOT).stream()
            .filter(each -> each.job().equals(JOB))
            .forEach(each -> told.put(each.figure(), each.value()));
    assertThat(told).containsOnlyKeys("job_seconds_to_next_slot");
  }

  /** Nobody waits for it; how it went is told all the same. */
  @Test
  void what_a_person_starts_is_told_and_is_never_silent() {
    JobStanding standing =
        new JobStanding(
            "erasure-replay",
            Optional.of(SLOT.minusSeconds(90)),
            Optional.empty(),
            Optional.empty(),
            Optional.of(SLOT.minusSeconds(100)),
            Optional.empty(),
            Optional.empty(),
            1);
    Map<String, Double> told = new TreeMap<>();
    new JobMeter(FILES)
        .tell(Map.of("erasure-replay", standing), SLOT, SLOT).stream()
            .filter(each -> each.job().equals("erasure-replay"))
            .forEach(each -> told.put(each.figure(), each.value()));
    assertThat(told)
        .isEqualTo(Map.of("job_seconds_since_success", 90.0, "job_consecutive_failures", 1.0));
  }

  @Test
  void every_schedule_is_told_for_itself() {
    assertThat(new JobMeter(FILES).tell(Map.of(), SLOT, SLOT))
        .extracting(Told::job)
        .contains("backup-verification/drill", "backup-verification/point-in-time", JOB)
        .doesNotContain("backup-verification", "metrics-report", "erasure-replay");
  }

  private static JobStanding standing(Optional<Instant> started, Instant known) {
    return new JobStanding(
        JOB,
        Optional.empty(),
        Optional.of(known),
        Optional.empty(),
        started,
        Optional.empty(),
        Optional.empty(),
        0);
  }

  private static Map<String, Double> told(JobStanding standing, Instant now) {
    return told(standing, now, now);
  }

  private static Map<String, Double> told(JobStanding standing, Instant readAt, Instant now) {
    Map<String, Double> told = new TreeMap<>();
    new JobMeter(FILES)
        .tell(Map.of(JOB, standing), readAt, now).stream()
            .filter(each -> each.job().equals(JOB))
            .forEach(each -> told.put(each.figure(), each.value()));
    return told;
  }
}
