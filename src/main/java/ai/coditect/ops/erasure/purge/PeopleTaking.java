package ai.coditect.ops.erasure.purge;

import ai.coditect.ops.erasure.evidence.LedgerBook;
import ai.coditect.ops.erasure.plan.Hindrance;
import ai.coditect.ops.erasure.purge.Obstacle.Reason;
import ai.coditect.ops.erasure.purge.PeoplePurge.Bite;
import ai.coditect.ops.erasure.purge.PeopleStore.Going;
import ai.coditect.ops.erasure.purge.SavepointStore.Course;
import ai.coditect.ops.erasure.purge.SavepointStore.Tried;
import ai.coditect.ops.erasure.statement.CountStore;
import ai.coditect.ops.erasure.statement.CountStore.PersonCounts;
import ai.coditect.ops.erasure.statement.Statements;
import ai.coditect.ops.erasure.statement.Statements.Statement;
import ai.coditect.ops.erasure.tally.Effect;
import ai.coditect.ops.erasure.tally.RowCounts;
import ai.coditect.ops.job.bound.RowCounters.Count;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.RefusalException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Takes the rows of people whom nothing keeps: of all at once and, where a row is in the way, of
 * halves, down to whoever it belongs to. What happened is held against what was planned before it
 * stands.
 */
final class PeopleTaking {
  /**
   * So many tries a transaction. Who cannot go costs two tries a halving, a whole page at most
   * twice as many as it has people; whoever is left of it then has the next bite.
   */
  private static final int MOST_TRIES = 64;

  private final PeopleStore store;
  private final CountStore counts;
  private final SavepointStore savepoints;

  PeopleTaking(PeopleStore store, CountStore counts, SavepointStore savepoints) {
    this.store = store;
    this.counts = counts;
    this.savepoints = savepoints;
  }

  /**
   * What became of people; of whom it says nothing, nothing was tried yet.
   *
   * @param gone with what each lost
   * @param outgrown the organization's rows are more than were planned
   * @param undone rows by table that were taken back
   */
  record Taken(
      Map<Person, RowCounts> gone,
      Map<Person, Obstacle> left,
      boolean outgrown,
      Map<String, Long> undone) {}

  /** One bite's work. */
  record Work(
      Bite bite,
      LedgerBook book,
      Statements composed,
      Map<UUID, UUID> heirs,
      Planned planned,
      Map<Person, RowCounts> gone,
      Map<Person, Obstacle> left,
      Set<Person> doubted,
      Map<String, Long> undone) {
    Work(Bite bite, LedgerBook book, Statements composed, Map<UUID, UUID> heirs, Planned planned) {
      this(
          bite,
          book,
          composed,
          heirs,
          planned,
          new LinkedHashMap<>(),
          new LinkedHashMap<>(),
          new HashSet<>(),
          new HashMap<>());
    }

    private boolean begun() {
      return !gone.isEmpty() || !left.isEmpty();
    }
  }

  /**
   * What one try did.
   *
   * @param taken by the map's statements, of each person
   * @param outgrown whose rows were more than planned
   * @param excess what went beside
   * @param remains where people can still be found
   */
  private record Happened(
      Map<Person, RowCounts> taken,
      List<Person> outgrown,
      Excess excess,
      Map<String, Long> remains) {
    private boolean stands() {
      return outgrown.isEmpty() && excess.isEmpty() && remains.isEmpty();
    }
  }

  /**
   * @throws RefusalException when more happened than was planned
   */
  Taken take(Work work, List<Person> people) {
    Deque<List<Person>> open = new ArrayDeque<>();
    if (!people.isEmpty()) {
      open.push(people);
    }
    for (int tries = 0; !open.isEmpty() && (tries < MOST_TRIES || !work.begun()); tries++) {
      List<Person> some = open.pop();
      Tried<Happened> tried =
          savepoints.attempt(
              course -> perform(work, some, course), Happened::stands, work.undone());
      if (tried instanceof Tried.Stands<Happened> stands) {
        work.gone().putAll(stands.what().taken());
      } else if (tried instanceof Tried.Failed<Happened> failed) {
        apart(work, some, failed.why(), open);
      } else {
        Happened undone = ((Tried.Undone<Happened>) tried).what();
        if (!undone.excess().isEmpty()) {
          throw new RefusalException(beside(work, some, undone));
        }
        if (undone.outgrown().isEmpty()) {
          String table = new TreeMap<>(undone.remains()).firstKey();
          apart(work, some, Hindrance.stillIn(table), open);
        } else if (outgrown(work, some, undone, open)) {
          return new Taken(work.gone(), work.left(), true, work.undone());
        }
      }
    }
    return new Taken(work.gone(), work.left(), false, work.undone());
  }

  private Happened perform(Work work, List<Person> some, Course course) {
    List<UUID> ids = some.stream().map(Person::id).toList();
    store.announce(work.bite().run(), work.bite().deletion(), ids);
    Going going =
        new Going(
            ids,
            some.stream().map(Person::organization).toList(),
            some.stream().map(p -> work.book().key().pseudonym(p.organization(), p.id())).toList(),
            some.stream().map(p -> work.heirs().get(p.organization())).toList(),
            work.bite().passOn());
    if (!work.gone().isEmpty()) {
      savepoints.deferConstraints();
    }
    PersonCounts counted = going.counts();
    for (Statement statement : work.composed().withPeople(work.bite().passOn())) {
      course.at(statement.table());
      store.take(statement, going, counted);
    }
    Map<String, Count> touched = course.touched();
    Map<Person, RowCounts> taken = new LinkedHashMap<>();
    List<RowCounts> each = counted.each();
    for (int i = 0; i < some.size(); i++) {
      taken.put(some.get(i), each.get(i));
    }
    RowCounts all = RowCounts.sum(each);
    Excess excess = Excess.of(touched, all);
    List<Person> outgrown = work.planned().outgrown(taken, RowCounts.sum(work.gone().values()));
    return new Happened(
        taken,
        outgrown,
        excess,
        excess.isEmpty() && outgrown.isEmpty() ? store.remains(work.composed(), going) : Map.of());
  }

  /** Whoever is alone with it is who cannot go. */
  private static void apart(Work work, List<Person> some, Hindrance why, Deque<List<Person>> open) {
    if (some.size() == 1) {
      work.left().put(some.get(0), Obstacle.of(why));
      return;
    }
    int half = some.size() / 2;
    open.push(some.subList(half, some.size()));
    open.push(some.subList(0, half));
  }

  /**
   * Counts again those who lost more than planned. Where as much is there it was written since, and
   * they are the next run's. Where less is there, a statement took what is not theirs; as rows may
   * go meanwhile, that is looked at twice.
   *
   * @return whether an organization as a whole has outgrown its plan
   */
  private boolean outgrown(
      Work work, List<Person> some, Happened happened, Deque<List<Person>> open) {
    List<Person> grown = happened.outgrown();
    List<RowCounts> found =
        counts.ofPeople(
            work.composed(),
            work.bite().passOn(),
            grown.stream().map(Person::id).toList(),
            grown.stream().map(Person::organization).toList());
    List<Problem> foreign = new ArrayList<>();
    Set<Person> doubtful = new HashSet<>();
    if (work.planned() instanceof Planned.Together) {
      RowCounts all = RowCounts.sum(happened.taken().values());
      compare(work, grown, all, RowCounts.sum(found), foreign, doubtful);
    } else {
      for (int i = 0; i < grown.size(); i++) {
        compare(
            work,
            List.of(grown.get(i)),
            happened.taken().get(grown.get(i)),
            found.get(i),
            foreign,
            doubtful);
      }
    }
    if (!foreign.isEmpty()) {
      throw new RefusalException(foreign);
    }
    if (work.planned() instanceof Planned.Together) {
      if (doubtful.isEmpty()) {
        return true;
      }
      open.push(some);
      return false;
    }
    // Who takes over from others may have had rows passed on by this very run.
    Collection<UUID> heirs =
        store
            .heirs(grown.stream().map(Person::organization).collect(Collectors.toSet()), List.of())
            .values();
    for (int i = 0; i < grown.size(); i++) {
      Person person = grown.get(i);
      if (doubtful.contains(person)) {
        continue;
      }
      if (heirs.contains(person.id()) && onlyPassesOn(work, person, happened.taken().get(person))) {
        ((Planned.Each) work.planned()).replan(person, found.get(i));
      } else {
        work.left().put(person, Obstacle.of(Reason.CHANGED));
      }
    }
    List<Person> rest = some.stream().filter(person -> !work.left().containsKey(person)).toList();
    if (!rest.isEmpty()) {
      open.push(rest);
    }
    return false;
  }

  /** Whether more rows change than were planned, and no more go. */
  private static boolean onlyPassesOn(Work work, Person person, RowCounts taken) {
    return taken.rows().entrySet().stream()
        .filter(each -> each.getKey().ofTenants() && each.getKey().effect() == Effect.DELETED)
        .allMatch(each -> each.getValue() <= work.planned().of(List.of(person), each.getKey()));
  }

  /** Adds a problem for each group of which more was taken than is there, the second time. */
  private static void compare(
      Work work,
      List<Person> people,
      RowCounts taken,
      RowCounts found,
      List<Problem> foreign,
      Set<Person> doubtful) {
    RowCounts more = taken.over(found);
    if (more.isEmpty()) {
      return;
    }
    doubtful.addAll(people);
    if (work.doubted().containsAll(people)) {
      new TreeMap<>(more.rows())
          .forEach(
              (group, rows) ->
                  foreign.add(
                      Excess.problem(
                          group, rows, work.planned().of(people, group), found.of(group))));
    }
    work.doubted().addAll(people);
  }

  /** Looks for the one whose erasure takes more, to name their organization. */
  private List<Problem> beside(Work work, List<Person> some, Happened happened) {
    List<Person> suspects = some;
    Excess excess = happened.excess();
    while (suspects.size() > 1) {
      List<Person> half = suspects.subList(0, suspects.size() / 2);
      Optional<Excess> found = excess(work, half);
      if (found.isEmpty()) {
        half = suspects.subList(suspects.size() / 2, suspects.size());
        found = excess(work, half);
      }
      if (found.isEmpty()) {
        break;
      }
      suspects = half;
      excess = found.get();
    }
    return excess.problems(suspects.stream().map(Person::organization).collect(Collectors.toSet()));
  }

  private Optional<Excess> excess(Work work, List<Person> some) {
    Tried<Happened> tried =
        savepoints.attempt(course -> perform(work, some, course), what -> false, work.undone());
    return tried instanceof Tried.Undone<Happened> undone
        ? Optional.of(undone.what().excess()).filter(excess -> !excess.isEmpty())
        : Optional.empty();
  }
}
