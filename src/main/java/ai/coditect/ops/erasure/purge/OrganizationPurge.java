package ai.coditect.ops.erasure.purge;

import ai.coditect.ops.erasure.evidence.Intent;
import ai.coditect.ops.erasure.evidence.LedgerBook;
import ai.coditect.ops.erasure.plan.Candidate;
import ai.coditect.ops.erasure.plan.Hindrance;
import ai.coditect.ops.erasure.propagation.OtherStores;
import ai.coditect.ops.erasure.propagation.OtherStores.Gone;
import ai.coditect.ops.erasure.purge.Obstacle.Reason;
import ai.coditect.ops.erasure.purge.PeoplePurge.Bite;
import ai.coditect.ops.erasure.purge.SavepointStore.Course;
import ai.coditect.ops.erasure.purge.SavepointStore.Tried;
import ai.coditect.ops.erasure.statement.CountStore;
import ai.coditect.ops.erasure.statement.Statements;
import ai.coditect.ops.erasure.statement.Statements.Kind;
import ai.coditect.ops.erasure.statement.Statements.Statement;
import ai.coditect.ops.erasure.tally.RowCounts;
import ai.coditect.ops.job.bound.RowCounters.Count;
import ai.coditect.ops.problem.RefusalException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Takes everything of an organization, people first, then children before parents. */
public final class OrganizationPurge {
  private static final Kind[] NOBODYS = {Kind.DELETE_NOBODYS};
  private static final Kind[] ALL = {Kind.DELETE_NOBODYS, Kind.DELETE_WITH_ORGANIZATION};

  private final PeoplePurge people;
  private final PeopleStore peopleStore;
  private final OrganizationStore store;
  private final HoldStore holds;
  private final CountStore counts;
  private final SavepointStore savepoints;
  private final OtherStores others;

  public OrganizationPurge(
      PeoplePurge people,
      PeopleStore peopleStore,
      OrganizationStore store,
      HoldStore holds,
      CountStore counts,
      SavepointStore savepoints,
      OtherStores others) {
    this.people = people;
    this.peopleStore = peopleStore;
    this.store = store;
    this.holds = holds;
    this.counts = counts;
    this.savepoints = savepoints;
    this.others = others;
  }

  /**
   * @param finished nothing more of the organization can be erased now
   * @param wrote whether the bite's deletion is in the ledger
   * @param rows which went or changed
   * @param undone rows by table that went and were brought back
   */
  public record Result(boolean finished, boolean wrote, RowCounts rows, Map<String, Long> undone) {
    private Result and(Map<String, Long> more) {
      Map<String, Long> sum = new HashMap<>(undone);
      more.forEach((table, count) -> sum.merge(table, count, Long::sum));
      return new Result(finished, wrote, rows, sum);
    }
  }

  /**
   * What one bite took of the rows that are nobody's.
   *
   * @param from the statement that took them; empty when there was nothing
   * @param remains what is still there of an organization whose own row went
   */
  private record Happened(
      Optional<Statement> from,
      RowCounts taken,
      RowCounts outgrown,
      Excess excess,
      RowCounts remains) {
    private boolean stands() {
      return outgrown.isEmpty() && excess.isEmpty() && remains.isEmpty();
    }
  }

  /** What the organization is planned to lose; counted where an earlier version did not say. */
  public RowCounts planned(Bite bite, Candidate organization) {
    return counts.ofOrganization(
        counts.statements().forRun(bite.run()), organization.organization());
  }

  /**
   * Erases as much of the organization as fits into one bite.
   *
   * @param rest what it is still planned to lose
   * @throws RefusalException when more rows went or changed than were planned
   */
  public Result erase(Bite bite, LedgerBook book, Candidate planned, RowCounts rest, int most) {
    UUID organization = planned.organization();
    if (!store.lock(planned)) {
      return left(bite, planned, Obstacle.of(Reason.CHANGED));
    }
    Optional<Obstacle> hold = holds.onOrganization(organization, bite.asOf());
    if (hold.isPresent()) {
      return left(bite, planned, hold.get());
    }
    if (bite.waitForExports() && store.isBeingExported(organization)) {
      return left(bite, planned, Obstacle.of(Reason.EXPORT_OPEN));
    }
    if (!counts.statements().forRun(bite.run()).of(NOBODYS).isEmpty()) {
      // Nobody's rows that refer to what goes with people would be in their way.
      Optional<Result> nobodys = eraseRows(bite, book, planned, rest, most, NOBODYS);
      if (nobodys.isPresent()) {
        return nobodys.get();
      }
      savepoints.deferConstraints();
    }
    PeoplePurge.Result gone = people.eraseOfOrganization(bite, book, planned, rest, most);
    if (gone.erased() > 0) {
      store.cancelExports(bite.deletion(), organization);
    }
    if (gone.outgrown()) {
      left(bite, planned, Obstacle.of(Reason.CHANGED));
      return new Result(true, gone.erased() > 0, gone.rows(), gone.undone());
    }
    if (gone.erased() > 0 || gone.left() > 0) {
      return new Result(false, gone.erased() > 0, gone.rows(), gone.undone());
    }
    return eraseRows(bite, book, planned, rest, most, ALL)
        .orElseGet(() -> left(bite, planned, rest(bite, planned)));
  }

  /** Empty where there was no such row. */
  private Optional<Result> eraseRows(
      Bite bite, LedgerBook book, Candidate planned, RowCounts rest, int most, Kind... kinds) {
    Map<String, Long> undone = new HashMap<>();
    return eraseRows(bite, book, planned, rest, most, undone, kinds)
        .map(result -> result.and(undone));
  }

  private Optional<Result> eraseRows(
      Bite bite,
      LedgerBook book,
      Candidate planned,
      RowCounts rest,
      int most,
      Map<String, Long> undone,
      Kind... kinds) {
    UUID organization = planned.organization();
    for (boolean doubted = false; ; doubted = true) {
      Tried<Happened> tried =
          savepoints.attempt(
              course -> perform(bite, organization, rest, most, course, kinds),
              Happened::stands,
              undone);
      if (tried instanceof Tried.Failed<Happened> failed) {
        return Optional.of(left(bite, planned, Obstacle.of(failed.why())));
      }
      if (tried instanceof Tried.Stands<Happened> stands) {
        return stands.what().from().map(statement -> write(bite, book, planned, stands.what()));
      }
      Happened happened = ((Tried.Undone<Happened>) tried).what();
      if (!happened.excess().isEmpty()) {
        throw new RefusalException(happened.excess().problems(Set.of(organization)));
      }
      if (happened.outgrown().isEmpty()) {
        // Not every schema has the server keep an organization for the rows that say they are of
        // it.
        return Optional.of(left(bite, planned, rest(bite, planned, happened.remains())));
      }
      RowCounts found = planned(bite, planned);
      RowCounts foreign = happened.taken().over(found);
      if (foreign.isEmpty()) {
        // Written since: the next run plans it.
        return Optional.of(left(bite, planned, Obstacle.of(Reason.CHANGED)));
      }
      // As rows may go meanwhile, it is looked at twice.
      if (doubted) {
        throw new RefusalException(
            new TreeMap<>(foreign.rows())
                .entrySet().stream()
                    .map(
                        each ->
                            Excess.problem(
                                each.getKey(),
                                each.getValue(),
                                rest.of(each.getKey()),
                                found.of(each.getKey())))
                    .toList());
      }
    }
  }

  private Happened perform(
      Bite bite, UUID organization, RowCounts rest, int most, Course course, Kind... kinds) {
    Statements composed = counts.statements().forRun(bite.run());
    RowCounts taken = RowCounts.NONE;
    Optional<Statement> from = Optional.empty();
    for (Statement statement : composed.of(kinds)) {
      course.at(statement.table());
      taken = store.take(statement, organization, most, bite.asOf());
      if (!taken.isEmpty()) {
        from = Optional.of(statement);
        break;
      }
    }
    Map<String, Count> touched = course.touched();
    boolean last = from.filter(this::isLast).isPresent();
    return new Happened(
        from,
        taken,
        taken.over(rest),
        Excess.of(touched, taken),
        last ? counts.ofOrganization(composed, organization).over(RowCounts.NONE) : RowCounts.NONE);
  }

  private boolean isLast(Statement statement) {
    return statement.table().equals(counts.statements().organizations());
  }

  private Result write(Bite bite, LedgerBook book, Candidate planned, Happened happened) {
    UUID organization = planned.organization();
    store.cancelExports(bite.deletion(), organization);
    boolean last = happened.from().filter(this::isLast).isPresent();
    if (last) {
      store.answer(bite.run(), bite.deletion(), organization);
    }
    book.intend(
        bite.deletion(),
        bite.before(),
        bite.run(),
        List.of(intent(book, planned, happened.taken())));
    if (last) {
      others.ask(bite.run(), List.of(new Gone(bite.deletion(), organization, Optional.empty())));
    }
    return new Result(last, true, happened.taken(), Map.of());
  }

  /** The organization stands in the ledger as a subject of its own: its id, hashed with itself. */
  static Intent intent(LedgerBook book, Candidate planned, RowCounts taken) {
    UUID organization = planned.organization();
    return new Intent(
        book.key().hash(organization, organization),
        organization,
        Optional.empty(),
        planned.ground(),
        planned.due(),
        taken.byTable());
  }

  /** The same, where rows of it are there that do not refer to it. */
  private Obstacle rest(Bite bite, Candidate planned, RowCounts remains) {
    Obstacle why = rest(bite, planned);
    return why.reason() == Reason.SOMETHING_HELD && why.hold().isEmpty()
        ? Obstacle.of(Hindrance.stillIn(new TreeMap<>(remains.rows()).firstKey().table()))
        : why;
  }

  /** Why an organization is left of which nothing more can go. */
  private Obstacle rest(Bite bite, Candidate planned) {
    UUID organization = planned.organization();
    return peopleStore
        .keptOf(bite.run(), organization)
        .map(Obstacle::of)
        .or(() -> peopleStore.holdOfLeft(bite.run(), organization).map(Obstacle::held))
        .or(() -> store.why(counts.statements().forRun(bite.run()), organization, bite.asOf()))
        .orElseGet(() -> Obstacle.of(Reason.SOMETHING_HELD));
  }

  private Result left(Bite bite, Candidate planned, Obstacle obstacle) {
    if (obstacle.reason().refuses()) {
      store.refuse(bite.run(), planned.organization(), obstacle);
    } else if (obstacle.reason() == Reason.CANNOT_BE_DELETED) {
      store.keepOpen(planned.organization());
    }
    peopleStore.leave(bite.run(), Map.of(planned, obstacle));
    return new Result(true, false, RowCounts.NONE, Map.of());
  }
}
