package ai.coditect.ops.metrics.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.command.Surroundings;
import ai.coditect.ops.local.SteppedClock;
import ai.coditect.ops.local.monitoring.LocalMonitoring;
import ai.coditect.ops.metrics.alert.JobAlerts;
import ai.coditect.ops.metrics.render.MonitoringDocument;
import ai.coditect.ops.metrics.render.MonitoringDocument.Kind;
import ai.coditect.ops.metrics.render.MonitoringSource;
import ai.coditect.ops.metrics.write.Measurement;
import com.google.cloud.monitoring.v3.MetricServiceClient;
import com.google.monitoring.v3.AlertPolicy.Condition.MetricThreshold;
import com.google.monitoring.v3.CreateTimeSeriesRequest;
import com.google.monitoring.v3.ServiceLevelObjective;
import com.google.monitoring.v3.TimeSeries;
import com.google.protobuf.util.Timestamps;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Burn-rate conditions, which promtool cannot judge, over objectives and points at a stand-in. */
class BurnRateIT {
  private static final String PROJECT = "coditect-test";
  private static final Duration WINDOW = Duration.ofMinutes(5);
  private static final int SIX_HOURS = 72;
  private static final Pattern JOB = Pattern.compile("metric\\.label\\.job=\"([^\"]+)\"");

  /** Windows before now in which a success is too old: as many as may be, in an hour and in six. */
  private static final Set<Integer> ALLOWED = Set.of(11, 20, 30, 40);

  /** And one more in each. */
  private static final Set<Integer> TOO_MANY = Set.of(10, 11, 20, 30, 40);

  private static final List<MonitoringDocument> DOCUMENTS =
      MonitoringSource.read(
              new Surroundings(Optional.empty(), Optional.empty(), Optional.empty()),
              Clock.systemUTC())
          .documents()
          .stream()
          .filter(
              each ->
                  each.kind() == Kind.SERVICE
                      || each.kind() == Kind.OBJECTIVE
                      || each.id().equals(JobAlerts.SINCE_SUCCESS)
                      || each.kind() == Kind.POLICY && each.id().matches(".*-burn-(fast|slow)"))
          .toList();

  @Test
  void the_budget_of_each_job_raises_its_two_alerts_with_one_window_too_many() throws IOException {
    long jobs = DOCUMENTS.stream().filter(each -> each.kind() == Kind.OBJECTIVE).count();
    for (int burning = 0; burning < jobs; burning++) {
      SteppedClock clock = new SteppedClock(Instant.parse("2026-11-28T03:00:00Z"));
      try (LocalMonitoring service = LocalMonitoring.start(clock)) {
        apply(service);
        ServiceLevelObjective burns = service.objectives().get(burning);
        write(service, clock, burns);
        assertThat(service.policies()).hasSize((int) jobs * 2);
        assertThat(service.policies())
            .allSatisfy(
                policy -> {
                  MetricThreshold condition = policy.getConditions(0).getConditionThreshold();
                  assertThat(
                          service.burnRate(condition.getFilter()) > condition.getThresholdValue())
                      .as(policy.getDisplayName())
                      .isEqualTo(condition.getFilter().contains("\"" + burns.getName() + "\""));
                });
      }
    }
  }

  private static void apply(LocalMonitoring service) throws IOException {
    try (DeployClient client =
        DeployClient.open(
            new ConnectionSettings(PROJECT, Optional.of(service.endpoint())),
            DOCUMENTS,
            Optional.empty(),
            wait -> {})) {
      assertThat(client.apply(DOCUMENTS, false).trouble()).isEmpty();
    }
  }

  /** Six hours of every job, one of which is too old for its objective too often. */
  private static void write(
      LocalMonitoring service, SteppedClock clock, ServiceLevelObjective burns) throws IOException {
    try (MetricServiceClient client = service.client()) {
      for (int before = SIX_HOURS - 1; before >= 0; before--) {
        CreateTimeSeriesRequest.Builder request =
            CreateTimeSeriesRequest.newBuilder().setName("projects/" + PROJECT);
        for (ServiceLevelObjective each : service.objectives()) {
          Set<Integer> tooOld = each.equals(burns) ? TOO_MANY : ALLOWED;
          request.addTimeSeries(point(each, tooOld.contains(before) ? 1 : 0, clock.instant()));
        }
        client.createTimeSeriesCallable().call(request.build());
        if (before > 0) {
          clock.step(WINDOW);
        }
      }
    }
  }

  /** So many seconds older than the objective allows. */
  private static TimeSeries point(ServiceLevelObjective objective, double over, Instant at) {
    var mean = objective.getServiceLevelIndicator().getWindowsBased().getMetricMeanInRange();
    Matcher job = JOB.matcher(mean.getTimeSeries());
    assertThat(job.find()).isTrue();
    TimeSeries.Builder series = TimeSeries.newBuilder();
    series
        .getMetricBuilder()
        .setType(Measurement.PREFIX + JobAlerts.SINCE_SUCCESS)
        .putLabels("job", job.group(1));
    series
        .getResourceBuilder()
        .setType("generic_task")
        .putAllLabels(
            Map.of(
                "location", "global",
                "namespace", "ops-worker",
                "job", "ops-worker",
                "task_id", "singleton"));
    var point = series.addPointsBuilder();
    point.getIntervalBuilder().setEndTime(Timestamps.fromMillis(at.toEpochMilli()));
    point.getValueBuilder().setDoubleValue(mean.getRange().getMax() + over);
    return series.build();
  }
}
