package ai.coditect.ops.kubernetes.policy;

import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The instance has a connection for everybody, also at the worst time. */
final class ConnectionPolicies {
  /** Those that PostgreSQL keeps for administrators, and those that Cloud SQL itself has. */
  private static final long RESERVED = 5;

  private static final String OF_THE_INSTANCE = "ops.coditect.ai/instance-connections";
  private static final String OF_TENANTS = "ops.coditect.ai/tenant-connections";

  static final List<ManifestPolicy> POLICIES =
      List.of(
          new ManifestPolicy("connections suffice at the worst time", ConnectionPolicies::suffice),
          new ManifestPolicy(
              "what an autoscaler chose is not set back", ConnectionPolicies::scaled));

  private ConnectionPolicies() {}

  private static List<Problem> suffice(ClusterPlan plan) {
    List<Problem> problems = new ArrayList<>();
    // Each that fires by itself may run beside the others, and one that a person made beside them.
    long firing =
        plan.ofKind("CronJob")
            .filter(each -> !each.at("/spec/suspend").asBoolean(false))
            .mapToLong(each -> plan.connections(JobPolicies.jobOf(each).orElse("")))
            .sum();
    long byHand = plan.jobs().stream().mapToLong(each -> each.run().connections()).max().orElse(0);
    plan.ofKind("Deployment")
        .forEach(
            deployment -> {
              JsonNode annotations = deployment.at("/metadata/annotations");
              long most =
                  ServingPolicies.scalers(plan, deployment)
                      .map(each -> each.at("/spec/maxReplicas").asLong(1))
                      .findFirst()
                      .orElse(deployment.at("/spec/replicas").asLong(1));
              long instance = number(annotations, OF_THE_INSTANCE);
              long tenants = number(annotations, OF_TENANTS);
              // What ends counts no more for a rollout, but keeps its connections until its bite is
              // over.
              long serving = 2 * most * ClusterPlan.CONNECTIONS_OF_A_WORKER;
              if (instance == 0 || tenants == 0) {
                problems.add(
                    deployment.problem(
                        "Connections unknown: nobody says how many the instance has and tenants need.",
                        "Set the annotations " + OF_THE_INSTANCE + " and " + OF_TENANTS + "."));
              } else if (serving + firing + byHand + tenants + RESERVED > instance) {
                problems.add(
                    deployment.problem(
                        "Connections do not suffice: "
                            + most
                            + " replicas, each beside the one that ends for it in a rollout, take "
                            + serving
                            + ", CronJobs "
                            + firing
                            + ", one Job by hand "
                            + byHand
                            + ", tenants "
                            + tenants
                            + ", "
                            + RESERVED
                            + " are reserved, and the instance has "
                            + instance
                            + ".",
                        "Lower replicas or maxReplicas, or take a larger instance."));
              }
            });
    return problems;
  }

  private static long number(JsonNode annotations, String name) {
    String text = ClusterObject.text(annotations.path(name));
    return text.matches("\\d{1,6}") ? Long.parseLong(text) : 0;
  }

  private static List<Problem> scaled(ClusterPlan plan) {
    return plan.ofKind("Deployment")
        .filter(each -> ServingPolicies.scalers(plan, each).findAny().isPresent())
        .filter(each -> !each.at("/spec/replicas").isMissingNode())
        .map(
            each ->
                each.problem(
                    "Replicas are said twice: each apply sets back what the autoscaler chose.",
                    "Remove spec.replicas, as k8s/components/backlog-scaling does."))
        .toList();
  }
}
