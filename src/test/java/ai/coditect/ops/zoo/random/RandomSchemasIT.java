package ai.coditect.ops.zoo.random;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.OwnJobs;
import ai.coditect.ops.local.InProcessWorker;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * On schemas that nobody has thought of, a map is refused with a line that helps, or what is erased
 * and what is copied is what the oracle says of the rows. {@code -Dseeds=7,12} or {@code
 * -Dseeds=40-99} lets these live alone.
 */
@Execution(ExecutionMode.SAME_THREAD)
class RandomSchemasIT {
  private static final int IN_THE_GATE = 40;

  /** Where those end that live with a statement that does more than it should. */
  private static final int SABOTAGED = 46;

  /** So many seeds share a worker, a database and a ledger. */
  private static final int GROUP = 100;

  @TempDir Path directory;

  private static DrawnDatabase shared;
  private static InProcessWorker worker;

  @BeforeAll
  static void start(@TempDir Path directory) {
    shared = DrawnDatabase.make();
    worker = start(shared, directory);
  }

  @AfterAll
  static void stop() {
    worker.close();
  }

  @Test
  void a_map_is_refused_or_what_it_does_is_exact() {
    String some = System.getProperty("seeds");
    if (some == null) {
      new Trial(worker, shared, false, true).of(LongStream.range(0, IN_THE_GATE)).prove();
    } else {
      Outcomes outcomes =
          live(Arrays.stream(some.split(",")).flatMapToLong(RandomSchemasIT::range));
      assertThat(outcomes.wrong()).as("%s", outcomes).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  @Tag("campaign")
  void so_it_is_for_many_more_seeds(long group) {
    live(LongStream.range(group * GROUP, (group + 1) * GROUP)).prove();
  }

  /** A statement that changes more than it should is seen, where no count can see it. */
  @Test
  void what_changes_beside_is_seen() {
    String table = DrawnTable.PROJECTS;
    shared
        .database()
        .execute(
            "create function coditect_ops.sabotage() returns trigger language plpgsql as"
                + " $$ begin new.name := 'x'; return new; end $$",
            "create trigger zz_sabotage before update on "
                + table
                + " for each row execute function coditect_ops.sabotage()");
    Outcomes outcomes;
    try {
      outcomes =
          new Trial(worker, shared, false, false).of(LongStream.range(IN_THE_GATE, SABOTAGED));
    } finally {
      shared.database().execute("drop trigger zz_sabotage on " + table);
    }
    assertThat(outcomes.wrong()).isNotEmpty().allMatch(each -> each.contains("name x"));
  }

  private static LongStream range(String text) {
    String[] ends = text.split("-");
    return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
  }

  private Outcomes live(LongStream seeds) {
    DrawnDatabase database = DrawnDatabase.make();
    try (InProcessWorker own = start(database, directory)) {
      return new Trial(own, database, true, true).of(seeds);
    }
  }

  private static InProcessWorker start(DrawnDatabase database, Path directory) {
    OwnJobs jobs =
        OwnJobs.in(directory)
            .edit("gdpr-purge.yaml", "(?m)^limits:.*$", "limits: { most-rows: 100000000 }");
    Map<String, String> variables = new HashMap<>(InProcessWorker.erasing(jobs.ledger()));
    variables.put("OPS_JOBS_DIR", jobs.jobs().toString());
    return InProcessWorker.start(database.database(), variables);
  }
}
