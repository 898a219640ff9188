package ai.coditect.ops.backup.drill;

import ai.coditect.ops.backup.drill.throwaway.Creation;
import ai.coditect.ops.backup.drill.throwaway.InstanceSeen;
import ai.coditect.ops.backup.drill.throwaway.SeenClient;
import ai.coditect.ops.backup.drill.throwaway.ThrowawayClient;
import ai.coditect.ops.backup.drill.throwaway.ThrowawayStore;
import ai.coditect.ops.backup.evidence.Drill;
import ai.coditect.ops.backup.evidence.Drill.Verdict;
import ai.coditect.ops.backup.evidence.DrillStore;
import ai.coditect.ops.backup.examine.Examination;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Connects to the copy, and looks at what it holds. */
record Looking(
    DrillStore drills,
    ThrowawayStore store,
    SeenClient seen,
    Function<String, ThrowawayClient> clients,
    CopyClient copies,
    CopyExamination examination,
    WorkBeside beside) {

  Outcome connect(DrillBite scene, Drill drill) {
    store.allowSilence();
    InstanceSeen instance = instance(scene);
    Optional<Problem> unreachable = copies.reach(instance);
    if (unreachable.isEmpty()) {
      return RestoreDrill.over(drills, scene, drill, "connect");
    }
    return scene.step().isOlderThan(scene.settings().connectWithin(), scene.now())
        ? RestoreDrill.over(
            drills, scene, drill, "connect", Verdict.INCONCLUSIVE, List.of(unreachable.get()))
        : scene.waiting("reached");
  }

  private InstanceSeen instance(DrillBite scene) {
    Creation creation = store.ofRun(scene.run().id()).orElseThrow();
    return seen.instance(creation.name())
        .orElseThrow(
            () ->
                new ProblemsException(
                    List.of(
                        new Problem(
                            "Instance missing: somebody deleted the copy during the drill.",
                            "instance " + creation.name().instance(),
                            "See who did in the audit log, and run again."))));
  }

  /** First as it was restored; then, if that was well, damaged on purpose. */
  Outcome examine(DrillBite scene, Drill drill) {
    UUID run = scene.run().id();
    String ours = "control " + beside.process();
    if (scene.step().isAt("") || scene.step().isAt("look")) {
      return look(scene, drill, ours);
    }
    if (!scene.step().isAt(ours)) {
      return RestoreDrill.over(
          drills,
          scene,
          drill,
          "examine",
          Verdict.INCONCLUSIVE,
          List.of(
              new Problem(
                  "Drill interrupted while its copy was being damaged on purpose.",
                  "drill " + drill.id(),
                  "Run again: the copy as it was restored had been in order.")));
    }
    Optional<Drill.Control> found =
        beside.result(
            run + " damage",
            Drill.Control.class,
            () -> examination.damage(drill, scene.settings(), copy(scene)));
    if (found.isEmpty()) {
      return scene.waiting(ours);
    }
    Drill controlled = drill.controlled(found.get());
    return found.get().named()
        ? RestoreDrill.over(drills, scene, controlled, "examine")
        : RestoreDrill.over(
            drills,
            scene,
            controlled,
            "examine",
            Verdict.INVALID,
            List.of(
                new Problem(
                    "Drill blind: it did not name the fault that it had planted ("
                        + found.get().fault()
                        + ").",
                    "drill " + drill.id(),
                    "What it says about the backup is worth nothing. \"drills show "
                        + drill.id()
                        + "\" has both examinations.")));
  }

  /** The examination is over for this run, also where it was never heard to the end. */
  void forget(UUID run) {
    beside.forget(run);
  }

  private Outcome look(DrillBite scene, Drill drill, String next) {
    UUID run = scene.run().id();
    Optional<Examination> found =
        beside.result(
            run + " look",
            Examination.class,
            () -> examination.examine(drill, scene.settings(), copy(scene)));
    if (found.isEmpty()) {
      return scene.waiting("look");
    }
    Drill examined = drill.examined(found.get(), Duration.between(drill.startedAt(), scene.now()));
    List<Problem> problems = new ArrayList<>(DrillFindings.problems(found.get()));
    problems.addAll(DrillFindings.missedTargets(scene.settings(), examined));
    Optional<Verdict> verdict = DrillFindings.verdict(found.get(), problems);
    if (verdict.isPresent()) {
      // Not damaged any further: somebody may want to see it as it is.
      return RestoreDrill.over(drills, scene, examined, "examine", verdict.get(), problems);
    }
    drills.save(examined.reached("examine"));
    return scene.goingOn(next);
  }

  /** What it asks of the service comes from the thread of the examination. */
  private CopyClient.Copy copy(DrillBite scene) {
    Creation creation = store.ofRun(scene.run().id()).orElseThrow();
    ThrowawayClient client = clients.apply(scene.settings().prefix());
    return copies.copy(
        instance(scene),
        (user, password) -> client.addAdministrator(scene.run().id(), creation, user, password));
  }
}
