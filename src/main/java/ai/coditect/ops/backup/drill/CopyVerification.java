package ai.coditect.ops.backup.drill;

import ai.coditect.ops.backup.drill.DrillBookmark.State;
import ai.coditect.ops.backup.drill.throwaway.Creation;
import ai.coditect.ops.backup.drill.throwaway.InstanceLookupClient;
import ai.coditect.ops.backup.drill.throwaway.InstanceSeen;
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
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Connects to the copy, and looks at what it holds. */
record CopyVerification(
    DrillStore drills,
    ThrowawayStore store,
    InstanceLookupClient seen,
    Function<String, ThrowawayClient> clients,
    CopyClient copies,
    CopyExamination examination,
    BackgroundWork background) {

  Outcome connect(DrillContext context, Drill drill) {
    store.allowIdle();
    InstanceSeen instance = instance(context);
    if (context.bookmark().isAt(State.BEGUN)) {
      copies.mark(context.run().id(), logins(context));
      return context.goingOn(State.CONNECTING, "");
    }
    Optional<CopyClient.Obstacle> obstacle = copies.reach(instance);
    if (obstacle.isEmpty()) {
      return RestoreDrill.over(drills, context, drill);
    }
    return context.bookmark().isOlderThan(context.settings().connectWithin(), context.now())
        ? RestoreDrill.over(
            drills, context, drill, obstacle.get().verdict(), List.of(obstacle.get().problem()))
        : context.waiting(State.CONNECTING);
  }

  private InstanceSeen instance(DrillContext context) {
    Creation creation = store.ofRun(context.run().id()).orElseThrow();
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
  Outcome examine(DrillContext context, Drill drill) {
    UUID run = context.run().id();
    if (context.bookmark().isAt(State.BEGUN) || context.bookmark().isAt(State.EXAMINING)) {
      return look(context, drill);
    }
    if (!context.bookmark().subject().equals(background.process())) {
      return RestoreDrill.over(
          drills,
          context,
          drill,
          Verdict.INCONCLUSIVE,
          List.of(
              new Problem(
                  "Drill interrupted while its copy was being damaged on purpose.",
                  "drill " + drill.id(),
                  "Run again: the copy as it was restored had been in order.")));
    }
    Optional<Drill.Control> found =
        background.result(
            run + " damage",
            Drill.Control.class,
            () -> examination.damage(drill, context.settings(), copy(context)));
    if (found.isEmpty()) {
      return context.waiting();
    }
    Drill controlled = drill.controlled(found.get());
    return found.get().named()
        ? RestoreDrill.over(drills, context, controlled)
        : RestoreDrill.over(
            drills,
            context,
            controlled,
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
    background.forget(run);
  }

  private Outcome look(DrillContext context, Drill drill) {
    UUID run = context.run().id();
    Optional<Examination> found =
        background.result(
            run + " look",
            Examination.class,
            () -> examination.examine(drill, context.settings(), copy(context)));
    if (found.isEmpty()) {
      return context.waiting(State.EXAMINING);
    }
    Drill examined =
        drill.examined(found.get(), Duration.between(drill.startedAt(), context.now()));
    List<Problem> problems = new ArrayList<>(DrillFindings.problems(found.get()));
    List<Problem> missed = DrillFindings.missedTargets(context.settings(), examined);
    problems.addAll(missed);
    Optional<Verdict> verdict = DrillFindings.verdict(found.get(), problems);
    if (verdict.isPresent()) {
      // Not damaged any further: somebody may want to see it as it is.
      return RestoreDrill.over(
          drills,
          context,
          verdict.get() == Verdict.FAILED
              ? examined.failing(DrillFindings.failures(found.get(), missed))
              : examined,
          verdict.get(),
          problems);
    }
    drills.save(examined.reached(context.stage()));
    return context.goingOn(State.CONTROLLING, background.process());
  }

  /** What it asks of the service comes from the thread of the examination. */
  private CopyClient.Copy copy(DrillContext context) {
    return copies.copy(instance(context), context.run().id(), logins(context));
  }

  /** Makes logins on the copy, and sees that they are nowhere else. */
  private BiConsumer<String, String> logins(DrillContext context) {
    Creation creation = store.ofRun(context.run().id()).orElseThrow();
    ThrowawayClient client = clients.apply(creation.prefix());
    return (user, password) -> {
      client.addAdministrator(context.run().id(), creation, user, password);
      if (store.hasLogin(user)) {
        throw new ProblemsException(
            List.of(
                new Problem(
                    "Copy not proven: the login that was made for the copy is on the worker's own"
                        + " server. Nothing was changed there.",
                    "login " + user,
                    "Drop that role, and see which server the copy's instance leads to.")));
      }
    };
  }
}
