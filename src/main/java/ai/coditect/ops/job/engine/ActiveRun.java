package ai.coditect.ops.job.engine;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.Stage;
import ai.coditect.ops.job.engine.RunRecord.Lease;
import ai.coditect.ops.job.file.JobCatalog.Entry;
import ai.coditect.ops.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A run while this worker works on it: what its threads share, and how far each of them is. */
final class ActiveRun {
  private final Entry<?> entry;
  private final Lease lease;
  private final String key;
  private final Map<String, String> parameters;
  private final Instant deadline;
  private final Map<String, Changes> changedByStep = new ConcurrentHashMap<>();
  private final Map<String, List<Problem>> leftByStep = new ConcurrentHashMap<>();
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

  /** A step's counts so far, over all attempts. */
  void progressed(String step, Changes changed) {
    stage = step;
    changedByStep.put(step, changed);
  }

  Changes changed() {
    return changedByStep.values().stream().reduce(Changes.NONE, Changes::plus);
  }

  /** What a step ended without doing; empty when it left nothing. */
  void leave(String step, List<Problem> problems) {
    leftByStep.put(step, problems);
  }

  /** What finished stages left undone, each problem once, in the order of the stages. */
  List<Problem> left() {
    List<Problem> left = new ArrayList<>();
    for (Stage<?> each : entry.job().stages()) {
      leftByStep.entrySet().stream()
          .filter(step -> step.getKey().split(":", 2)[0].equals(each.name()))
          .sorted(Map.Entry.comparingByKey())
          .flatMap(step -> step.getValue().stream())
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

  void endWith(Outcome outcome) {
    ending = Optional.of(outcome);
  }

  /** Set when a bite answered that the run is parked or refused. */
  Optional<Outcome> ending() {
    return ending;
  }
}
