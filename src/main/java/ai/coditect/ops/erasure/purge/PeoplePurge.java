package ai.coditect.ops.erasure.purge;

import ai.coditect.ops.erasure.evidence.Intent;
import ai.coditect.ops.erasure.evidence.LedgerBook;
import ai.coditect.ops.erasure.plan.Candidate;
import ai.coditect.ops.erasure.plan.PlannedPage;
import ai.coditect.ops.erasure.propagation.OtherStores;
import ai.coditect.ops.erasure.propagation.OtherStores.Gone;
import ai.coditect.ops.erasure.purge.Obstacle.Reason;
import ai.coditect.ops.erasure.statement.CountStore;
import ai.coditect.ops.erasure.statement.Statements;
import ai.coditect.ops.erasure.tally.RowCounts;
import ai.coditect.ops.problem.RefusalException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** Takes people out of every place that the map names, in the caller's transaction. */
public final class PeoplePurge {
  private final PeopleStore store;
  private final HoldStore holds;
  private final CountStore counts;
  private final OtherStores others;
  private final PeopleTaking taking;
  private final OrganizationStore organizations;
  private final HeldBeside beside;

  public PeoplePurge(
      PeopleStore store,
      HoldStore holds,
      BesideStore beside,
      OrganizationStore organizations,
      CountStore counts,
      SavepointStore savepoints,
      OtherStores others) {
    this.beside = new HeldBeside(beside, holds);
    this.store = store;
    this.holds = holds;
    this.counts = counts;
    this.others = others;
    this.organizations = organizations;
    this.taking = new PeopleTaking(store, counts, savepoints);
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
   * @param rest who has to wait for the next bite
   * @param outgrown whether an organization has more rows than were planned
   * @param rows which went or changed
   * @param undone rows by table that went and were brought back
   */
  public record Result(
      int erased,
      int left,
      List<UUID> rest,
      boolean outgrown,
      RowCounts rows,
      Map<String, Long> undone) {}

  /** Starts a bite: no hold can be placed from here to its end. */
  public void enter(Bite bite) {
    store.enterGate(bite.deletion());
  }

  /**
   * Erases those of a page who are as they were planned and whom nothing keeps.
   *
   * @throws RefusalException when more rows went or changed than were planned
   */
  public Result erase(Bite bite, LedgerBook book, PlannedPage page) {
    List<Candidate> planned = page.candidates();
    List<Person> locked = store.lock(planned);
    Map<UUID, Candidate> byId =
        planned.stream().collect(Collectors.toMap(c -> c.user().orElseThrow(), c -> c));
    Map<Candidate, Obstacle> left = new LinkedHashMap<>();
    Set<UUID> found = locked.stream().map(Person::id).collect(Collectors.toSet());
    planned.stream()
        .filter(candidate -> !found.contains(candidate.user().orElseThrow()))
        .forEach(candidate -> left.put(candidate, Obstacle.of(Reason.CHANGED)));
    return erase(bite, book, locked, byId, left, Optional.empty(), planned(bite, page), 0);
  }

  /** What each was planned to lose; counted now where an earlier version did not write it down. */
  private Planned planned(Bite bite, PlannedPage page) {
    List<UUID> ids = page.candidates().stream().map(c -> c.user().orElseThrow()).toList();
    List<RowCounts> rows =
        page.planned()
            .orElseGet(
                () ->
                    counts.ofPeople(
                        counts.statements().forRun(bite.run()),
                        bite.passOn(),
                        ids,
                        page.candidates().stream().map(Candidate::organization).toList()));
    Map<UUID, RowCounts> byPerson = new HashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      byPerson.put(ids.get(i), rows.get(i));
    }
    return new Planned.Each(byPerson);
  }

  /**
   * Erases some of an organization that has ended; nobody of it is left to take anything over.
   *
   * @param rest what it is still planned to lose
   */
  Result eraseOfOrganization(
      Bite bite, LedgerBook book, Candidate organization, RowCounts rest, int most) {
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
    return erase(
        bite,
        book,
        locked,
        byId,
        new LinkedHashMap<>(),
        Optional.of(organization),
        new Planned.Together(rest),
        most);
  }

  /**
   * @param ending the organization that they go with; empty for those of a page
   * @param most rows of a table that may go between
   */
  private Result erase(
      Bite bite,
      LedgerBook book,
      List<Person> locked,
      Map<UUID, Candidate> byId,
      Map<Candidate, Obstacle> left,
      Optional<Candidate> ending,
      Planned planned,
      int most) {
    Statements composed = counts.statements().forRun(bite.run());
    List<Person> free = new ArrayList<>(locked);
    if (!free.isEmpty()) {
      keep(
          holds.obstructed(free, book.key(), bite.asOf(), bite.waitForExports()), free, byId, left);
    }
    if (!free.isEmpty()) {
      keep(beside.of(bite, composed, book.key(), free), free, byId, left);
    }
    if (!free.isEmpty()) {
      keep(beside.ofAnotherTenant(bite, composed, free), free, byId, left);
    }
    Map<UUID, UUID> heirs = Map.of();
    if (bite.passOn() && !free.isEmpty()) {
      heirs = heirs(composed, free, byId, left);
    }
    PeopleTaking.Taken taken =
        taking.take(
            new PeopleWork(
                bite,
                book,
                composed,
                heirs,
                planned,
                ending.map(
                    each ->
                        new RowsBetween(
                            organizations,
                            counts.statements().organizations(),
                            each.organization(),
                            most,
                            bite.asOf()))),
            free);
    taken.left().forEach((person, obstacle) -> left.put(byId.get(person.id()), obstacle));
    store.leave(bite.run(), left);
    Map<Person, RowCounts> gone = taken.gone();
    if (!gone.isEmpty()) {
      // The page says itself who is done; whoever goes with an organization may be on a later one.
      store.forget(
          ending.isPresent() ? Optional.empty() : Optional.of(bite.run()),
          gone.keySet().stream().map(Person::id).toList());
      book.intend(bite.deletion(), bite.before(), bite.run(), intents(book, byId, taken, ending));
      others.ask(
          bite.run(),
          gone.keySet().stream()
              .map(each -> new Gone(bite.deletion(), each.organization(), Optional.of(each.id())))
              .toList());
    }
    return new Result(
        gone.size(),
        left.size(),
        free.stream()
            .filter(person -> !gone.containsKey(person) && !taken.left().containsKey(person))
            .map(Person::id)
            .toList(),
        taken.outgrown(),
        RowCounts.sum(gone.values()).plus(taken.between()),
        taken.undone());
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

  private static List<Intent> intents(
      LedgerBook book,
      Map<UUID, Candidate> byId,
      PeopleTaking.Taken taken,
      Optional<Candidate> ending) {
    List<Intent> intents = new ArrayList<>();
    taken
        .gone()
        .forEach(
            (person, rows) ->
                intents.add(
                    intent(
                        book,
                        byId.get(person.id()),
                        ending.isPresent()
                            ? rows.byTable(person.organization())
                            : rows.byTable())));
    if (!taken.between().isEmpty()) {
      intents.add(OrganizationPurge.intent(book, ending.orElseThrow(), taken.between()));
    }
    return intents;
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

  private static List<UUID> ids(List<Person> people) {
    return people.stream().map(Person::id).toList();
  }
}
