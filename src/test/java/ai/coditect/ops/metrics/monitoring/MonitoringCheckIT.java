package ai.coditect.ops.metrics.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.SteppedClock;
import ai.coditect.ops.local.monitoring.LocalMonitoring;
import ai.coditect.ops.metrics.monitoring.service.MonitoringSettings;
import ai.coditect.ops.metrics.monitoring.service.SeriesResource;
import ai.coditect.ops.metrics.write.Measurement.Scope;
import ai.coditect.ops.problem.Check.Finding;
import ai.coditect.ops.problem.Check.Finding.State;
import ai.coditect.ops.problem.Problem;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MonitoringCheckIT {
  private final SteppedClock clock = new SteppedClock(Instant.parse("2026-11-28T03:00:00Z"));
  private final LocalMonitoring service = LocalMonitoring.start(clock);
  private final WriteTroubles troubles = new WriteTroubles();

  @AfterEach
  void stop() {
    service.close();
  }

  private MonitoringCheck check(Optional<String> project, boolean serving) {
    return new MonitoringCheck(
        MonitoringSettings.of(project, Optional.of(service.endpoint())),
        troubles,
        () -> SeriesResource.ofHost("here"),
        serving,
        clock);
  }

  private Finding find(boolean serving) {
    return check(Optional.of("demo-project"), serving).examine();
  }

  @Test
  void where_nothing_is_configured_it_is_not_applicable_and_asks_nobody() {
    assertThat(check(Optional.empty(), false).examine().state()).isEqualTo(State.NOT_APPLICABLE);
    assertThat(service.faults().calls()).isEmpty();
  }

  @Test
  void a_command_proves_it_with_one_point_of_its_own_also_twice_within_seconds() {
    assertThat(find(false).state()).isEqualTo(State.OK);
    assertThat(find(false).state()).isEqualTo(State.OK);
    assertThat(service.series())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.getMetric().getType())
                  .isEqualTo("custom.googleapis.com/ops/check/written");
              assertThat(each.getPointsCount()).isEqualTo(1);
            });
    service.faults().refuseAll(Status.PERMISSION_DENIED);
    Finding refused = find(false);
    assertThat(refused.state()).isEqualTo(State.FAILED);
    assertThat(refused.problems().get(0).cure()).contains("roles/monitoring.metricWriter");
    service.goAway();
    assertThat(find(false).problems().get(0).what()).contains("UNAVAILABLE");
  }

  @Test
  void a_serving_worker_says_what_became_of_what_it_wrote_and_asks_nobody() {
    assertThat(find(true).state()).isEqualTo(State.OK);
    troubles.round("figures", Scope.PROCESS).end(true, clock.instant());
    assertThat(find(true).detail()).isEqualTo("last written 2026-11-28T03:00:00Z");
    WriteTroubles.Round round = troubles.round("figures", Scope.BUSINESS);
    round.meet(new Problem("Quota.", "there", "Raise it."));
    round.end(false, clock.instant());
    assertThat(find(true).problems()).extracting(Problem::what).containsExactly("Quota.");
    // Another round, of somebody else, says nothing about it.
    troubles.round("meters", Scope.BUSINESS).end(true, clock.instant());
    assertThat(find(true).state()).isEqualTo(State.FAILED);
    troubles.round("figures", Scope.BUSINESS).end(true, clock.instant());
    assertThat(find(true).state()).isEqualTo(State.OK);
    clock.step(Duration.ofMinutes(5));
    assertThat(find(true).state()).isEqualTo(State.OK);
    clock.step(Duration.ofSeconds(1));
    assertThat(find(true).problems().get(0).what()).startsWith("Silent:");
    assertThat(service.faults().calls()).isEmpty();
  }

  @Test
  void what_a_worker_met_while_it_led_is_not_its_trouble_for_ever() {
    WriteTroubles.Round round = troubles.round("figures", Scope.BUSINESS);
    round.meet(new Problem("Quota.", "there", "Raise it."));
    round.end(false, clock.instant());
    // The longest lead: a turn of five minutes and a quarter of it.
    clock.step(Duration.ofMinutes(5).plusSeconds(75));
    troubles.round("meters", Scope.PROCESS).end(true, clock.instant());
    assertThat(find(true).state()).isEqualTo(State.FAILED);
    clock.step(Duration.ofSeconds(45));
    assertThat(find(true).state()).isEqualTo(State.OK);
  }
}
