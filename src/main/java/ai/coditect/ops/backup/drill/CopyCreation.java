package ai.coditect.ops.backup.drill;

import ai.coditect.ops.backup.drill.DrillBookmark.State;
import ai.coditect.ops.backup.drill.throwaway.Creation;
import ai.coditect.ops.backup.drill.throwaway.InstanceLookupClient;
import ai.coditect.ops.backup.drill.throwaway.InstanceRemoval;
import ai.coditect.ops.backup.drill.throwaway.InstanceSeen;
import ai.coditect.ops.backup.drill.throwaway.OperationSeen;
import ai.coditect.ops.backup.drill.throwaway.ThrowawayClient;
import ai.coditect.ops.backup.drill.throwaway.ThrowawayClient.Machine;
import ai.coditect.ops.backup.drill.throwaway.ThrowawayStore;
import ai.coditect.ops.backup.evidence.Drill;
import ai.coditect.ops.backup.evidence.Drill.Verdict;
import ai.coditect.ops.backup.evidence.DrillStore;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Makes a copy of what was chosen.
 *
 * @param clients a client for throwaway instances whose names begin with a prefix
 */
record CopyCreation(
    DrillStore drills,
    ThrowawayStore store,
    InstanceLookupClient seen,
    Function<String, ThrowawayClient> clients,
    BackupSelection preparation,
    RandomGenerator random) {

  /** Makes the instance: empty, or as the source was at the chosen instant. */
  Outcome make(DrillContext context, Drill drill) {
    store.allowIdle();
    UUID run = context.run().id();
    Optional<Creation> intended = store.ofRun(run);
    if (intended.isEmpty()) {
      return intend(context, drill);
    }
    Creation creation = new InstanceRemoval(clients, seen, store).adopt(intended.get());
    ThrowawayClient client = clients.apply(creation.prefix());
    if (creation.operation().isEmpty()) {
      OperationSeen asked =
          creation.kind() == Creation.Kind.CREATE
              ? client.create(
                  run,
                  creation,
                  new Machine(context.settings().tier(), context.settings().network()))
              : client.copy(run, creation, drill.backup().orElseThrow().until());
      store.save(creation.madeBy(asked.name()));
      return context.waiting(State.CREATING);
    }
    Optional<OperationSeen> operation = seen.operation(creation.name(), creation.operation().get());
    if (operation.filter(OperationSeen::done).isEmpty()) {
      return context.waiting(State.CREATING);
    }
    if (!operation.get().succeeded()) {
      return notMade(context, drill, creation, operation.get());
    }
    Optional<InstanceSeen> instance = seen.instance(creation.name());
    if (instance.filter(each -> each.state().equals("RUNNABLE")).isEmpty()) {
      return context.waiting(State.CREATING);
    }
    Creation made = creation.madeAt(instance.get().createdAt());
    store.save(made);
    if (!run.toString().equals(instance.get().labels().get(Creation.LABEL))) {
      client.label(run, made);
      return context.waiting(State.LABELLING);
    }
    if (client.stopBackups(run, made).isPresent()) {
      return context.waiting(State.LABELLING);
    }
    return RestoreDrill.over(drills, context, drill);
  }

  private Outcome intend(DrillContext context, Drill drill) {
    boolean empty = context.level() == Drill.Level.DRILL;
    Creation creation =
        Creation.intend(
            empty ? Creation.Kind.CREATE : Creation.Kind.CLONE,
            context.source(),
            preparation.projectFor(context.level(), context.source()),
            context.settings().prefix(),
            context.run().id(),
            context.now(),
            random);
    store.intend(creation);
    drills.save(
        drill
            .reached(context.stage())
            .into(creation.name().project() + ":" + creation.name().instance()));
    return context.goingOn(State.INTENDED, "");
  }

  private Outcome notMade(
      DrillContext context, Drill drill, Creation creation, OperationSeen operation) {
    boolean empty = creation.kind() == Creation.Kind.CREATE;
    return RestoreDrill.over(
        drills,
        context,
        drill,
        // That an empty instance cannot be made says nothing about the backup.
        empty ? Verdict.INCONCLUSIVE : Verdict.FAILED,
        List.of(
            new Problem(
                (empty ? "Instance not made: " : "Clone not made: ")
                    + operation.error().orElse("unknown")
                    + ".",
                "instance " + creation.name().project() + ":" + creation.name().instance(),
                "See \"gcloud sql operations list --instance="
                    + creation.name().instance()
                    + " --project="
                    + creation.name().project()
                    + "\" for the operation "
                    + operation.name()
                    + ", and the project's quota.")));
  }

  /** Puts the backup into the instance. */
  Outcome restore(DrillContext context, Drill drill) {
    if (context.level() != Drill.Level.DRILL) {
      return context.done();
    }
    store.allowIdle();
    Creation creation = store.ofRun(context.run().id()).orElseThrow();
    if (context.bookmark().isAt(State.BEGUN)) {
      Optional<OperationSeen> asked = askedBefore(creation);
      if (asked.isEmpty()) {
        asked =
            clients
                .apply(creation.prefix())
                .restore(context.run().id(), creation, drill.backup().orElseThrow().id());
      }
      return asked.isPresent()
          ? context.waiting(State.RESTORING, asked.get().name())
          : RestoreDrill.over(
              drills,
              context,
              drill,
              Verdict.INCONCLUSIVE,
              List.of(
                  new Problem(
                      "Backup missing: it was deleted after it had been chosen.",
                      "backup " + drill.backup().orElseThrow().id(),
                      "Run again: the next drill chooses among those that are there.")));
    }
    Optional<OperationSeen> operation =
        seen.operation(creation.name(), context.bookmark().subject());
    if (operation.filter(OperationSeen::done).isEmpty()) {
      return context.waiting();
    }
    if (operation.get().succeeded()
        && clients.apply(creation.prefix()).stopBackups(context.run().id(), creation).isPresent()) {
      return context.waiting();
    }
    return operation.get().succeeded()
        ? RestoreDrill.over(drills, context, drill)
        : RestoreDrill.over(
            drills,
            context,
            drill,
            Verdict.FAILED,
            List.of(
                new Problem(
                    "Restore failed: " + operation.get().error().orElse("unknown") + ".",
                    "backup " + drill.backup().orElseThrow().id(),
                    "This backup may be worth nothing: take another one now (\"gcloud sql backups"
                        + " create --instance="
                        + context.source().instance()
                        + " --project="
                        + context.source().project()
                        + "\"), and see the operation "
                        + operation.get().name()
                        + ".")));
  }

  /** Where the worker died between the request and its answer, the service knows of it. */
  private Optional<OperationSeen> askedBefore(Creation creation) {
    return seen.operations(creation.name()).stream()
        .filter(each -> each.type().equals("RESTORE_VOLUME"))
        .findFirst();
  }
}
