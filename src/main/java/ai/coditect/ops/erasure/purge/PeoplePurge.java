package ai.coditect.ops.erasure.purge;

import ai.coditect.ops.erasure.evidence.Intent;
import ai.coditect.ops.erasure.evidence.LedgerBook;
import ai.coditect.ops.erasure.plan.Candidate;
import ai.coditect.ops.erasure.purge.Obstacle.Reason;
import ai.coditect.ops.erasure.purge.PeopleStore.Going;
import ai.coditect.ops.erasure.purge.Statements.Statement;
import ai.coditect.ops.job.Changes;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** Takes people out of every place that the map names, in the caller's transaction. */
public final class PeoplePurge {
  private final PeopleStore store;
  private final HoldStore holds;
  private final StatementStore statements;

  public PeoplePurge(PeopleStore store, HoldStore holds, StatementStore statements) {
    this.store = store;
    this.holds = holds;
    this.statements = statements;
  }

  /**
   * One bite.
   *
   * @param deletion names the transaction in both ledgers
   * @param before the deletion before it, whose end is still to be written
   * @param passOn whether what belongs to the organization passes to its OWNER or goes
   * @param waitForExports whether open exports keep people
   */
  public record Bite(
      UUID run,
      UUID deletion,
      Optional<UUID> before,
      Instant asOf,
      boolean passOn,
      boolean waitForExports) {}

  /**
   * @param erased how many people
   * @param left how many are there and stay
   */
  public record Result(int erased, int left, Changes changed) {
    static final Result NOTHING = new Result(0, 0, Changes.NONE);
  }

  /** Starts a bite: no hold can be placed from here to its end. */
  public void enter(Bite bite) {
    store.enterGate(bite.deletion());
  }

  /** Erases those of a page who are as they were planned and whom nothing keeps. */
  public Result erase(Bite bite, LedgerBook book, List<Candidate> planned) {
    List<Person> locked = store.lock(planned);
    Map<UUID, Candidate> byId =
        planned.stream().collect(Collectors.toMap(c -> c.user().orElseThrow(), c -> c));
    Map<Candidate, Obstacle> left = new LinkedHashMap<>();
    Set<UUID> found = locked.stream().map(Person::id).collect(Collectors.toSet());
    planned.stream()
        .filter(candidate -> !found.contains(candidate.user().orElseThrow()))
        .forEach(candidate -> left.put(candidate, Obstacle.of(Reason.CHANGED)));
    return erase(bite, book, locked, byId, left, true);
  }

  /** Erases some of an organization that has ended; nobody of it is left to take anything over. */
  Result eraseOfOrganization(Bite bite, LedgerBook book, Candidate organization, int most) {
    List<Person> locked = store.lockOfOrganization(organization.organization(), bite.run(), most);
    Map<UUID, Candidate> byId = new HashMap<>();
    for (Person person : locked) {
      byId.put(
          person.id(),
          new Candidate(
              person.organization(),
              Optional.of(person.id()),
              "",
              organization.ground(),
              Optional.empty(),
              organization.due()));
    }
    return erase(bite, book, locked, byId, new LinkedHashMap<>(), false);
  }

  private Result erase(
      Bite bite,
      LedgerBook book,
      List<Person> locked,
      Map<UUID, Candidate> byId,
      Map<Candidate, Obstacle> left,
      boolean ofPage) {
    Statements composed = statements.forRun(bite.run());
    List<Person> free = new ArrayList<>(locked);
    if (!free.isEmpty()) {
      keep(
          holds.obstructed(free, book.key(), bite.asOf(), bite.waitForExports()), free, byId, left);
    }
    Map<UUID, UUID> heirs = Map.of();
    if (bite.passOn() && !free.isEmpty()) {
      heirs = heirs(composed, free, byId, left);
    }
    store.leave(bite.run(), left);
    if (free.isEmpty()) {
      return new Result(0, left.size(), Changes.NONE);
    }
    // The page itself is removed; whoever goes with an organization may stand in a later one.
    store.forget(ofPage ? Optional.of(bite.run()) : Optional.empty(), ids(free));
    Changes changed = take(bite, book, composed, free, byId, heirs);
    return new Result(free.size(), left.size(), changed);
  }

  private static void keep(
      Map<UUID, Obstacle> obstructed,
      List<Person> free,
      Map<UUID, Candidate> byId,
      Map<Candidate, Obstacle> left) {
    free.removeIf(person -> obstructed.containsKey(person.id()));
    obstructed.forEach((id, obstacle) -> left.put(byId.get(id), obstacle));
  }

  /** Whoever owns something that nobody could take over stays until an OWNER is there. */
  private Map<UUID, UUID> heirs(
      Statements composed,
      List<Person> free,
      Map<UUID, Candidate> byId,
      Map<Candidate, Obstacle> left) {
    Set<UUID> needing = store.whoNeedAnHeir(composed, ids(free));
    if (needing.isEmpty()) {
      return Map.of();
    }
    Map<UUID, UUID> heirs =
        store.heirs(free.stream().map(Person::organization).collect(Collectors.toSet()), ids(free));
    List<Person> orphaned =
        free.stream()
            .filter(person -> needing.contains(person.id()))
            .filter(person -> !heirs.containsKey(person.organization()))
            .toList();
    if (!orphaned.isEmpty()) {
      keep(orphaned(orphaned), free, byId, left);
    }
    return heirs;
  }

  /**
   * Where another run is taking the organization away, its OWNERs went first: no ground to tell.
   */
  private Map<UUID, Obstacle> orphaned(List<Person> people) {
    Set<UUID> ending =
        store.ending(people.stream().map(Person::organization).collect(Collectors.toSet()));
    Map<UUID, Obstacle> obstacles = new HashMap<>();
    people.forEach(
        person ->
            obstacles.put(
                person.id(),
                Obstacle.of(
                    ending.contains(person.organization())
                        ? Reason.CHANGED
                        : Reason.NO_OWNER_TO_TAKE_OVER)));
    return obstacles;
  }

  private Changes take(
      Bite bite,
      LedgerBook book,
      Statements composed,
      List<Person> people,
      Map<UUID, Candidate> byId,
      Map<UUID, UUID> heirs) {
    Collection<UUID> ids = ids(people);
    store.announce(bite.run(), bite.deletion(), ids);
    Going going =
        new Going(
            List.copyOf(ids),
            people.stream().map(Person::organization).toList(),
            people.stream().map(p -> book.key().pseudonym(p.organization(), p.id())).toList(),
            people.stream().map(p -> heirs.get(p.organization())).toList());
    Map<UUID, SortedMap<String, Long>> counts = new HashMap<>();
    people.forEach(person -> counts.put(person.id(), new TreeMap<>()));
    Map<String, Long> changed = new TreeMap<>();
    for (Statement statement : composed.withPeople(bite.passOn())) {
      store
          .take(statement, going)
          .forEach(
              (id, rows) -> {
                counts.get(id).merge(statement.table(), rows, Long::sum);
                Kinds.of(statement).ifPresent(kind -> changed.merge(kind, rows, Long::sum));
              });
    }
    proveAbsence(composed, going);
    book.intend(
        bite.deletion(),
        bite.before(),
        bite.run(),
        people.stream()
            .map(person -> intent(book, byId.get(person.id()), counts.get(person.id())))
            .toList());
    return Changes.of(changed);
  }

  private static Intent intent(
      LedgerBook book, Candidate candidate, SortedMap<String, Long> counts) {
    return new Intent(
        book.key().hash(candidate.organization(), candidate.user().orElseThrow()),
        candidate.organization(),
        candidate.request(),
        candidate.ground(),
        candidate.due(),
        counts);
  }

  /** The transaction must not commit while anything still leads to the people it erased. */
  private void proveAbsence(Statements composed, Going going) {
    Map<String, Long> remains = store.remains(composed, going);
    if (!remains.isEmpty()) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  "After the deletion, rows of the erased people were still found, so nothing was"
                      + " committed: "
                      + new TreeMap<>(remains)
                      + ".",
                  "proof of absence",
                  "Look for a trigger or a rule that holds deletions back or writes rows anew.")));
    }
  }

  private static List<UUID> ids(List<Person> people) {
    return people.stream().map(Person::id).toList();
  }
}
