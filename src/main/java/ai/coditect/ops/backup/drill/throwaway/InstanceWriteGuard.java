package ai.coditect.ops.backup.drill.throwaway;

import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.RefusalException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What an instance has to be before anything is written to it. Each condition stands alone: an
 * instance that was not made by this run does not pass several of them.
 *
 * @param prefix what the names of all throwaway instances begin with
 */
record InstanceWriteGuard(String prefix, List<Condition> all) {
  /** The service's clock and ours may differ by as much. */
  private static final Duration SLACK = Duration.ofMinutes(5);

  private static final Condition LABELLED = InstanceWriteGuard::carriesTheLabelOfThisRun;

  /** A run, what it wrote down, and what the service says about both. */
  record Evidence(
      UUID run,
      Creation creation,
      Optional<InstanceSeen> seen,
      Optional<OperationSeen> operation) {}

  /** One thing that has to be so. */
  @FunctionalInterface
  interface Condition {
    /** Why it is not so; empty when it is. */
    Optional<String> against(Evidence evidence);
  }

  static InstanceWriteGuard of(String prefix) {
    return new InstanceWriteGuard(
        prefix,
        List.of(
            InstanceWriteGuard::isNotTheSource,
            evidence -> hasThePrefix(prefix, evidence),
            InstanceWriteGuard::isOfThisRun,
            LABELLED,
            InstanceWriteGuard::wasMadeByTheOperationOfThisRun,
            InstanceWriteGuard::wasMadeWhenThisRunMadeIt));
  }

  /**
   * The instance as one that may be written to.
   *
   * @throws RefusalException when it is not, with every reason
   */
  ProvenInstance prove(Evidence evidence) {
    List<Problem> problems = new ArrayList<>();
    for (Condition condition : all) {
      condition
          .against(evidence)
          .ifPresent(reason -> problems.add(refusal(evidence.creation(), reason)));
    }
    if (evidence.seen().isEmpty()) {
      problems.add(refusal(evidence.creation(), "there is no such instance"));
    }
    if (!problems.isEmpty()) {
      throw new RefusalException(problems);
    }
    return new ProvenInstance(evidence.seen().orElseThrow());
  }

  /** The same before there is an instance: a request that makes one under this name is in order. */
  void proveName(UUID run, Creation creation) {
    List<Problem> problems = new ArrayList<>();
    Evidence nothing = new Evidence(run, creation, Optional.empty(), Optional.empty());
    for (Optional<String> reason :
        List.of(isNotTheSource(nothing), hasThePrefix(prefix, nothing), isOfThisRun(nothing))) {
      reason.ifPresent(each -> problems.add(refusal(creation, each)));
    }
    if (!problems.isEmpty()) {
      throw new RefusalException(problems);
    }
  }

  private static Problem refusal(Creation creation, String reason) {
    return new Problem(
        "Drill target refused: " + reason + ".",
        "instance " + creation.name().project() + ":" + creation.name().instance(),
        "Nothing was sent. Drills write only to instances that they made themselves; see who made"
            + " this one, and remove it by hand if it is a drill's.");
  }

  private static Optional<String> isNotTheSource(Evidence evidence) {
    InstanceName source = evidence.creation().source();
    boolean same =
        evidence.creation().name().equals(source)
            || evidence.seen().filter(each -> each.name().equals(source)).isPresent();
    return same ? Optional.of("it is the source of the backup") : Optional.empty();
  }

  private static Optional<String> hasThePrefix(String prefix, Evidence evidence) {
    boolean has =
        evidence.creation().name().instance().startsWith(prefix + "-")
            && evidence
                .seen()
                .filter(each -> !each.name().instance().startsWith(prefix + "-"))
                .isEmpty();
    return has ? Optional.empty() : Optional.of("its name does not begin with " + prefix + "-");
  }

  private static Optional<String> isOfThisRun(Evidence evidence) {
    if (!evidence.creation().run().equals(evidence.run())) {
      return Optional.of("another run made it");
    }
    return evidence.seen().filter(each -> !each.name().equals(evidence.creation().name())).isEmpty()
        ? Optional.empty()
        : Optional.of("the service shows another instance");
  }

  private static Optional<String> carriesTheLabelOfThisRun(Evidence evidence) {
    String label = evidence.seen().map(each -> each.labels().get(Creation.LABEL)).orElse("");
    return evidence.run().toString().equals(label)
        ? Optional.empty()
        : Optional.of("it does not carry this run's label");
  }

  private static Optional<String> wasMadeByTheOperationOfThisRun(Evidence evidence) {
    Creation creation = evidence.creation();
    return evidence
            .operation()
            .filter(each -> creation.operation().filter(each.name()::equals).isPresent())
            .filter(each -> each.type().equals(creation.kind().name()))
            .filter(each -> each.target().equals(creation.name()))
            .isPresent()
        ? Optional.empty()
        : Optional.of("no operation of this run made it");
  }

  private static Optional<String> wasMadeWhenThisRunMadeIt(Evidence evidence) {
    Creation creation = evidence.creation();
    Optional<Instant> made = evidence.seen().flatMap(InstanceSeen::createdAt);
    Optional<Instant> asked = evidence.operation().flatMap(OperationSeen::askedAt);
    boolean same =
        made.isPresent()
            && asked.isPresent()
            && !made.get().isBefore(creation.intendedAt().minus(SLACK))
            && Duration.between(asked.get(), made.get()).abs().compareTo(SLACK) <= 0
            && creation.createdAt().filter(known -> !known.equals(made.get())).isEmpty();
    return same ? Optional.empty() : Optional.of("it was not made when this run made its own");
  }

  /** For a clone that is about to get its label: it comes with those of its source. */
  InstanceWriteGuard exceptTheLabel() {
    List<Condition> rest = new ArrayList<>(all);
    rest.remove(LABELLED);
    return new InstanceWriteGuard(prefix, rest);
  }
}
