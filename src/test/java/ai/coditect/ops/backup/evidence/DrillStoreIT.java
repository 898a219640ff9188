package ai.coditect.ops.backup.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.backup.examine.Examination;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

final class DrillStoreIT {
  private static final Instant START = Instant.parse("2026-11-22T04:00:00Z");
  private final DrillStore drills =
      new DrillStore(
          JdbcClient.create(LocalPostgres.shared().migrated().as(LocalPostgres.WORKER)),
          new JsonMapper());

  @Test
  void a_drill_is_read_as_it_was_written_at_every_stage() {
    Drill begun = begun(START);
    assertThat(drills.begin(begun)).isEqualTo(begun);
    Drill examined =
        begun
            .reached(DrillStage.EXAMINE)
            .of(new Drill.Backup("42", START.minusSeconds(3600), START.minusSeconds(3000)))
            .into("drill-abc")
            .took(DrillStage.MAKE, Duration.ofSeconds(70))
            .took(DrillStage.MAKE, Duration.ofMillis(250))
            .having(List.of(new Problem("Quota: low.", "project drills", "Raise it.")))
            .examined(
                new Examination(
                    START,
                    Duration.ofSeconds(4),
                    Optional.of(17L),
                    Optional.of(Duration.ofMinutes(12)),
                    List.of(result("rls-forced", Examination.Verdict.NOT_APPLICABLE))),
                Duration.ofMinutes(9));
    drills.save(examined);
    assertThat(drills.find(begun.id())).contains(examined);
    Drill ended =
        examined
            .controlled(
                new Drill.Control(
                    "dropped-policy",
                    -7,
                    true,
                    List.of(result("policies", Examination.Verdict.FAILED))))
            .ended(Drill.Verdict.OK, START.plusSeconds(700));
    drills.save(ended);
    assertThat(drills.ofRun(begun.run())).contains(ended);
  }

  @Test
  void a_run_that_begins_its_drill_again_goes_on_with_the_same() {
    Drill first = begun(START.plusSeconds(10_000_000));
    drills.begin(first);
    drills.save(first.into("drill-one"));
    Drill again =
        Drill.begun(
            UUID.randomUUID(), first.run(), first.level(), START, "other", "prod", Map.of());
    assertThat(drills.begin(again)).isEqualTo(first.into("drill-one"));
  }

  @Test
  void drills_of_a_time_are_listed_the_newest_first_and_without_the_end_itself() {
    Instant start = START.plusSeconds(20_000_000);
    Drill failed = begun(start.plusSeconds(60)).ended(Drill.Verdict.FAILED, start.plusSeconds(90));
    drills.begin(failed);
    drills.save(failed);
    Drill running = begun(start);
    drills.begin(running);
    assertThat(drills.list(start, start.plusSeconds(61), 10)).containsExactly(failed, running);
    assertThat(drills.list(start, start.plusSeconds(60), 10)).containsExactly(running);
  }

  private static Drill begun(Instant at) {
    return Drill.begun(
        UUID.randomUUID(),
        UUID.randomUUID(),
        Drill.Level.DRILL,
        at,
        "schedule",
        "prod",
        Map.of("rpo-target", "30m"));
  }

  private static Examination.Result result(String name, Examination.Verdict verdict) {
    return new Examination.Result(name, verdict, "1", "2", "that 1 is 2");
  }
}
