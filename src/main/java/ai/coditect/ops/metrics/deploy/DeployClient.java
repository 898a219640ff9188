package ai.coditect.ops.metrics.deploy;

import ai.coditect.ops.metrics.deploy.DeployAnswer.Trouble;
import ai.coditect.ops.metrics.deploy.DeployPlan.Step;
import ai.coditect.ops.metrics.deploy.DeployPlan.Verb;
import ai.coditect.ops.metrics.render.MonitoringDocument;
import ai.coditect.ops.metrics.render.MonitoringDocument.Kind;
import ai.coditect.ops.problem.Problem;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode.Code;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Cloud Monitoring of one project, as far as documents go there. */
final class DeployClient implements AutoCloseable {
  private final ConnectionSettings connection;
  private final PoliciesClient policies;
  private final List<DeployedKind> kinds;

  private DeployClient(
      ConnectionSettings connection, PoliciesClient policies, List<DeployedKind> others) {
    this.connection = connection;
    this.policies = policies;
    this.kinds = Stream.concat(others.stream(), Stream.of(policies)).toList();
  }

  /**
   * @param channel of notifications, for alert policies that have none
   * @param wait for the service to know a metric that was just described
   * @throws IOException when there are no credentials
   */
  static DeployClient open(
      ConnectionSettings connection,
      List<MonitoringDocument> documents,
      Optional<String> channel,
      Consumer<Duration> wait)
      throws IOException {
    return new DeployClient(
        connection,
        new PoliciesClient(connection, wait, channel),
        List.of(
            new DescriptorsClient(connection, documents),
            new ObjectivesClient(connection),
            new DashboardsClient(connection)));
  }

  /** Step by step; the first that fails ends it, and what was done stays done. */
  DeployAnswer apply(List<MonitoringDocument> documents, boolean dryRun) {
    DeployPlan plan;
    try {
      plan = DeployPlan.of(documents, kinds.stream().flatMap(kind -> kind.own().stream()).toList());
    } catch (ApiException e) {
      return new DeployAnswer(List.of(), 0, 0, Optional.of(trouble(e, "reading what is there")));
    }
    return dryRun ? planned(plan) : carryOut(plan);
  }

  private DeployAnswer planned(DeployPlan plan) {
    long made =
        plan.steps().stream()
            .filter(step -> step.kind() == Kind.POLICY && step.verb() == Verb.CREATED)
            .count();
    return new DeployAnswer(
        plan.steps(),
        plan.unchanged(),
        policies.isGivenAChannel() ? 0 : policies.silent() + (int) made,
        Optional.empty());
  }

  private DeployAnswer carryOut(DeployPlan plan) {
    List<Step> done = new ArrayList<>();
    for (Step step : plan.steps()) {
      try {
        carryOut(step);
        done.add(step);
      } catch (KindChangedException e) {
        return answer(plan, done, Optional.of(new Trouble(e.problem(), true)));
      } catch (ApiException e) {
        return answer(plan, done, Optional.of(trouble(e, step.what())));
      }
    }
    try {
      policies.letAllSpeak();
    } catch (ApiException e) {
      return answer(plan, done, Optional.of(trouble(e, "giving policies their channel")));
    }
    return answer(plan, done, Optional.empty());
  }

  private DeployAnswer answer(DeployPlan plan, List<Step> done, Optional<Trouble> trouble) {
    return new DeployAnswer(done, plan.unchanged(), policies.silent(), trouble);
  }

  private void carryOut(Step step) {
    DeployedKind kind = kind(step.kind());
    switch (step.verb()) {
      case CREATED -> kind.create(step.document().orElseThrow());
      case REPLACED -> kind.replace(step.document().orElseThrow(), step.old().orElseThrow());
      case REMOVED -> kind.remove(step.old().orElseThrow());
    }
  }

  private DeployedKind kind(Kind wanted) {
    return kinds.stream().filter(each -> each.takes(wanted)).findFirst().orElseThrow();
  }

  private Trouble trouble(ApiException e, String what) {
    Code code = e.getStatusCode().getCode();
    String where =
        connection.endpoint().orElse("Cloud Monitoring of project " + connection.project())
            + ", "
            + what;
    return switch (code) {
      case PERMISSION_DENIED, UNAUTHENTICATED ->
          new Trouble(
              new Problem(
                  "Cloud Monitoring refuses whoever applies (" + code + ").",
                  where,
                  "Give that identity roles/monitoring.editor on the project, and enable"
                      + " monitoring.googleapis.com there."),
              false);
      case ALREADY_EXISTS ->
          new Trouble(
              new Problem(
                  "Cloud Monitoring has something of somebody else's under the same id.",
                  where,
                  "See whose it is; rename or remove it, and type \"monitoring apply\" again."),
              true);
      case INVALID_ARGUMENT, NOT_FOUND ->
          new Trouble(
              new Problem(
                  "Cloud Monitoring does not take it (" + code + "): " + e.getMessage(),
                  where,
                  "Correct what renders it; what was applied before it stays, and the next time goes on"
                      + " from here."),
              true);
      default ->
          new Trouble(
              new Problem(
                  "Cloud Monitoring fails (" + code + ").",
                  where,
                  "Type \"monitoring apply\" again: it goes on from here."),
              false);
    };
  }

  @Override
  public void close() {
    kinds.forEach(DeployedKind::close);
  }
}
