package ai.coditect.ops.backup.drill;

import ai.coditect.ops.backup.drill.throwaway.InstanceSeen;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a drill can be carried out at all, before anything is asked for. */
record PreFlight(DrillSettings settings) {

  /**
   * Why it cannot; empty when it can.
   *
   * @param version the source's, for example {@code POSTGRES_15}
   * @param ofBackup what made the backup, for example {@code POSTGRES_15_15}
   * @param present the instances in the project of the drills
   * @param extensions what the database has
   */
  List<Problem> against(
      String version,
      Optional<String> ofBackup,
      List<InstanceSeen> present,
      List<String> extensions) {
    List<Problem> problems = new ArrayList<>();
    ofBackup
        .filter(made -> !made.equals(version) && !made.startsWith(version + "_"))
        .ifPresent(
            made ->
                problems.add(
                    new Problem(
                        "Version mismatch: the backup was made by "
                            + made
                            + ", the instance is "
                            + version
                            + ".",
                        "backup",
                        "A backup cannot be restored into another major version. The next one is"
                            + " of the new version.")));
    long drills = present.stream().filter(InstanceSeen::isOfADrill).count();
    if (drills >= settings.mostInstances()) {
      problems.add(
          new Problem(
              "Quota reached: there are " + drills + " instances of drills already.",
              "project of the drills",
              "Wait for them to be removed, or raise drill.most-instances in"
                  + " jobs/backup-verification.yaml."));
    }
    List<String> unknown =
        extensions.stream().filter(each -> !settings.extensions().contains(each)).toList();
    if (!unknown.isEmpty()) {
      problems.add(
          new Problem(
              "Extension unknown: the database has " + String.join(", ", unknown) + ".",
              "database",
              "See that Cloud SQL offers it, then add it to drill.extensions in"
                  + " jobs/backup-verification.yaml."));
    }
    return List.copyOf(problems);
  }
}
