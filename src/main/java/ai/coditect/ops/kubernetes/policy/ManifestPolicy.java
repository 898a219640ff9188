package ai.coditect.ops.kubernetes.policy;

import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One claim that holds for what a cluster is given.
 *
 * @param claim a sentence that is true where nothing is wrong
 * @param findings where it is not
 */
public record ManifestPolicy(String claim, Function<ClusterPlan, List<Problem>> findings) {

  /** About each object by itself. */
  static ManifestPolicy each(String claim, Function<ClusterObject, List<Problem>> findings) {
    return new ManifestPolicy(
        claim,
        plan ->
            plan.manifests().stream()
                .flatMap(manifest -> findings.apply(manifest).stream())
                .toList());
  }

  /** About each object that makes pods, with one thing to say and one cure. */
  static ManifestPolicy ofPods(
      String claim, Predicate<ClusterObject> holds, String what, String cure) {
    return each(
        claim,
        manifest ->
            manifest.pod().isEmpty() || holds.test(manifest)
                ? List.of()
                : List.of(manifest.problem(what, cure)));
  }
}
