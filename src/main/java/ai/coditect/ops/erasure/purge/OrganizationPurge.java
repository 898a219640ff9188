package ai.coditect.ops.erasure.purge;

import ai.coditect.ops.erasure.evidence.Intent;
import ai.coditect.ops.erasure.evidence.LedgerBook;
import ai.coditect.ops.erasure.plan.Candidate;
import ai.coditect.ops.erasure.purge.Obstacle.Reason;
import ai.coditect.ops.erasure.purge.PeoplePurge.Bite;
import ai.coditect.ops.erasure.purge.Statements.Kind;
import ai.coditect.ops.erasure.purge.Statements.Statement;
import ai.coditect.ops.job.Changes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Takes everything of an organization, people first, then children before parents. */
public final class OrganizationPurge {
  private final PeoplePurge people;
  private final PeopleStore peopleStore;
  private final OrganizationStore store;
  private final HoldStore holds;
  private final StatementStore statements;

  public OrganizationPurge(
      PeoplePurge people,
      PeopleStore peopleStore,
      OrganizationStore store,
      HoldStore holds,
      StatementStore statements) {
    this.people = people;
    this.peopleStore = peopleStore;
    this.store = store;
    this.holds = holds;
    this.statements = statements;
  }

  /**
   * @param finished nothing more of the organization can be erased now
   * @param wrote whether the bite's deletion is in the ledger
   */
  public record Result(boolean finished, boolean wrote, Changes changed) {}

  /** Erases as much of the organization as fits into one bite. */
  public Result erase(Bite bite, LedgerBook book, Candidate planned, int most) {
    UUID organization = planned.organization();
    if (!store.lock(planned)) {
      return left(bite, planned, Obstacle.of(Reason.CHANGED));
    }
    Optional<Obstacle> hold = holds.onOrganization(organization, bite.asOf());
    if (hold.isPresent()) {
      store.refuse(bite.run(), organization, hold.get());
      return left(bite, planned, hold.get());
    }
    if (bite.waitForExports() && store.isBeingExported(organization)) {
      Obstacle export = Obstacle.of(Reason.EXPORT_OPEN);
      store.refuse(bite.run(), organization, export);
      return left(bite, planned, export);
    }
    PeoplePurge.Result gone = people.eraseOfOrganization(bite, book, planned, most);
    if (gone.erased() > 0) {
      store.cancelExports(bite.deletion(), organization);
    }
    if (gone.erased() > 0 || gone.left() > 0) {
      return new Result(false, gone.erased() > 0, gone.changed());
    }
    for (Statement statement : statements.forRun(bite.run()).of(Kind.DELETE_WITH_ORGANIZATION)) {
      long rows = store.take(statement, organization, most);
      if (rows > 0) {
        store.cancelExports(bite.deletion(), organization);
        boolean last = statement.table().equals(statements.organizations());
        if (last) {
          store.answer(bite.run(), bite.deletion(), organization);
        }
        write(bite, book, planned, statement.table(), rows);
        Map<String, Long> changed = new TreeMap<>();
        Kinds.of(statement).ifPresent(kind -> changed.put(kind, rows));
        return new Result(last, true, Changes.of(changed));
      }
    }
    Obstacle rest = Obstacle.of(Reason.SOMETHING_HELD);
    store.refuse(bite.run(), organization, rest);
    return left(bite, planned, rest);
  }

  private Result left(Bite bite, Candidate planned, Obstacle obstacle) {
    peopleStore.leave(bite.run(), Map.of(planned, obstacle));
    return new Result(true, false, Changes.NONE);
  }

  /** The organization stands in the ledger as a subject of its own: its id, hashed with itself. */
  private static void write(
      Bite bite, LedgerBook book, Candidate planned, String table, long rows) {
    book.intend(
        bite.deletion(),
        bite.before(),
        bite.run(),
        List.of(
            new Intent(
                book.key().hash(planned.organization(), planned.organization()),
                planned.organization(),
                Optional.empty(),
                planned.ground(),
                planned.due(),
                new TreeMap<>(Map.of(table, rows)))));
  }
}
