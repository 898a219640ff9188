package ai.coditect.ops.metrics.deploy;

import ai.coditect.ops.metrics.deploy.DeployAnswer.Trouble;
import ai.coditect.ops.metrics.deploy.DeployPlan.Step;
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

/** Cloud Monitoring of one project, as far as documents go there. */
final class DeployClient implements AutoCloseable {
  private final ConnectionSettings connection;
  private final List<DeployedKind> kinds;

  private DeployClient(ConnectionSettings connection, List<DeployedKind> kinds) {
    this.connection = connection;
    this.kinds = kinds;
  }

  /**
   * @param wait for the service to know a metric that was just described
   * @throws IOException when there are no credentials
   */
  static DeployClient open(
      ConnectionSettings connection, List<MonitoringDocument> documents, Consumer<Duration> wait)
      throws IOException {
    return new DeployClient(
        connection,
        List.of(
            new DescriptorsClient(connection, documents),
            new ObjectivesClient(connection),
            new DashboardsClient(connection),
            new PoliciesClient(connection, wait)));
  }

  /** Step by step; the first that fails ends it, and what was done stays done. */
  DeployAnswer apply(List<MonitoringDocument> documents, boolean dryRun) {
    DeployPlan plan;
    try {
      plan = DeployPlan.of(documents, kinds.stream().flatMap(kind -> kind.own().stream()).toList());
    } catch (ApiException e) {
      return new DeployAnswer(List.of(), 0, Optional.of(trouble(e, "reading what is there")));
    }
    return dryRun
        ? new DeployAnswer(plan.steps(), plan.unchanged(), Optional.empty())
        : carryOut(plan);
  }

  private DeployAnswer carryOut(DeployPlan plan) {
    List<Step> done = new ArrayList<>();
    for (Step step : plan.steps()) {
      try {
        carryOut(step);
        done.add(step);
      } catch (KindChangedException e) {
        return new DeployAnswer(
            done, plan.unchanged(), Optional.of(new Trouble(e.problem(), true)));
      } catch (ApiException e) {
        return new DeployAnswer(done, plan.unchanged(), Optional.of(trouble(e, step.what())));
      }
    }
    return new DeployAnswer(done, plan.unchanged(), Optional.empty());
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
