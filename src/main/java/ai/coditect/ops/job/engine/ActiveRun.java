package ai.coditect.ops.job.engine;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.Stage;
import ai.coditect.ops.job.TakenRows;
import ai.coditect.ops.job.bound.TakenTotal;
import ai.coditect.ops.job.engine.RunRecord.Lease;
import ai.coditect.ops.job.file.JobCatalog.Entry;
import ai.coditect.ops.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A run while this worker works on it: what its threads share, and how far each of them is. */
final class ActiveRun {
  private final Entry<?> entry;
  private final Lease lease;
  private final String key;
  private final Map<String, String> parameters;
  private final Instant deadline;
  private final Map<String, StepState> steps = new ConcurrentHashMap<>();
  private final TakenTotal total;
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private volatile String stage = "";
  private volatile boolean lost;
  private volatile boolean stopped;
  private volatile Optional<Problem> heldBack = Optional.empty();
  private volatile Optional<Outcome> ending = Optional.empty();

  ActiveRun(
      Entry<?> entry, Lease lease, String key, Map<String, String> parameters, Instant deadline) {
    this.entry = entry;
    this.lease = lease;
    this.key = key;
    this.parameters = parameters;
    this.deadline = deadline;
    this.total =
        new TakenTotal(
            governed() && !lease.approved() ? entry.file().limits().mostRows() : Optional.empty());
  }

  Entry<?> entry() {
    return entry;
  }

  Lease lease() {
    return lease;
  }

  String key() {
    return key;
  }

  Map<String, String> parameters() {
    return parameters;
  }

  Instant deadline() {
    return deadline;
  }

  /** Whether limits, switch and approvals are for it. */
  boolean governed() {
    return entry.file().destructive();
  }

  /** How far a step is by its last commit. */
  void at(String step, StepState state) {
    steps.put(step, state);
    total.put(step, state.taken());
  }

  /** Makes a step the one that is shown. */
  void entered(String step) {
    stage = step;
  }

  /**
   * Claims the rows of a bite before it commits, beside the steps that work at the same time.
   *
   * @return why the run must wait for an approval; empty when the bite may commit
   */
  Optional<Problem> claim(String step, TakenRows bite) {
    return total.claim(entry.file().name(), step, bite);
  }

  /** What the step has taken, with all that it claimed. */
  TakenRows taken(String step) {
    return total.of(step);
  }

  Changes changed() {
    return steps.values().stream().map(StepState::changed).reduce(Changes.NONE, Changes::plus);
  }

  /** What finished stages left undone, each problem once, in the order of the stages. */
  List<Problem> left() {
    List<Problem> left = new ArrayList<>();
    for (Stage<?> each : entry.job().stages()) {
      steps.entrySet().stream()
          .filter(step -> step.getKey().split(":", 2)[0].equals(each.name()))
          .sorted(Map.Entry.comparingByKey())
          .flatMap(step -> step.getValue().left().stream())
          .filter(problem -> !left.contains(problem))
          .forEach(left::add);
    }
    return left;
  }

  /** One line for a person. */
  String progress() {
    return stage.isEmpty() ? "starting" : stage + ": " + changed().total() + " rows changed";
  }

  /** Another worker took the run; nothing more may be written. */
  void lose() {
    lost = true;
  }

  boolean lost() {
    return lost;
  }

  void stop() {
    stopped = true;
  }

  boolean stopped() {
    return stopped;
  }

  void holdBack(Problem because) {
    heldBack = Optional.of(because);
  }

  /** Set when a bite found that destruction is paused. */
  Optional<Problem> heldBack() {
    return heldBack;
  }

  /** The first answer counts, but a refusal counts more than a wait for an approval. */
  synchronized void endWith(Outcome outcome) {
    if (ending.isEmpty()
        || ending.get() instanceof Outcome.Parked && outcome instanceof Outcome.Refused) {
      ending = Optional.of(outcome);
    }
  }

  /** Set when a bite answered that the run is parked or refused. */
  Optional<Outcome> ending() {
    return ending;
  }

  void failWith(Throwable failure) {
    failures.add(failure);
  }

  /** What bites died of, in the order in which they did. */
  List<Throwable> failures() {
    return failures;
  }
}
