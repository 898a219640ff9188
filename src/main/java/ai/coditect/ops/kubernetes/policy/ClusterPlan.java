package ai.coditect.ops.kubernetes.policy;

import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a cluster would be given, beside the job files.
 *
 * @param bites the longest that a bite of each job may take
 */
public record ClusterPlan(
    List<ClusterObject> manifests, List<JobFile> jobs, Map<String, Duration> bites) {

  /** The pool of a process that serves. */
  public static final long CONNECTIONS_OF_A_WORKER = JobFile.Run.MOST_CONNECTIONS;

  /** Everything that breaks a policy. */
  public List<Problem> problems() {
    return policies().stream().flatMap(each -> each.findings().apply(this).stream()).toList();
  }

  /** Every policy there is. */
  public static List<ManifestPolicy> policies() {
    return Stream.of(
            RestrictedPods.POLICIES,
            ContainerPolicies.POLICIES,
            JobPolicies.POLICIES,
            ServingPolicies.POLICIES,
            ReachPolicies.POLICIES,
            ConnectionPolicies.POLICIES)
        .flatMap(List::stream)
        .toList();
  }

  Stream<ClusterObject> ofKind(String kind) {
    return manifests.stream().filter(each -> each.kind().equals(kind));
  }

  boolean has(String kind, String name) {
    return ofKind(kind).anyMatch(each -> each.name().equals(name));
  }

  Optional<JobFile> job(String name) {
    return jobs.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /** What a pod of this job takes; of a job that nobody knows, what any may. */
  long connections(String job) {
    return job(job).map(each -> (long) each.run().connections()).orElse(CONNECTIONS_OF_A_WORKER);
  }

  /** Of one job; of what serves, of any. */
  Duration bite(ClusterObject manifest) {
    Duration longest = bites.values().stream().max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    return JobPolicies.jobOf(manifest).map(job -> bites.getOrDefault(job, longest)).orElse(longest);
  }
}
