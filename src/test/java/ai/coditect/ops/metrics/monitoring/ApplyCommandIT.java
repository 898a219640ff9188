package ai.coditect.ops.metrics.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.monitoring.LocalMonitoring;
import ai.coditect.ops.metrics.file.MetricFigure;
import ai.coditect.ops.metrics.file.MetricFileStore;
import ai.coditect.ops.metrics.write.Measurement;
import ai.coditect.ops.trigger.command.Typed;
import com.google.api.MetricDescriptor;
import com.google.monitoring.v3.CreateMetricDescriptorRequest;
import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplyCommandIT {
  private static final List<MetricFigure> FIGURES =
      MetricFileStore.read(Optional.empty()).figures().toList();

  private final LocalMonitoring service = LocalMonitoring.start(Clock.systemUTC());

  @AfterEach
  void stop() {
    service.close();
  }

  private Typed apply(String... more) {
    return apply(Map.of(), more);
  }

  private Typed apply(Map<String, String> beside, String... more) {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "GOOGLE_CLOUD_PROJECT",
                "demo-project",
                "OPS_MONITORING_ENDPOINT",
                service.endpoint()));
    environment.putAll(beside);
    String[] args = new String[more.length + 3];
    args[0] = "monitoring";
    args[1] = "apply";
    args[2] = "--json";
    System.arraycopy(more, 0, args, 3, more.length);
    return Typed.whole(environment, args);
  }

  @Test
  void a_dry_run_says_what_an_apply_then_does_and_a_second_apply_changes_nothing() {
    Typed plan = apply("--dry-run");
    assertThat(plan.exitCode()).as(plan.toString()).isZero();
    assertThat(plan.json().path("added").size()).isEqualTo(FIGURES.size());
    assertThat(service.descriptors()).isEmpty();

    assertThat(apply().json().path("added").size()).isEqualTo(FIGURES.size());
    assertThat(service.descriptors())
        .extracting(MetricDescriptor::getType)
        .containsExactlyInAnyOrderElementsOf(
            FIGURES.stream().map(each -> Measurement.PREFIX + each.name()).toList());
    List<MetricDescriptor> before = service.descriptors();
    service.faults().forgetCalls();
    Typed second = apply();
    assertThat(second.exitCode()).isZero();
    assertThat(second.json().path("added").size()).isZero();
    assertThat(second.json().path("changed").size()).isZero();
    assertThat(service.faults().calls()).containsOnly("ListMetricDescriptors");
    assertThat(service.descriptors()).isEqualTo(before);
  }

  @Test
  void ten_applies_that_end_half_way_leave_what_one_apply_leaves() {
    for (int i = 0; i < 10; i++) {
      int step = i * FIGURES.size() / 20;
      AtomicInteger made = new AtomicInteger();
      service
          .faults()
          .refuse(
              request ->
                  request instanceof CreateMetricDescriptorRequest && made.incrementAndGet() > step
                      ? Status.UNAVAILABLE
                      : null);
      Typed broken = apply();
      boolean finished = service.descriptors().size() == FIGURES.size();
      assertThat(broken.exitCode()).as(broken.toString()).isEqualTo(finished ? 0 : 1);
      service.faults().loseAnswers(i % 3 == 0 ? 1 : 0);
    }
    service.faults().none();
    apply();
    assertThat(apply().json().path("unchanged").asInt()).isEqualTo(FIGURES.size());
    assertThat(service.descriptors()).hasSize(FIGURES.size());
  }

  @Test
  void changed_words_are_brought_there_and_a_changed_kind_is_refused_with_its_cure(
      @TempDir Path jobs) throws Exception {
    Path metrics = Files.createDirectory(jobs.resolve("metrics"));
    write(metrics, "First words.", "gauge");
    Map<String, String> files = Map.of("OPS_JOBS_DIR", jobs.toString());
    assertThat(apply(files).json().path("added").size()).isEqualTo(1);
    write(metrics, "Other words.", "gauge");
    assertThat(apply(files).json().path("changed").size()).isEqualTo(1);
    assertThat(service.descriptors())
        .extracting(MetricDescriptor::getDescription)
        .containsExactly("Other words.");
    write(metrics, "Other words.", "counter");
    Typed refused = apply(files);
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.json().path("problems").path(0).path("cure").asString()).contains("_v2");
    assertThat(service.descriptors()).hasSize(1);
  }

  private static void write(Path metrics, String words, String kind) throws Exception {
    Files.writeString(
        metrics.resolve("tenants.yaml"),
        """
        capability: tenants
        query: odd.sql
        every: 1m
        timeout: 1s
        figures:
          odd_things:
            description: %s
            unit: "{thing}"
            kind: %s
            type: int64
        """
            .formatted(words, kind));
    Files.writeString(
        metrics.resolve("odd.sql"),
        "-- How many odd things there are.\nselect 1 as odd_things, now() as since\n");
  }

  @Test
  void without_a_project_or_rights_it_says_so() {
    Typed nowhere = Typed.whole(Map.of(), "monitoring", "apply", "--json");
    assertThat(nowhere.exitCode()).isEqualTo(2);
    assertThat(nowhere.out()).contains("GOOGLE_CLOUD_PROJECT");
    service.faults().refuseAll(Status.PERMISSION_DENIED);
    Typed refused = apply();
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.out()).contains("roles/monitoring.metricWriter");
  }
}
