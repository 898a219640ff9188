package ai.coditect.ops.backup;

import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.backup.instance.ProjectRightsClient;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The worker's identity can write no instance of the source's project, and can make and remove
 * those of the drills' own. A clone stays in the source's project, whatever the drills' is. Where
 * drills write there, their rights come by a condition on the instance's name, of which Resource
 * Manager's answer says nothing: that is never ok.
 *
 * @param source the instance; empty where none is named
 * @param drills the project of the drills, where they have their own
 * @param clones whether a schedule makes clones
 * @param connector whether the worker reaches databases by Cloud SQL's connector, with IAM logins
 */
record ProjectRightsCheck(
    ProjectRightsClient client,
    Supplier<Optional<InstanceName>> source,
    Optional<String> drills,
    Supplier<Boolean> clones,
    boolean connector)
    implements Check {
  private static final List<String> WRITING =
      List.of(
          "cloudsql.instances.create",
          "cloudsql.instances.delete",
          "cloudsql.instances.demoteMaster",
          "cloudsql.instances.failover",
          "cloudsql.instances.import",
          "cloudsql.instances.promoteReplica",
          "cloudsql.instances.restart",
          "cloudsql.instances.restoreBackup",
          "cloudsql.instances.update",
          "cloudsql.backupRuns.delete",
          "cloudsql.databases.create",
          "cloudsql.databases.delete",
          "cloudsql.databases.update",
          "cloudsql.users.create",
          "cloudsql.users.update",
          "cloudsql.users.delete",
          // Who may grant has every right.
          "resourcemanager.projects.setIamPolicy");
  private static final List<String> NEEDED =
      List.of(
          "cloudsql.instances.create",
          "cloudsql.instances.delete",
          "cloudsql.instances.get",
          "cloudsql.instances.list",
          "cloudsql.instances.restoreBackup",
          "cloudsql.instances.update",
          "cloudsql.users.create");
  private static final List<String> CONNECTING =
      List.of("cloudsql.instances.connect", "cloudsql.instances.login");

  @Override
  public String claim() {
    return "the worker's identity cannot write the source of its drills";
  }

  @Override
  public Finding examine() {
    Optional<InstanceName> instance = source.get();
    if (instance.isEmpty()) {
      return Finding.notApplicable(
          "the database is no Cloud SQL instance that is named here (DB_INSTANCE)");
    }
    String project = instance.get().project();
    try {
      Set<String> held = client.held(project, WRITING);
      if (!held.isEmpty()) {
        return Finding.failed(
            List.of(
                new Problem(
                    "The worker may write every instance of its source's project: "
                        + String.join(", ", held)
                        + ".",
                    "project " + project,
                    "Take roles with these rights from it (roles/cloudsql.viewer,"
                        + " roles/cloudsql.client and roles/cloudsql.instanceUser are enough there,"
                        + " with cloudsql.instances.clone for clones), and let drills live in a"
                        + " project of their own: OPS_DRILL_PROJECT.")));
      }
      Optional<String> own = drills.filter(each -> !each.equals(project));
      Finding there = own.map(this::inDrillsProject).orElse(Finding.ok("no project of their own"));
      if (there.state() == Finding.State.FAILED || own.isPresent() && !clones.get()) {
        return there;
      }
      return Finding.notApplicable(
          "not proven: no such right on the project "
              + project
              + (own.isPresent()
                  ? ", but clones to an instant are made in it"
                  : ", but drills stay in it")
              + ", and rights by a condition on one instance are not shown");
    } catch (ProblemsException e) {
      return Finding.failed(e.problems());
    }
  }

  private Finding inDrillsProject(String project) {
    Set<String> missing = new TreeSet<>(NEEDED);
    if (connector) {
      missing.addAll(CONNECTING);
    }
    missing.removeAll(client.held(project, Set.copyOf(missing)));
    return missing.isEmpty()
        ? Finding.ok(
            "none of " + WRITING.size() + " rights there, and those it needs in " + project)
        : Finding.failed(
            List.of(
                new Problem(
                    "Permission denied: in the drills' project the worker lacks "
                        + String.join(", ", missing)
                        + ".",
                    "project " + project,
                    "Grant it roles/cloudsql.admin"
                        + (connector ? " and roles/cloudsql.instanceUser" : "")
                        + " there, and nowhere else.")));
  }
}
