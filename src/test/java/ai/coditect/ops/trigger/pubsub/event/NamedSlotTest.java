package ai.coditect.ops.trigger.pubsub.event;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.Stage;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.NamedSchedule;
import ai.coditect.ops.job.file.Schedule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A Cloud Scheduler message that stands for a slot of one of a job's schedules. */
class NamedSlotTest {
  private static final Instant SLOT = Instant.parse("2026-03-01T02:00:00Z");

  private record Nothing() {}

  private static final OpsJob<Nothing> JOB =
      new OpsJob<>() {
        @Override
        public String name() {
          return "prove";
        }

        @Override
        public Class<Nothing> settings() {
          return Nothing.class;
        }

        @Override
        public List<Stage<Nothing>> stages() {
          return List.of();
        }

        @Override
        public Forecast forecast(JobRun run, Nothing settings) {
          return new Forecast(List.of());
        }
      };

  private static RequestReader reader(NamedSchedule... schedules) {
    Duration second = Duration.ofSeconds(1);
    JobFile file =
        new JobFile(
            "prove",
            "",
            "tests",
            false,
            Optional.empty(),
            List.of(schedules),
            List.of(),
            Map.of("level", new JobFile.Parameter(JobFile.Parameter.Type.TEXT, false)),
            new JobFile.Run(1, 1, second, 1, new JobFile.Backoff(second, second)),
            new JobFile.Limits(Optional.empty(), Optional.empty(), Optional.empty()),
            new JobFile.Alert(Duration.ofHours(1), ""));
    return new RequestReader(
        new JobCatalog(List.of(new JobCatalog.Entry<>(file, JOB, new Nothing()))),
        Clock.fixed(SLOT, ZoneOffset.UTC));
  }

  private static NamedSchedule named(String name) {
    return new NamedSchedule(
        Optional.of(name), when(), new TreeMap<>(Map.of("level", name)), Duration.ofHours(1));
  }

  private static Schedule when() {
    return new Schedule("0 0 * * * ?", ZoneOffset.UTC, Schedule.Missed.SKIP, Schedule.On.CRONJOB);
  }

  private static Incoming.Call call(Optional<String> schedule) {
    return call(schedule, SLOT);
  }

  private static Incoming.Call call(Optional<String> schedule, Instant scheduled) {
    return new Incoming.Call("prove", "message:m", schedule, Optional.of(scheduled), Map.of());
  }

  @Test
  void it_names_the_schedule_and_is_the_same_run_as_any_other_trigger_of_that_slot() {
    RunRequest request =
        reader(named("quick"), named("deep")).read(call(Optional.of("deep"))).request();
    assertThat(request).isEqualTo(named("deep").request("prove", SLOT));
    assertThat(request.key()).isEqualTo("prove/deep@2026-03-01T02:00:00Z");
    assertThat(request.parameters()).isEqualTo(Map.of("level", "deep"));
  }

  @Test
  void one_that_names_none_of_several_is_rejected_with_their_names() {
    RequestReader reader = reader(named("quick"), named("deep"));
    assertThat(reader.read(call(Optional.empty())).wrong()).contains("the job has: quick, deep");
    assertThat(reader.read(call(Optional.of("dep"))).wrong()).contains("the job has: quick, deep");
    assertThat(
            reader(NamedSchedule.only(when(), Duration.ofHours(1)))
                .read(call(Optional.of("deep")))
                .wrong())
        .contains("the job has only one, without a name");
  }

  @Test
  void a_job_with_one_schedule_or_none_keeps_its_key() {
    for (RequestReader reader :
        List.of(reader(), reader(NamedSchedule.only(when(), Duration.ofHours(1))))) {
      assertThat(reader.read(call(Optional.empty())).request().key())
          .isEqualTo("prove@2026-03-01T02:00:00Z");
    }
  }

  @Test
  void an_instant_that_is_no_slot_is_rejected_with_the_slot_before_it() {
    for (Instant odd : List.of(SLOT.plusNanos(1), SLOT.plusSeconds(7), SLOT.minusSeconds(1))) {
      String before = odd.isBefore(SLOT) ? "2026-03-01T01:00:00Z" : "2026-03-01T02:00:00Z";
      assertThat(reader(named("deep")).read(call(Optional.of("deep"), odd)).wrong())
          .contains("not a slot of the schedule", before);
      assertThat(
              reader(NamedSchedule.only(when(), Duration.ofHours(1)))
                  .read(call(Optional.empty(), odd))
                  .wrong())
          .contains("not a slot of the schedule", before);
    }
  }

  /** Else it would be done already when it comes. */
  @Test
  void a_slot_that_is_to_come_is_rejected() {
    RequestReader reader = reader(named("deep"));
    assertThat(reader.read(call(Optional.of("deep"), SLOT.plusSeconds(3600))).wrong())
        .contains("a slot in the future");
    assertThat(reader.read(call(Optional.of("deep"), SLOT.minusSeconds(3600))).request())
        .isNotNull();
  }
}
