package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The worlds of {@link ErasureModelIT} with a backup in the middle: it is restored, replayed, and
 * life goes on. Whoever was erased since the backup is gone again, and nobody else.
 */
class RestoreModelIT {
  private static final int WORLDS = 150;
  private static final int IN_THE_GATE = 70;
  private static final int ROUNDS = 3;

  @TempDir Path directory;
  private Map<String, String> variables = Map.of();
  private Instant now = Instant.parse("2021-01-20T00:00:00Z");
  private int runs;

  @Test
  void a_replay_does_what_the_model_says() {
    live(10_000, IN_THE_GATE);
  }

  @ParameterizedTest
  @ValueSource(longs = {10_000, 20_000, 30_000, 40_000, 50_000})
  @Tag("campaign")
  void so_it_does_for_more_seeds(long first) {
    live(first, WORLDS);
  }

  private void live(long first, int many) {
    variables =
        OwnJobs.in(directory)
            .purge("retention", "{ FREE: 1mo, PRO: 40d, ENTERPRISE: 1y }")
            .purge("organization-retention", "{ FREE: 1mo, PRO: 40d, ENTERPRISE: 1y }")
            .purge("limits", "{ most-rows: 100000000 }")
            .edit("gdpr-purge.yaml", "bite: 1000", "bite: 25")
            .edit("erasure-replay.yaml", "bite: 1000", "bite: 25")
            .edit("erasure-replay.yaml", "most-percent: 50", "most-rows: 100000000")
            .variables();
    SubjectKey key = SubjectKey.read(variables.get("OPS_SUBJECT_KEY"));
    Random random = new Random(first);
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    Worlds worlds = new Worlds(database);
    LongStream.range(first, first + many).forEach(seed -> worlds.all.add(new World(seed, key)));
    worlds.execute(worlds.all.stream().flatMap(world -> world.begin().stream()).toList());
    rounds(database, worlds, random);

    LocalPostgres.Database backup = LocalPostgres.shared().copyOf(database);
    List<World> kept = worlds.all.stream().map(World::backup).toList();
    rounds(database, worlds, random);

    Worlds restored = new Worlds(backup, kept);
    restored.execute(kept.stream().flatMap(world -> world.prepareForReplay().stream()).toList());
    try (InProcessWorker worker = InProcessWorker.start(backup, variables)) {
      assertThat(worker.type("ledger adopt", Map.of("by", "anna")).exitCode()).isZero();
      assertThat(worker.run("gdpr-purge", "too early", now, Map.of()).outcome())
          .isEqualTo(Ending.REFUSED);
      RunResult replayed = worker.run("erasure-replay", "replay", now, Map.of());
      assertThat(replayed.problems()).isEmpty();
      assertThat(replayed.outcome()).isEqualTo(Ending.DONE);
    }
    long erased = 0;
    for (int n = 0; n < kept.size(); n++) {
      erased += worlds.all.get(n).erased().size() - kept.get(n).erased().size();
      kept.get(n).replay(worlds.all.get(n));
    }
    assertThat(erased).as("people erased since the backup").isGreaterThan(many / 5);
    restored.compare();
    rounds(backup, restored, random);
  }

  private void rounds(LocalPostgres.Database database, Worlds worlds, Random random) {
    try (InProcessWorker worker = InProcessWorker.start(database, variables)) {
      for (int round = 0; round < ROUNDS; round++) {
        now = now.plus(random.nextInt(45 * 24 * 60), ChronoUnit.MINUTES);
        worlds.happen(now, 2, false);
        RunResult result = worker.run("gdpr-purge", "run " + ++runs, now, Map.of());
        assertThat(result.problems()).isEmpty();
        assertThat(result.outcome()).isIn(Ending.DONE, Ending.NOTHING_TO_DO);
        Instant asOf = now;
        worlds.all.forEach(world -> world.purge(asOf));
        worlds.compare();
      }
    }
  }
}
