package ai.coditect.ops.backup.drill.throwaway;

import ai.coditect.ops.problem.RefusalException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Removes a throwaway instance, one request at a time, in whatever state it is. */
public final class InstanceRemoval {
  private static final Duration SLACK = Duration.ofMinutes(5);

  private final Function<String, ThrowawayClient> clients;
  private final InstanceLookupClient seen;
  private final ThrowawayStore store;

  /**
   * @param clients a client for instances whose names begin with a prefix; each goes by its own
   */
  public InstanceRemoval(
      Function<String, ThrowawayClient> clients, InstanceLookupClient seen, ThrowawayStore store) {
    this.clients = clients;
    this.seen = seen;
    this.store = store;
  }

  /**
   * One step of it. While an operation is under way nothing is asked for: what is deleted in the
   * middle of one has been seen to stay. But one that never ends must not keep the instance for
   * ever.
   *
   * @param insist whether it is asked for all the same; the service may say that it is busy
   * @return true when there is no such instance any more, and that is written down
   */
  public boolean step(UUID run, Creation left, Instant now, boolean insist) {
    // Operations first: an instance that is being made may be shown only when it is there.
    List<OperationSeen> operations = seen.operations(left.name());
    Creation creation = adopt(left, operations);
    List<OperationSeen> underWay = operations.stream().filter(each -> !each.done()).toList();
    Optional<InstanceSeen> there = seen.instance(left.name());
    if (there.isEmpty()) {
      if (underWay.isEmpty()) {
        store.removed(creation, now);
      }
      return underWay.isEmpty();
    }
    boolean leaving = underWay.stream().anyMatch(each -> each.type().equals("DELETE"));
    if (leaving || !underWay.isEmpty() && !insist) {
      return false;
    }
    ThrowawayClient client = clients.apply(creation.prefix());
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
