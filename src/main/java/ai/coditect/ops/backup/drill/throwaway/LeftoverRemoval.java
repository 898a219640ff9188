package ai.coditect.ops.backup.drill.throwaway;

import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.TransientProblemsException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Removes what drills that are over have left behind. */
public final class LeftoverRemoval {
  private final InstanceRemoval removal;
  private final InstanceLookupClient seen;
  private final ThrowawayStore store;

  public LeftoverRemoval(InstanceRemoval removal, InstanceLookupClient seen, ThrowawayStore store) {
    this.removal = removal;
    this.seen = seen;
    this.store = store;
  }

  /**
   * What a sweep came to.
   *
   * @param underWay how many are still to go
   * @param problems what keeps some of them from going
   */
  public record Swept(int underWay, List<Problem> problems) {}

  /**
   * Takes one step with each that is left.
   *
   * @param olderThan how old one has to be
   * @param patience how much longer an operation that is under way is waited for
   */
  public Swept sweep(Instant now, Duration olderThan, Duration patience) {
    int underWay = 0;
    List<Problem> problems = new ArrayList<>();
    for (Creation left : store.left(now, now.minus(olderThan))) {
      try {
        boolean insist = left.intendedAt().plus(olderThan).plus(patience).isBefore(now);
        underWay += removal.step(left.run(), left, now, insist) ? 0 : 1;
      } catch (TransientProblemsException e) {
        underWay++;
      } catch (ProblemsException e) {
        problems.addAll(e.problems());
      }
    }
    return new Swept(underWay, List.copyOf(problems));
  }

  /**
   * Instances that carry a drill's label though no run of this database wrote them down. They are
   * left alone: a label is quickly set by hand. Those that say that they are of another source are
   * another environment's.
   */
  public List<Problem> strangers(String project, InstanceName source) {
    Set<String> ours = store.names(project).stream().collect(Collectors.toSet());
    return seen.instances(project).stream()
        .filter(InstanceSeen::isOfADrill)
        .filter(
            each ->
                Creation.labelOf(source)
                    .equals(each.labels().getOrDefault(Creation.SOURCE, Creation.labelOf(source))))
        .filter(each -> !ours.contains(each.name().instance()))
        .map(
            each ->
                new Problem(
                    "Instance unknown: it carries the label of a drill, and no run of this"
                        + " database made it.",
                    "instance " + project + ":" + each.name().instance(),
                    "If it is a drill's, delete it: \"gcloud sql instances delete "
                        + each.name().instance()
                        + " --project="
                        + project
                        + "\"."))
        .toList();
  }
}
