package ai.coditect.ops.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.backup.instance.InstanceState.BackupRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BackupChoiceTest {
  private static final Instant MIDNIGHT = Instant.parse("2026-11-27T00:00:00Z");
  private static final UUID RUN = new UUID(1, 2);

  private static BackupRun backup(String id, String status, int hour) {
    return new BackupRun(
        id,
        "AUTOMATED",
        status,
        Optional.of(MIDNIGHT.plus(Duration.ofHours(hour))),
        status.equals("SUCCESSFUL")
            ? Optional.of(MIDNIGHT.plus(Duration.ofHours(hour + 1)))
            : Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static final List<BackupRun> BACKUPS =
      List.of(
          backup("running", "RUNNING", 9),
          backup("failed", "FAILED", 8),
          backup("old", "SUCCESSFUL", 1),
          backup("new", "SUCCESSFUL", 7),
          backup("middle", "SUCCESSFUL", 4));

  @Test
  void the_newest_is_the_one_that_ended_last_of_those_that_succeeded() {
    assertThat(new BackupChoice(DrillSettings.Choice.NEWEST).among(BACKUPS, RUN))
        .map(BackupRun::id)
        .contains("new");
  }

  @Test
  void a_random_one_is_the_same_for_the_same_run_and_any_that_succeeded_for_others() {
    BackupChoice random = new BackupChoice(DrillSettings.Choice.RANDOM);
    TreeSet<String> chosen = new TreeSet<>();
    for (int i = 0; i < 60; i++) {
      UUID run = new UUID(3, i * 7919L);
      String once = random.among(BACKUPS, run).orElseThrow().id();
      assertThat(random.among(BACKUPS, run).orElseThrow().id()).isEqualTo(once);
      chosen.add(once);
    }
    assertThat(chosen).containsExactly("middle", "new", "old");
  }

  @Test
  void none_is_chosen_where_none_succeeded() {
    assertThat(new BackupChoice(DrillSettings.Choice.NEWEST).among(BACKUPS.subList(0, 2), RUN))
        .isEmpty();
  }
}
