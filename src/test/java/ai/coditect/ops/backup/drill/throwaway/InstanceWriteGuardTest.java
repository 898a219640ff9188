package ai.coditect.ops.backup.drill.throwaway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.coditect.ops.backup.drill.throwaway.InstanceWriteGuard.Evidence;
import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.problem.RefusalException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class InstanceWriteGuardTest {
  private static final UUID RUN = UUID.fromString("00000000-0000-0000-0000-000000000001");
  private static final UUID ANOTHER = UUID.fromString("00000000-0000-0000-0000-000000000002");
  private static final Instant MADE = Instant.parse("2026-11-27T03:00:00Z");
  private static final InstanceName SOURCE = new InstanceName("prod", "coditect-db");
  private static final InstanceName OURS = new InstanceName("drills", "drill-coditect-db-0a");
  private static final InstanceWriteGuard GUARD = InstanceWriteGuard.of("drill");

  private static Creation creation(InstanceName name, UUID run) {
    return new Creation(
        SOURCE,
        name,
        run,
        Creation.Kind.CREATE,
        "drill",
        MADE,
        Optional.of("op-1"),
        Optional.of(MADE.plusSeconds(2)),
        Optional.empty());
  }

  private static InstanceSeen seen(InstanceName name, String label, Instant at) {
    return new InstanceSeen(
        name,
        Map.of(Creation.LABEL, label),
        Optional.of(at),
        "RUNNABLE",
        false,
        false,
        Optional.empty(),
        "");
  }

  private static OperationSeen operation(String name, InstanceName target) {
    return new OperationSeen(
        name, "CREATE", target, true, Optional.empty(), Optional.of(MADE.plusSeconds(1)));
  }

  private static Evidence evidence(
      UUID run, Creation creation, InstanceSeen seen, OperationSeen operation) {
    return new Evidence(run, creation, Optional.of(seen), Optional.of(operation));
  }

  private static List<String> refusals(InstanceWriteGuard guard, Evidence evidence) {
    return catchThrowableOfType(RefusalException.class, () -> guard.prove(evidence))
        .problems()
        .stream()
        .map(problem -> problem.what())
        .toList();
  }

  @Test
  void what_the_run_made_itself_passes() {
    assertThat(
            GUARD
                .prove(
                    evidence(
                        RUN,
                        creation(OURS, RUN),
                        seen(OURS, RUN.toString(), MADE.plusSeconds(2)),
                        operation("op-1", OURS)))
                .name())
        .isEqualTo(OURS);
  }

  @Test
  void swapped_arguments_are_refused() {
    assertThat(
            refusals(
                GUARD,
                evidence(
                    RUN, creation(SOURCE, RUN), seen(SOURCE, "", MADE), operation("op-1", OURS))))
        .contains("Drill target refused: it is the source of the backup.");
  }

  @Test
  void a_name_that_was_used_again_is_refused_by_its_creation_time() {
    assertThat(
            refusals(
                GUARD,
                evidence(
                    RUN,
                    creation(OURS, RUN),
                    seen(OURS, RUN.toString(), MADE.plusSeconds(60)),
                    operation("op-1", OURS))))
        .containsExactly("Drill target refused: it was not made when this run made its own.");
  }

  @Test
  void a_label_that_was_set_by_hand_is_refused_by_the_operation() {
    InstanceName somebodys = new InstanceName("drills", "drill-of-somebody");
    assertThat(
            refusals(
                GUARD,
                evidence(
                    RUN,
                    creation(somebodys, RUN),
                    seen(somebodys, RUN.toString(), MADE.plusSeconds(2)),
                    operation("op-1", OURS))))
        .containsExactly("Drill target refused: no operation of this run made it.");
  }

  @Test
  void what_another_run_made_is_refused() {
    assertThat(
            refusals(
                GUARD,
                evidence(
                    RUN,
                    creation(OURS, ANOTHER),
                    seen(OURS, ANOTHER.toString(), MADE.plusSeconds(2)),
                    operation("op-1", OURS))))
        .containsExactly(
            "Drill target refused: another run made it.",
            "Drill target refused: it does not carry this run's label.");
  }

  @Test
  void without_any_two_conditions_the_source_is_refused_even_with_its_label_set_by_hand() {
    Evidence source =
        evidence(
            RUN,
            creation(SOURCE, RUN),
            seen(SOURCE, RUN.toString(), MADE.minusSeconds(86_400)),
            operation("op-1", OURS));
    for (int one = 0; one < GUARD.all().size(); one++) {
      for (int other = one + 1; other < GUARD.all().size(); other++) {
        List<InstanceWriteGuard.Condition> rest = new ArrayList<>(GUARD.all());
        rest.remove(other);
        rest.remove(one);
        InstanceWriteGuard broken = new InstanceWriteGuard("drill", rest);
        assertThatThrownBy(() -> broken.prove(source)).isInstanceOf(RefusalException.class);
      }
    }
  }

  @Test
  void nothing_is_asked_for_under_a_name_that_is_not_a_drills() {
    for (InstanceName name : List.of(SOURCE, new InstanceName("drills", "coditect-db"))) {
      assertThatThrownBy(() -> GUARD.proveName(RUN, creation(name, RUN)))
          .isInstanceOf(RefusalException.class);
    }
    assertThatThrownBy(() -> GUARD.proveName(RUN, creation(OURS, ANOTHER)))
        .isInstanceOf(RefusalException.class);
    GUARD.proveName(RUN, creation(OURS, RUN));
  }
}
