package ai.coditect.ops.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.LocalPostgres;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A worker that dies at any bite of a drill, before or after its commit. */
class DrillCrashIT {
  private static DrillSite site;

  @BeforeAll
  static void start() {
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    site = new DrillSite(database, new OneServer("127.0.0.1"));
    site.pretendBackup();
    site.database.execute(
        "insert into coditect_ops.backup_marker_structures values (repeat('0', 64), '{}')",
        "insert into coditect_ops.backup_markers values (1, now() - interval '2 minutes', gen_random_uuid(), 'k',"
            + " repeat('0', 64), '{}', decode(repeat('00', 64), 'hex'))");
  }

  @AfterAll
  static void stop() throws Exception {
    site.close();
  }

  @ParameterizedTest
  @CsvSource({"drill, true", "drill, false", "point-in-time, false"})
  void another_worker_brings_it_to_its_end_and_nothing_is_left(String level, boolean committed) {
    Set<String> places = new TreeSet<>();
    boolean killed = true;
    while (killed) {
      DrillDriver drill = new DrillDriver(site, DrillSite.settings(), level);
      killed = drill.playUntil(places::add, committed);
      drill.play();

      assertThat(site.leaked()).as("killed at " + places).isEmpty();
      // A worker that dies while the copy is damaged on purpose cannot say what it saw.
      assertThat(drill.verdict()).as("killed at " + places).isIn("ok", "inconclusive");
      if (drill.verdict().equals("inconclusive")) {
        assertThat(drill.drill().problems())
            .singleElement()
            .satisfies(problem -> assertThat(problem.what()).startsWith("Drill interrupted"));
      }
    }
    assertThat(places)
        .contains("make", "make intended", "make creating", "examine", "remove", "conclude");
  }

  @ParameterizedTest
  @CsvSource({"drill, false", "point-in-time, true"})
  void where_nobody_goes_on_the_next_drill_removes_what_is_left(String level, boolean committed) {
    Set<String> places = new TreeSet<>();
    int left = 0;
    boolean killed = true;
    while (killed) {
      DrillDriver dead = new DrillDriver(site, DrillSite.settings(), level);
      killed = dead.playUntil(places::add, committed);
      left += site.leaked().size();
      DrillSettings impatient =
          DrillSite.settings(
              Duration.ofHours(2), Duration.ofMinutes(5), Duration.ZERO, Duration.ZERO);
      DrillDriver next = new DrillDriver(site, impatient, "drill").playTo("pick");

      assertThat(next.problems).as("killed at " + places).isEmpty();
      assertThat(site.leaked()).as("killed at " + places).isEmpty();
    }
    assertThat(left).isPositive();
  }
}
