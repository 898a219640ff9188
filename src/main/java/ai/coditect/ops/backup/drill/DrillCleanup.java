package ai.coditect.ops.backup.drill;

import ai.coditect.ops.backup.drill.DrillBookmark.State;
import ai.coditect.ops.backup.drill.throwaway.Creation;
import ai.coditect.ops.backup.drill.throwaway.InstanceLookupClient;
import ai.coditect.ops.backup.drill.throwaway.InstanceRemoval;
import ai.coditect.ops.backup.drill.throwaway.LeftoverRemoval;
import ai.coditect.ops.backup.drill.throwaway.ThrowawayClient;
import ai.coditect.ops.backup.drill.throwaway.ThrowawayStore;
import ai.coditect.ops.backup.event.BackupEventPublisher;
import ai.coditect.ops.backup.evidence.Drill;
import ai.coditect.ops.backup.evidence.Drill.Verdict;
import ai.coditect.ops.backup.evidence.DrillStore;
import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.TakenRows;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.TransientProblemsException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Removes what drills made, whatever became of them, and says how a drill ended. */
record DrillCleanup(
    DrillStore drills,
    ThrowawayStore store,
    InstanceLookupClient seen,
    Function<String, ThrowawayClient> clients,
    BackupEventPublisher events,
    Optional<String> project) {

  /** What earlier drills have left. */
  Outcome clear(DrillContext context) {
    store.allowIdle();
    List<Problem> problems = new ArrayList<>();
    boolean over = context.bookmark().isOlderThan(context.settings().removeWithin(), context.now());
    try {
      LeftoverRemoval.Swept swept = sweep(context.settings(), context.now());
      problems.addAll(swept.problems());
      if (swept.underWay() > 0 && !over) {
        return context.waiting(State.REMOVING);
      }
      if (swept.underWay() > 0) {
        problems.add(stays(swept.underWay() + " instances of earlier drills"));
      }
      problems.addAll(leftovers().strangers(context.source().project(), context.source()));
      if (project.isPresent()) {
        problems.addAll(leftovers().strangers(project.get(), context.source()));
      }
    } catch (TransientProblemsException e) {
      // The service is away or busy: it is asked again until the time for it is over.
      if (!over) {
        return context.waiting(State.REMOVING);
      }
      problems.addAll(e.problems());
    } catch (ProblemsException e) {
      problems.addAll(e.problems());
    }
    return problems.isEmpty()
        ? context.done()
        : new Outcome.Unfinished(problems, Changes.NONE, TakenRows.NONE);
  }

  LeftoverRemoval.Swept sweep(DrillSettings settings, Instant now) {
    return leftovers().sweep(now, settings.leftoversAfter(), patience(settings));
  }

  /** How long an operation that is under way keeps an instance from being removed. */
  private static Duration patience(DrillSettings settings) {
    return settings.removeWithin().dividedBy(2);
  }

  private LeftoverRemoval leftovers() {
    return new LeftoverRemoval(removal(), seen, store);
  }

  private InstanceRemoval removal() {
    return new InstanceRemoval(clients, seen, store);
  }

  /** The drill's own instance. */
  Outcome remove(DrillContext context, Drill drill) {
    store.allowIdle();
    UUID run = context.run().id();
    Optional<Creation> left = store.ofRun(run);
    if (left.isEmpty()) {
      return RestoreDrill.over(drills, context, drill);
    }
    try {
      if (isWorthKeeping(context, left.get())) {
        Instant until = context.now().plus(context.settings().keepFailed());
        clients.apply(left.get().prefix()).keep(run, left.get(), until);
        store.save(left.get().kept(until));
        return RestoreDrill.over(drills, context, drill);
      }
      boolean insist = context.bookmark().isOlderThan(patience(context.settings()), context.now());
      if (removal().step(run, left.get(), context.now(), insist)) {
        return RestoreDrill.over(drills, context, drill);
      }
    } catch (TransientProblemsException e) {
      // Away or busy; it is asked again until the time for it is over.
    } catch (ProblemsException e) {
      return RestoreDrill.over(drills, context, drill, notRemoved(context), e.problems());
    }
    return context.bookmark().isOlderThan(context.settings().removeWithin(), context.now())
        ? RestoreDrill.over(
            drills,
            context,
            drill,
            notRemoved(context),
            List.of(stays("instance " + left.get().name().instance())))
        : context.waiting(State.REMOVING);
  }

  /** A drill that was red for a reason of its own stays so. */
  private static Verdict notRemoved(DrillContext context) {
    return context
        .soFar()
        .filter(verdict -> verdict == Verdict.TIMED_OUT || verdict == Verdict.INVALID)
        .orElse(Verdict.FAILED);
  }

  private static Problem stays(String what) {
    return new Problem(
        "Instance stays: " + what + " could not be removed in time.",
        "project of the drills",
        "The next run of backup-verification tries again; see \"gcloud sql operations list --instance=INSTANCE\" for"
            + " what is in its way.");
  }

  private static boolean isWorthKeeping(DrillContext context, Creation creation) {
    return context.soFar().filter(Verdict.FAILED::equals).isPresent()
        && !context.settings().keepFailed().isZero()
        && creation.createdAt().isPresent();
  }

  /** Says how the drill ended; only one that was ok counts as a success of the run. */
  Outcome conclude(DrillContext context, Drill drill) {
    Verdict verdict = context.soFar().orElse(Verdict.OK);
    Drill ended = drill.reached(context.stage()).ended(verdict, context.now());
    drills.save(ended);
    events.publish(
        context.run(),
        ended.level().label(),
        ended.source(),
        verdict == Verdict.OK,
        verdict.label(),
        DrillFindings.judged(ended, verdict));
    Changes changed = Changes.of("checks-made", ended.checks().size());
    return verdict == Verdict.OK
        ? Outcome.done(changed)
        : new Outcome.Unfinished(told(ended, verdict), changed, TakenRows.NONE);
  }

  private static List<Problem> told(Drill drill, Verdict verdict) {
    List<Problem> all = new ArrayList<>();
    all.add(
        new Problem(
            "Drill " + verdict.label() + ".",
            "drill " + drill.id(),
            "\"drills show " + drill.id() + "\" has all that was found."));
    all.addAll(drill.problems());
    return all;
  }
}
