package ai.coditect.ops.metrics.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.command.Surroundings;
import ai.coditect.ops.local.SteppedClock;
import ai.coditect.ops.local.monitoring.LocalMonitoring;
import ai.coditect.ops.metrics.render.MonitoringDocument;
import ai.coditect.ops.metrics.render.MonitoringDocument.Kind;
import ai.coditect.ops.metrics.render.MonitoringSource;
import ai.coditect.ops.trigger.command.Typed;
import com.google.monitoring.dashboard.v1.Dashboard;
import com.google.monitoring.v3.AlertPolicy;
import com.google.monitoring.v3.CreateAlertPolicyRequest;
import com.google.monitoring.v3.ServiceLevelObjective;
import com.google.protobuf.MessageLite;
import io.grpc.Status;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Dashboards and alerts reach Cloud Monitoring with Google's clients, once each. */
class MonitoringApplyIT {
  private static final String PROJECT = "coditect-test";
  private static final String PROJECT_CHANNEL = "projects/coditect-test/notificationChannels/";
  private static final List<MonitoringDocument> DOCUMENTS =
      MonitoringSource.read(
              new Surroundings(Optional.empty(), Optional.empty(), Optional.empty()),
              Clock.systemUTC())
          .documents();

  private LocalMonitoring monitoring;
  private ConnectionSettings connection;
  private final List<Duration> waits = new ArrayList<>();

  @BeforeEach
  void start() {
    monitoring = LocalMonitoring.start(new SteppedClock(Instant.parse("2026-11-28T03:00:00Z")));
    connection = new ConnectionSettings(PROJECT, Optional.of(monitoring.endpoint()));
  }

  @AfterEach
  void stop() {
    monitoring.close();
  }

  private DeployAnswer apply(List<MonitoringDocument> documents) {
    return apply(documents, waits::add);
  }

  private DeployAnswer apply(List<MonitoringDocument> documents, Consumer<Duration> wait) {
    try (DeployClient client = DeployClient.open(connection, documents, Optional.empty(), wait)) {
      return client.apply(documents, false);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Typed typed(String... more) {
    List<String> words = new ArrayList<>(List.of("monitoring", "apply"));
    words.addAll(List.of(more));
    return Typed.whole(
        Map.of(
            "GOOGLE_CLOUD_PROJECT",
            PROJECT,
            "OPS_MONITORING_ENDPOINT",
            monitoring.endpoint(),
            "NO_GCE_CHECK",
            "true"),
        words.toArray(String[]::new));
  }

  @Test
  void the_first_apply_makes_everything_the_second_nothing_and_a_dry_run_says_so_before()
      throws IOException {
    JsonNode planned = typed("--dry-run", "--json").json();
    assertThat(planned.get("created")).hasSize(DOCUMENTS.size());
    assertThat(monitoring.policies()).isEmpty();
    assertThat(monitoring.faults().calls()).allMatch(call -> call.matches("(List|Get).*"));

    Typed first = typed("--json");
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.json().get("created")).isEqualTo(planned.get("created"));
    assertThat(first.json().get("created").get(0).stringValue()).startsWith("descriptor ");
    assertEverythingStandsAsItIsWritten();

    monitoring.faults().forgetCalls();
    Typed second = typed();
    assertThat(second.out()).isEqualTo("Nothing to do, " + DOCUMENTS.size() + " unchanged.\n");
    assertThat(monitoring.faults().calls()).allMatch(call -> call.matches("(List|Get).*"));
    assertThat(second.exitCode()).isZero();
    assertThat(second.err())
        .contains("tell nobody: " + count(Kind.POLICY) + " without", "monitoring apply --channel=");

    // One tells somebody already; the others tell the channel that is given, and are not made anew.
    try (var client = PolicyHand.open(connection)) {
      client.tellTo(policy("outbox-stalls"), PROJECT_CHANNEL + "7");
    }
    assertThat(typed("--dry-run", "--json").json().get("tellNobody").intValue())
        .isEqualTo((int) count(Kind.POLICY) - 1);
    Typed told = typed("--channel=8", "--json");
    assertThat(told.exitCode()).as(told.err()).isZero();
    assertThat(told.json().get("tellNobody").intValue()).isZero();
    assertThat(told.json().get("unchanged").intValue()).isEqualTo(DOCUMENTS.size());
    assertThat(policy("outbox-stalls").getNotificationChannelsList())
        .containsExactly(PROJECT_CHANNEL + "7");
    assertThat(monitoring.policies())
        .filteredOn(
            each -> each.getNotificationChannelsList().equals(List.of(PROJECT_CHANNEL + "8")))
        .hasSize((int) count(Kind.POLICY) - 1);
    assertThat(typed("--channel=pager").exitCode()).isEqualTo(2);
  }

  private void assertEverythingStandsAsItIsWritten() {
    assertThat(monitoring.descriptors()).hasSize((int) count(Kind.DESCRIPTOR));
    assertThat(monitoring.objectives()).hasSize((int) count(Kind.OBJECTIVE));
    assertThat(monitoring.dashboards()).hasSize((int) count(Kind.DASHBOARD));
    assertThat(monitoring.policies()).hasSize((int) count(Kind.POLICY));
    for (MonitoringDocument document : DOCUMENTS) {
      switch (document.kind()) {
        case POLICY -> {
          AlertPolicy.Builder read = policy(document.id()).toBuilder().clearName();
          read.getConditionsBuilderList().forEach(AlertPolicy.Condition.Builder::clearName);
          assertThat(read.build())
              .isEqualTo(connection.parse(document, AlertPolicy.newBuilder()).build());
        }
        case DASHBOARD ->
            assertThat(
                    monitoring.dashboards().stream()
                        .map(each -> each.toBuilder().clearName().clearEtag().build()))
                .contains(connection.parse(document, Dashboard.newBuilder()).build());
        case OBJECTIVE ->
            assertThat(
                    monitoring.objectives().stream()
                        .map(each -> each.toBuilder().clearName().build()))
                .contains(connection.parse(document, ServiceLevelObjective.newBuilder()).build());
        default -> assertThat(document.id()).isNotBlank();
      }
    }
  }

  private long count(Kind kind) {
    return DOCUMENTS.stream().filter(each -> each.kind() == kind).count();
  }

  private AlertPolicy policy(String rule) {
    return monitoring.policies().stream()
        .filter(each -> rule.equals(each.getUserLabelsMap().get("rule")))
        .findFirst()
        .orElseThrow();
  }

  /** Of each kind some; the campaign takes all that there are. */
  @Test
  void a_failure_at_each_step_before_or_after_it_was_taken_leaves_one_of_everything()
      throws IOException {
    List<MonitoringDocument> some =
        Stream.of(Kind.SERVICE, Kind.OBJECTIVE, Kind.DASHBOARD, Kind.POLICY)
            .flatMap(kind -> DOCUMENTS.stream().filter(each -> each.kind() == kind).limit(3))
            .toList();
    String text = some.toString();
    failAtEachStep(
        DOCUMENTS.stream()
            .filter(
                each ->
                    some.contains(each)
                        || each.kind() == Kind.DESCRIPTOR
                            && text.contains("ops/" + each.id() + "\"")
                        || text.contains("ops_" + each.id() + "{"))
            .toList());
  }

  @Test
  @Tag("campaign")
  void a_failure_at_each_step_of_all_leaves_one_of_everything() throws IOException {
    failAtEachStep(DOCUMENTS);
  }

  private void failAtEachStep(List<MonitoringDocument> documents) throws IOException {
    try (DeployClient client =
        DeployClient.open(connection, documents, Optional.empty(), waits::add)) {
      assertThat(failingAtEachStep(client, documents)).isEqualTo(documents.size());
    }
    // Of each kind that may, one changes and one goes.
    List<MonitoringDocument> next = new ArrayList<>(documents);
    for (Kind kind : List.of(Kind.OBJECTIVE, Kind.DASHBOARD, Kind.POLICY)) {
      List<MonitoringDocument> all = next.stream().filter(each -> each.kind() == kind).toList();
      next.remove(all.get(0));
      next.set(next.indexOf(all.get(1)), changed(all.get(1)));
    }
    try (DeployClient client = DeployClient.open(connection, next, Optional.empty(), waits::add)) {
      assertThat(failingAtEachStep(client, next)).isEqualTo(6);
    }
    assertThat(monitoring.policies())
        .extracting(each -> each.getUserLabelsMap().get("rule"))
        .containsExactlyInAnyOrderElementsOf(
            next.stream()
                .filter(each -> each.kind() == Kind.POLICY)
                .map(MonitoringDocument::id)
                .toList());
    assertThat(made()).isEqualTo(documents.size() - 3);
  }

  /** How many things stand, the service among them. */
  private int made() {
    return monitoring.descriptors().size()
        + monitoring.services().size()
        + monitoring.objectives().size()
        + monitoring.dashboards().size()
        + monitoring.policies().size();
  }

  private static MonitoringDocument changed(MonitoringDocument document) {
    return new MonitoringDocument(
        document.kind(),
        document.id(),
        "0123456789abcdef",
        connectionless(document.json(), document.hash(), "0123456789abcdef"));
  }

  /** Each step is refused first, then done and not answered; how many there were. */
  private int failingAtEachStep(DeployClient client, List<MonitoringDocument> documents) {
    List<DeployPlan.Step> plan = client.apply(documents, true).steps();
    for (int step = 0; step < plan.size(); step++) {
      for (int taken = 0; taken <= 1; taken++) {
        AtomicInteger left = new AtomicInteger(taken);
        monitoring.faults().refuse(request -> failing(request, left));
        DeployAnswer answer = client.apply(documents, false);
        assertThat(answer.trouble()).as(plan.get(step).told()).isPresent();
        assertThat(answer.trouble().orElseThrow().refused()).isFalse();
        assertThat(answer.steps()).isEmpty();
      }
    }
    monitoring.faults().none();
    assertThat(client.apply(documents, false).steps()).isEmpty();
    return plan.size();
  }

  /** The first changes are done and their answers lost, the others refused. */
  private @Nullable Status failing(MessageLite request, AtomicInteger left) {
    if (!request.getClass().getSimpleName().matches("(Create|Update|Delete).*")) {
      return null;
    }
    if (left.getAndDecrement() > 0) {
      monitoring.faults().loseAnswers(1);
      return null;
    }
    // Google's client tries a deletion again for half a minute when the service is away.
    return Status.INTERNAL.withDescription("planted");
  }

  @Test
  void only_what_moved_is_replaced_what_is_not_rendered_goes_and_others_are_left_alone()
      throws IOException {
    apply(DOCUMENTS);
    AlertPolicy old = policy("outbox-stalls");
    Map<String, Object> changed = new java.util.LinkedHashMap<>(find("outbox-stalls").json());
    changed.put("severity", "CRITICAL");
    List<MonitoringDocument> next = new ArrayList<>(DOCUMENTS);
    next.remove(find("run-parked"));
    next.replaceAll(
        each ->
            each.kind() == Kind.POLICY && each.id().equals("outbox-stalls")
                ? new MonitoringDocument(Kind.POLICY, each.id(), "0123456789abcdef", changed)
                : each);
    // Somebody has the policy told to a channel, copied it, and has one of their own.
    try (var client = PolicyHand.open(connection)) {
      client.tellTo(old, "projects/coditect-test/notificationChannels/7");
      client.copy(policy("events-rejected"));
      client.make("somebody else's");
    }
    DeployAnswer answer = apply(next);
    assertThat(answer.steps())
        .extracting(DeployPlan.Step::told)
        .containsExactlyInAnyOrder(
            "replaced policy outbox-stalls",
            "removed policy run-parked",
            "removed policy events-rejected");
    AlertPolicy now = policy("outbox-stalls");
    assertThat(now.getName()).isEqualTo(old.getName());
    assertThat(now.getSeverity()).isEqualTo(AlertPolicy.Severity.CRITICAL);
    assertThat(now.getNotificationChannelsList())
        .containsExactly("projects/coditect-test/notificationChannels/7");
    assertThat(monitoring.policies())
        .extracting(AlertPolicy::getDisplayName)
        .contains("somebody else's")
        .hasSize((int) count(Kind.POLICY));
  }

  /** People add objectives to the service; only the worker's own have its label. */
  @Test
  void an_objective_of_somebody_else_stays() throws IOException {
    apply(DOCUMENTS);
    int before = monitoring.objectives().size();
    PolicyHand.makeObjective(connection, "availability");
    assertThat(apply(DOCUMENTS).steps()).isEmpty();
    assertThat(monitoring.objectives()).hasSize(before + 1);
  }

  private static MonitoringDocument find(String policy) {
    return DOCUMENTS.stream()
        .filter(each -> each.kind() == Kind.POLICY && each.id().equals(policy))
        .findFirst()
        .orElseThrow();
  }

  /** Whoever judges conditions learns of a new metric a little later. */
  @Test
  void a_metric_that_is_not_known_yet_is_waited_for_and_not_for_ever() {
    AtomicInteger left = new AtomicInteger(3);
    monitoring
        .faults()
        .refuse(
            request ->
                request instanceof CreateAlertPolicyRequest && left.getAndDecrement() > 0
                    ? Status.INVALID_ARGUMENT.withDescription("Invalid query: unknown metric x.")
                    : null);
    assertThat(apply(DOCUMENTS).trouble()).isEmpty();
    assertThat(waits).hasSize(3);
    waits.clear();
    List<MonitoringDocument> stranger = new ArrayList<>(DOCUMENTS);
    stranger.add(
        new MonitoringDocument(
            Kind.POLICY,
            "stranger",
            "s",
            connectionless(find("outbox-stalls").json(), "outbox_oldest", "outbox_odlest")));
    DeployAnswer answer = apply(stranger);
    assertThat(waits).hasSize(6);
    assertThat(answer.trouble().orElseThrow().problem().what()).contains("unknown metric");
    assertThat(answer.trouble().orElseThrow().refused()).isTrue();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> connectionless(
      Map<String, Object> json, String what, String with) {
    tools.jackson.databind.json.JsonMapper mapper =
        tools.jackson.databind.json.JsonMapper.builder().build();
    return mapper.readValue(mapper.writeValueAsString(json).replace(what, with), Map.class);
  }

  @Test
  void a_kind_that_would_change_is_refused_and_no_permission_is_told_with_its_cure() {
    apply(DOCUMENTS);
    List<MonitoringDocument> other = new ArrayList<>(DOCUMENTS);
    other.replaceAll(
        each ->
            each.kind() == Kind.DESCRIPTOR && each.id().equals("licenses")
                ? new MonitoringDocument(
                    Kind.DESCRIPTOR,
                    each.id(),
                    "x",
                    connectionless(each.json(), "GAUGE", "CUMULATIVE"))
                : each);
    DeployAnswer answer = apply(other);
    assertThat(answer.trouble().orElseThrow().refused()).isTrue();
    assertThat(answer.trouble().orElseThrow().problem().cure()).contains("licenses_v2");

    monitoring.faults().refuseAll(Status.PERMISSION_DENIED);
    Typed refused = typed();
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("PERMISSION_DENIED", "roles/monitoring.editor");
    Typed nowhere = Typed.whole(Map.of("NO_GCE_CHECK", "true"), "monitoring", "apply");
    assertThat(nowhere.exitCode()).isEqualTo(2);
    assertThat(nowhere.err()).contains("GOOGLE_CLOUD_PROJECT");
  }
}
