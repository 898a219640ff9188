package ai.coditect.ops.metrics.meter;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.metrics.write.Measurement;
import ai.coditect.ops.metrics.write.Measurement.Distribution;
import ai.coditect.ops.metrics.write.Measurement.Kind;
import ai.coditect.ops.metrics.write.Measurement.Real;
import ai.coditect.ops.metrics.write.Measurement.Whole;
import ai.coditect.ops.metrics.write.MeasurementRules;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RegistryReadingTest {
  private static final Instant BEGIN = Instant.parse("2026-11-28T03:00:00Z");
  private static final Instant NOW = BEGIN.plusSeconds(60);
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final RegistryReading reading = new RegistryReading(registry, BEGIN);

  private Measurement read(String metric) {
    List<Measurement> found =
        reading.at(NOW).stream().filter(each -> each.metric().equals(metric)).toList();
    assertThat(found).hasSize(1);
    assertThat(MeasurementRules.wrong(found.get(0))).isEmpty();
    assertThat(found.get(0).at()).isEqualTo(NOW);
    return found.get(0);
  }

  private static RunResult ended(Ending outcome, Duration took, Changes changed) {
    return new RunResult(
        Optional.of(UUID.randomUUID()),
        "license-expiry",
        "k",
        Optional.of(BEGIN),
        outcome,
        changed,
        took,
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void runs_are_a_distribution_by_job_and_outcome_from_the_begin_of_the_process_on() {
    RunMetersListener runs = new RunMetersListener(registry);
    runs.ended(ended(Ending.DONE, Duration.ofMillis(40), Changes.of("expired", 3)));
    runs.ended(ended(Ending.DONE, Duration.ofSeconds(3), Changes.of("expired", 2)));
    runs.ended(ended(Ending.DONE, Duration.ofHours(9), Changes.NONE));
    Measurement read = read("worker/ops_run_duration");
    assertThat(read.kind()).isEqualTo(Kind.CUMULATIVE);
    assertThat(read.start()).contains(BEGIN);
    assertThat(read.unit()).isEqualTo("s");
    assertThat(read.labels()).containsOnlyKeys("job", "outcome").containsEntry("outcome", "done");
    Distribution spread = (Distribution) read.value();
    assertThat(spread.bounds()).startsWith(0.1, 1.0, 5.0).endsWith(14_400.0);
    assertThat(spread.counts()).startsWith(1L, 0L, 1L).endsWith(0L, 1L);
    assertThat(spread.count()).isEqualTo(3);
    assertThat(spread.mean()).isBetween(10_000.0, 11_000.0);
    assertThat(read("worker/ops_run_changes").value()).isEqualTo(new Real(5));
    runs.bitten("license-expiry", Duration.ofMillis(7));
    assertThat(((Distribution) read("worker/ops_bite_duration").value()).counts())
        .startsWith(0L, 1L);
  }

  @Test
  void a_distribution_keeps_what_was_counted_long_ago() {
    Timer timer =
        Timer.builder("ops.long").serviceLevelObjectives(Duration.ofSeconds(1)).register(registry);
    for (int i = 0; i < 1_000; i++) {
      timer.record(i % 2 == 0 ? 500 : 5_000, TimeUnit.MILLISECONDS);
      assertThat(((Distribution) read("worker/ops_long").value()).count()).isEqualTo(i + 1L);
    }
    assertThat(((Distribution) read("worker/ops_long").value()).counts())
        .containsExactly(500L, 500L);
  }

  @Test
  void counters_grow_gauges_stand_and_timers_without_buckets_are_a_number_and_a_sum() {
    Counter.builder("ops.relay.events").description("Told.").register(registry).increment(4);
    Gauge.builder("jvm.memory.used", () -> 12.5).baseUnit("bytes").register(registry);
    TimeGauge.builder("process.uptime", () -> 90_000, TimeUnit.MILLISECONDS).register(registry);
    Timer.builder("hikaricp.connections.acquire").register(registry).record(Duration.ofMillis(250));
    DistributionSummary.builder("ops.sizes").baseUnit("events").register(registry).record(7);
    assertThat(read("worker/ops_relay_events").value()).isEqualTo(new Real(4));
    assertThat(read("worker/ops_relay_events").description()).isEqualTo("Told.");
    Measurement memory = read("worker/jvm_memory_used");
    assertThat(memory.kind()).isEqualTo(Kind.GAUGE);
    assertThat(memory.unit()).isEqualTo("By");
    assertThat(memory.value()).isEqualTo(new Real(12.5));
    assertThat(read("worker/process_uptime").value()).isEqualTo(new Real(90));
    assertThat(read("worker/hikaricp_connections_acquire_count").value()).isEqualTo(new Whole(1));
    assertThat(read("worker/hikaricp_connections_acquire_sum").value()).isEqualTo(new Real(0.25));
    assertThat(read("worker/ops_sizes_sum").unit()).isEqualTo("{events}");
  }

  @Test
  void what_is_no_number_or_not_worthwhile_is_left_out_and_all_the_rest_can_be_written() {
    Gauge.builder("jvm.memory.odd", () -> Double.NaN).register(registry);
    Counter.builder("tomcat.sessions.rejected").register(registry).increment();
    new JvmMemoryMetrics().bindTo(registry);
    assertThat(reading.at(NOW))
        .extracting(Measurement::metric)
        .doesNotContain("worker/jvm_memory_odd")
        .noneMatch(name -> name.contains("tomcat"))
        .contains("worker/jvm_memory_max");
    assertThat(reading.at(NOW))
        .allSatisfy(each -> assertThat(MeasurementRules.wrong(each)).isEmpty());
  }

  @Test
  void ever_new_tags_do_not_become_ever_new_series() {
    for (int i = 0; i < 2_000; i++) {
      registry.counter("ops.many", "tag", "t" + i).increment();
    }
    assertThat(reading.at(NOW)).hasSize(500);
  }
}
