package ai.coditect.ops.erasure.purge;

import ai.coditect.ops.erasure.plan.Hindrance;
import ai.coditect.ops.erasure.purge.Obstacle.Reason;
import ai.coditect.ops.erasure.purge.PeopleStore.Going;
import ai.coditect.ops.erasure.purge.SavepointStore.Course;
import ai.coditect.ops.erasure.purge.SavepointStore.Tried;
import ai.coditect.ops.erasure.statement.CountStore;
import ai.coditect.ops.erasure.statement.CountStore.PersonCounts;
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
   * @param between rows of the ending organization that had to go with them
   * @param outgrown the organization's rows are more than were planned
   * @param undone rows by table that were taken back
   */
  record Taken(
      Map<Person, RowCounts> gone,
      Map<Person, Obstacle> left,
      RowCounts between,
      boolean outgrown,
      Map<String, Long> undone) {}

  /**
   * Some people who are tried together.
   *
   * @param between whether rows of their ending organization go with them
   */
  private record Some(List<Person> people, boolean between) {}

  /**
   * What one try did.
   *
   * @param taken by the map's statements, of each person
   * @param between of their organization
   * @param outgrown whose rows were more than planned
   * @param excess what went beside
   * @param remains where people can still be found
   */
  private record Happened(
      Map<Person, RowCounts> taken,
      RowCounts between,
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
  Taken take(PeopleWork work, List<Person> people) {
    Deque<Some> open = new ArrayDeque<>();
    if (!people.isEmpty()) {
      open.push(new Some(people, false));
    }
    for (int tries = 0; !open.isEmpty() && (tries < MOST_TRIES || !work.begun()); tries++) {
      Some some = open.pop();
      Tried<Happened> tried =
          savepoints.attempt(
              course -> perform(work, some, course), Happened::stands, work.undone());
      if (tried instanceof Tried.Stands<Happened> stands) {
        work.gone().putAll(stands.what().taken());
        work.between().add(stands.what().between());
      } else if (tried instanceof Tried.Failed<Happened> failed) {
        apart(work, some, failed.why(), open, true);
      } else {
        Happened undone = ((Tried.Undone<Happened>) tried).what();
        if (!undone.excess().isEmpty()) {
          throw new RefusalException(beside(work, some, undone));
        }
        if (undone.outgrown().isEmpty()) {
          String table = new TreeMap<>(undone.remains()).firstKey();
          apart(work, some, Hindrance.stillIn(table), open, false);
        } else if (outgrown(work, some, undone, open)) {
          return taken(work, true);
        }
      }
      if (open.isEmpty()) {
        again(work, open);
      }
    }
    return taken(work, false);
  }

  private static Taken taken(PeopleWork work, boolean outgrown) {
    return new Taken(
        work.gone(), work.left(), RowCounts.sum(work.between()), outgrown, work.undone());
  }

  private Happened perform(PeopleWork work, Some tried, Course course) {
    List<Person> some = tried.people();
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
    RowCounts between = RowCounts.NONE;
    List<Statement> statements = work.composed().withPeople(work.bite().passOn());
    for (int number : work.composed().numbers()) {
      if (tried.between()) {
        // Within a table, rows that refer to theirs; those that theirs refer to come afterwards.
        between = between.plus(work.ending().orElseThrow().take(work.composed(), number, course));
      }
      for (Statement statement : statements) {
        if (statement.number() == number) {
          course.at(statement.table());
          store.take(statement, going, counted);
        }
      }
      if (tried.between()) {
        between = between.plus(work.ending().orElseThrow().take(work.composed(), number, course));
      }
    }
    Map<String, Count> touched = course.touched();
    Map<Person, RowCounts> taken = new LinkedHashMap<>();
    List<RowCounts> each = counted.each();
    for (int i = 0; i < some.size(); i++) {
      taken.put(some.get(i), each.get(i));
    }
    Excess excess = Excess.of(touched, RowCounts.sum(each).plus(between));
    List<Person> outgrown = work.planned().outgrown(taken, work.before().plus(between));
    return new Happened(
        taken,
        between,
        outgrown,
        excess,
        excess.isEmpty() && outgrown.isEmpty() ? store.remains(work.composed(), going) : Map.of());
  }

  /**
   * Whoever is alone with it is who cannot go.
   *
   * @param aRow whether it was a row that may go yet
   */
  private static void apart(
      PeopleWork work, Some some, Hindrance why, Deque<Some> open, boolean aRow) {
    List<Person> people = some.people();
    if (aRow && work.ending().isPresent() && !some.between()) {
      // Rows between some of them may need all of these to go.
      open.push(new Some(people, true));
      return;
    }
    if (people.size() == 1) {
      work.left().put(people.get(0), Obstacle.of(why));
      if (aRow) {
        work.stuck().put(people.get(0), work.gone().size());
      }
      return;
    }
    int half = people.size() / 2;
    open.push(new Some(people.subList(half, people.size()), false));
    open.push(new Some(people.subList(0, half), false));
  }

  /** Those who were in the way of somebody's row may go after them, and with each other. */
  private static void again(PeopleWork work, Deque<Some> open) {
    List<Person> more =
        work.stuck().entrySet().stream()
            .filter(each -> each.getValue() < work.gone().size())
            .map(Map.Entry::getKey)
            .toList();
    if (!more.isEmpty()) {
      work.stuck().keySet().removeAll(more);
      work.left().keySet().removeAll(more);
      open.push(new Some(more, false));
    }
  }

  /**
   * Counts again those who lost more than planned. Where as much is there it was written since, and
   * they are the next run's. Where less is there, a statement took what is not theirs; as rows may
   * go meanwhile, that is looked at twice.
   *
   * @return whether an organization as a whole has outgrown its plan
   */
  private boolean outgrown(PeopleWork work, Some some, Happened happened, Deque<Some> open) {
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
    List<Person> rest =
        some.people().stream().filter(person -> !work.left().containsKey(person)).toList();
    if (!rest.isEmpty()) {
      open.push(new Some(rest, some.between()));
    }
    return false;
  }

  /** Whether more rows change than were planned, and no more go. */
  private static boolean onlyPassesOn(PeopleWork work, Person person, RowCounts taken) {
    return taken.rows().entrySet().stream()
        .filter(each -> each.getKey().ofTenants() && each.getKey().effect() == Effect.DELETED)
        .allMatch(each -> each.getValue() <= work.planned().of(List.of(person), each.getKey()));
  }

  /** Adds a problem for each group of which more was taken than is there, the second time. */
  private static void compare(
      PeopleWork work,
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
  private List<Problem> beside(PeopleWork work, Some some, Happened happened) {
    List<Person> suspects = some.people();
    Excess excess = happened.excess();
    while (suspects.size() > 1) {
      List<Person> half = suspects.subList(0, suspects.size() / 2);
      Optional<Excess> found = excess(work, new Some(half, some.between()));
      if (found.isEmpty()) {
        half = suspects.subList(suspects.size() / 2, suspects.size());
        found = excess(work, new Some(half, some.between()));
      }
      if (found.isEmpty()) {
        break;
      }
      suspects = half;
      excess = found.get();
    }
    return excess.problems(suspects.stream().map(Person::organization).collect(Collectors.toSet()));
  }

  private Optional<Excess> excess(PeopleWork work, Some some) {
    Tried<Happened> tried =
        savepoints.attempt(course -> perform(work, some, course), what -> false, work.undone());
    return tried instanceof Tried.Undone<Happened> undone
        ? Optional.of(undone.what().excess()).filter(excess -> !excess.isEmpty())
        : Optional.empty();
  }
}
