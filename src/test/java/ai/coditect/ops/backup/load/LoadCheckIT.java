package ai.coditect.ops.backup.load;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.local.monitoring.LocalMonitoring;
import ai.coditect.ops.problem.Check.Finding;
import ai.coditect.ops.problem.Check.Finding.State;
import io.grpc.Status;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Google's client beside the stand-in. */
class LoadCheckIT {
  private static final Instant NOW = Instant.parse("2026-11-28T06:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final String CPU = "cpu/utilization";
  private static final String MEMORY = "memory/utilization";
  private static LocalMonitoring monitoring;

  @BeforeAll
  static void start() {
    monitoring = LocalMonitoring.start(CLOCK);
  }

  @AfterAll
  static void stop() {
    monitoring.close();
  }

  @BeforeEach
  void idle() {
    monitoring.faults().none();
    show("prod", "people", CPU, 0.1);
    show("prod", "people", MEMORY, 0.5);
    // Whose figures are not asked for.
    show("prod", "others", CPU, 0.99);
    show("elsewhere", "people", CPU, 0.99);
  }

  private static void show(String project, String instance, String metric, double share) {
    monitoring.showInstance(
        project,
        instance,
        metric,
        Map.of(NOW.minusSeconds(200), share, NOW.minusSeconds(260), 1.0));
  }

  private static Finding examine(LoadLimit limit) {
    return examine(limit, Optional.of(new InstanceName("prod", "people")), true);
  }

  private static Finding examine(LoadLimit limit, Optional<InstanceName> name, boolean asked) {
    return new LoadCheck(
            limit,
            new InstanceLoadClient(Optional.of(monitoring.endpoint())),
            () -> name,
            asked,
            CLOCK)
        .examine();
  }

  private static void assertProblem(Finding found, String what) {
    assertThat(found.state()).isEqualTo(State.FAILED);
    assertThat(found.problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).startsWith(what));
  }

  @Test
  void each_is_red_above_its_limit_and_green_again_below() {
    assertThat(examine(LoadLimit.CPU).detail())
        .isEqualTo(
            "processor at the quietest minute of the last hour: 10.0 % (expected below 30 %)");
    assertThat(examine(LoadLimit.MEMORY).detail())
        .isEqualTo("memory: 50.0 % (expected below 60 %)");
    show("prod", "people", CPU, 0.3);
    assertProblem(examine(LoadLimit.CPU), "Overloaded");
    assertThat(examine(LoadLimit.MEMORY).state()).isEqualTo(State.OK);
    show("prod", "people", CPU, 0.1);
    show("prod", "people", MEMORY, 0.6);
    assertProblem(examine(LoadLimit.MEMORY), "Overloaded");
    show("prod", "people", MEMORY, 0.5);
    assertThat(examine(LoadLimit.CPU).state()).isEqualTo(State.OK);
    assertThat(examine(LoadLimit.MEMORY).state()).isEqualTo(State.OK);
  }

  @Test
  void who_may_not_ask_is_told_the_permission_and_whoever_is_unknown_the_identity() {
    monitoring.faults().refuseAll(Status.PERMISSION_DENIED);
    assertProblem(
        examine(LoadLimit.CPU),
        "Permission denied: the worker lacks monitoring.timeSeries.list in prod.");
    monitoring.faults().refuseAll(Status.UNAUTHENTICATED);
    assertProblem(examine(LoadLimit.CPU), "Credentials missing");
    monitoring.faults().refuseAll(Status.RESOURCE_EXHAUSTED);
    assertProblem(examine(LoadLimit.CPU), "Quota exhausted");
    monitoring.faults().refuseAll(Status.UNAVAILABLE);
    assertProblem(examine(LoadLimit.CPU), "Cloud Monitoring does not answer (UNAVAILABLE).");
  }

  @Test
  void nothing_known_and_nothing_new_are_failures() {
    monitoring.showInstance("prod", "people", CPU, Map.of());
    assertProblem(examine(LoadLimit.CPU), "Load unknown: Cloud Monitoring has no point");
    monitoring.showInstance("prod", "people", CPU, Map.of(NOW.minusSeconds(1200), 0.1));
    assertProblem(examine(LoadLimit.CPU), "Load unknown: the newest point");
    monitoring.showInstance("prod", "people", CPU, Map.of(NOW.minusSeconds(7200), 0.1));
    assertProblem(examine(LoadLimit.CPU), "Load unknown: Cloud Monitoring has no point");
    // A service that never heard of the metric has no point of it, either.
    monitoring.faults().refuseAll(Status.NOT_FOUND);
    assertProblem(examine(LoadLimit.CPU), "Load unknown: Cloud Monitoring has no point");
  }

  /** The one that is shown beside the local stack. */
  @Test
  void an_instance_that_rests_is_fine() {
    monitoring.showRestingInstance("local", "resting");
    for (LoadLimit limit : LoadLimit.values()) {
      assertThat(examine(limit, Optional.of(new InstanceName("local", "resting")), true).state())
          .isEqualTo(State.OK);
    }
  }

  @Test
  void without_an_instance_or_a_stand_in_there_is_nothing_to_ask() {
    assertThat(examine(LoadLimit.CPU, Optional.empty(), true).state())
        .isEqualTo(State.NOT_APPLICABLE);
    assertThat(
            examine(LoadLimit.CPU, Optional.of(new InstanceName("prod", "people")), false).state())
        .isEqualTo(State.NOT_APPLICABLE);
  }
}
