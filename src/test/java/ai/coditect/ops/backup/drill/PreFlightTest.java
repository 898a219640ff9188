package ai.coditect.ops.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.backup.drill.throwaway.Creation;
import ai.coditect.ops.backup.drill.throwaway.InstanceSeen;
import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.problem.Problem;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PreFlightTest {
  private static final PreFlight FLIGHT = new PreFlight(DrillSite.settings());
  private static final InstanceSeen DRILL =
      new InstanceSeen(
          new InstanceName("drills", "drill-x"),
          Map.of(Creation.LABEL, "run"),
          Optional.empty(),
          "RUNNABLE",
          false,
          false,
          Optional.empty(),
          "");

  private static List<String> against(String ofBackup, List<InstanceSeen> present, String... has) {
    return FLIGHT.against("POSTGRES_15", Optional.of(ofBackup), present, List.of(has)).stream()
        .map(Problem::what)
        .toList();
  }

  @Test
  void the_same_major_version_with_room_and_known_extensions_can_fly() {
    assertThat(against("POSTGRES_15_15", List.of(DRILL), "plpgsql", "pgcrypto")).isEmpty();
    assertThat(against("POSTGRES_15", List.of(), "plpgsql")).isEmpty();
  }

  @Test
  void another_major_version_cannot() {
    assertThat(against("POSTGRES_14_9", List.of()))
        .containsExactly(
            "Version mismatch: the backup was made by POSTGRES_14_9, the instance is POSTGRES_15.");
    assertThat(against("POSTGRES_150", List.of())).hasSize(1);
  }

  @Test
  void as_many_drills_as_there_may_be_are_enough() {
    assertThat(against("POSTGRES_15", Collections.nCopies(1, DRILL))).isEmpty();
    assertThat(against("POSTGRES_15", Collections.nCopies(2, DRILL)))
        .containsExactly("Quota reached: there are 2 instances of drills already.");
  }

  @Test
  void an_extension_that_nobody_has_looked_up_keeps_it_on_the_ground() {
    assertThat(against("POSTGRES_15", List.of(), "plpgsql", "timescaledb", "vector"))
        .containsExactly("Extension unknown: the database has timescaledb, vector.");
  }
}
