package ai.coditect.ops.erasure.propagation;

import ai.coditect.ops.privacy.participant.Participants;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Asks the stores beside this database to forget whom it forgets, in the caller's transaction. */
public final class OtherStores {
  private static final int PORTION = 1000;

  private final Participants participants;
  private final PropagationStore store;
  private final Clock clock;

  public OtherStores(Participants participants, PropagationStore store, Clock clock) {
    this.participants = participants;
    this.store = store;
    this.clock = clock;
  }

  /**
   * Somebody who is gone.
   *
   * @param deletion the ledger's name of what erased them, or the request's id where nothing did
   * @param user empty for a whole organization
   */
  public record Gone(UUID deletion, UUID organization, Optional<UUID> user) {}

  public List<String> names() {
    return participants.names();
  }

  /** Asks every store to forget them; requests that this answers wait for the stores. */
  public void ask(UUID run, List<Gone> gone) {
    if (!participants.isEmpty() && !gone.isEmpty()) {
      store.ask(Optional.of(run), participants.all(), gone, clock.instant());
      mark(gone);
    }
  }

  /** Says of the requests that were answered about them that stores have not all answered. */
  public void mark(List<Gone> gone) {
    if (!participants.isEmpty() && !gone.isEmpty()) {
      store.mark(Optional.of(gone.stream().map(Gone::deletion).distinct().toList()));
    }
  }

  /** Who is asked, as the statement takes it that records requests about those who are gone. */
  public Map<String, Object> parameters() {
    return PropagationStore.parameters(participants.all(), clock.instant());
  }

  /** Asks again, after a restore: what a store has answered since the backup is not known here. */
  public void askAfterReplay(UUID run, String people) {
    Instant now = clock.instant();
    store.askAboutLost(run, participants.all(), people, now);
    // Requests are locked before questions, as by whoever takes answers in.
    sweep();
    store.askAgain(Optional.of(run), participants.names(), Optional.empty(), run, now);
  }

  /** Heals what a change of the list has left between two answers. */
  public void sweep() {
    store.mark(Optional.empty());
    List<UUID> awaiting = store.awaiting(Optional.empty(), PORTION);
    while (!awaiting.isEmpty()) {
      store.fulfil(awaiting, clock.instant());
      awaiting = store.awaiting(Optional.of(awaiting.get(awaiting.size() - 1)), PORTION);
    }
  }

  /** Asks a declared store again; answers how many questions. */
  long askAgain(String participant, Optional<UUID> deletion) {
    return store.askAgain(
        Optional.empty(), List.of(participant), deletion, UUID.randomUUID(), clock.instant());
  }

  /** Does without the answers of a store; answers how many. */
  long waive(String participant, Optional<UUID> deletion, String reason, String by) {
    Collection<UUID> deletions = store.open(participant, deletion);
    Instant now = clock.instant();
    List<UUID> requests = store.lockRequests(deletions);
    long waived = store.waive(participant, deletions, reason, by, now);
    store.fulfil(requests, now);
    return waived;
  }
}
