package ai.coditect.ops.backup.drill.throwaway;

import ai.coditect.ops.problem.RefusalException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Removes a throwaway instance, one request at a time, in whatever state it is. */
public final class InstanceRemoval {
  private static final Duration SLACK = Duration.ofMinutes(5);

  private final ThrowawayClient client;
  private final SeenClient seen;
  private final ThrowawayStore store;

  public InstanceRemoval(ThrowawayClient client, SeenClient seen, ThrowawayStore store) {
    this.client = client;
    this.seen = seen;
    this.store = store;
  }

  /**
   * One step of it. Never asks for anything while an operation is under way: what is deleted in the
   * middle of one has been seen to stay.
   *
   * @return true when there is no such instance any more, and that is written down
   */
  public boolean step(UUID run, Creation left, Instant now) {
    Optional<InstanceSeen> there = seen.instance(left.name());
    if (there.isEmpty()) {
      store.removed(left, now);
      return true;
    }
    List<OperationSeen> operations = seen.operations(left.name());
    Creation creation = adopt(left, operations);
    if (operations.stream().anyMatch(each -> !each.done())) {
      return false;
    }
    try {
      if (creation.kind() == Creation.Kind.CLONE && isForeign(run, there.get())) {
        client.label(run, creation);
      } else if (client.unprotect(run, creation).isEmpty()) {
        client.delete(run, creation);
      }
    } catch (RefusalException e) {
      // What was asked for before may have happened since the first look.
      if (seen.instance(left.name()).isPresent()) {
        throw e;
      }
    }
    return false;
  }

  private static boolean isForeign(UUID run, InstanceSeen instance) {
    return !run.toString().equals(instance.labels().get(Creation.LABEL));
  }

  /**
   * Finds the operation that makes the instance, where the worker died between the request and its
   * answer. The name was drawn at random and written down before the request, so whatever made an
   * instance of this name afterwards was this run's.
   */
  public Creation adopt(Creation creation) {
    return creation.operation().isPresent()
        ? creation
        : adopt(creation, seen.operations(creation.name()));
  }

  private Creation adopt(Creation creation, List<OperationSeen> operations) {
    if (creation.operation().isPresent()) {
      return creation;
    }
    Optional<Creation> known =
        operations.stream()
            .filter(each -> each.type().equals(creation.kind().name()))
            .filter(each -> each.target().equals(creation.name()))
            .filter(
                each ->
                    each.askedAt()
                        .filter(at -> !at.isBefore(creation.intendedAt().minus(SLACK)))
                        .isPresent())
            .findFirst()
            .map(each -> creation.madeBy(each.name()));
    known.ifPresent(store::save);
    return known.orElse(creation);
  }
}
