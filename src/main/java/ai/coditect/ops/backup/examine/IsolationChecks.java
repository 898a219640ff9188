package ai.coditect.ops.backup.examine;

import ai.coditect.ops.backup.examine.ResultList.Claim;
import ai.coditect.ops.backup.examine.trial.IsolationStore;
import ai.coditect.ops.backup.examine.trial.IsolationStore.Tried;
import ai.coditect.ops.database.failure.FailureWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one tenant can do to another, tried as the tenants' login with two real tenants. */
final class IsolationChecks {
  private static final Claim READ =
      new Claim("tenant-reads-own-rows", "A tenant sees all its rows and none of another.");
  private static final Claim WRITE =
      new Claim("tenant-writes-own-rows", "A tenant can neither change nor make rows of another.");
  private static final Claim UNSCOPED =
      new Claim("no-tenant-no-rows", "A session that names no tenant sees nothing.");
  private static final Claim OPS =
      new Claim("tenants-stay-out", "The tenants' login sees nothing of the worker's schema.");
  private static final List<Claim> ALL = List.of(READ, WRITE, UNSCOPED, OPS);

  private IsolationChecks() {}

  static void check(Optional<IsolationStore> store, ResultList results) {
    if (store.isEmpty()) {
      ALL.forEach(
          claim -> results.add(claim.inconclusive("Only an administrator of the copy can try.")));
      return;
    }
    Optional<Tried> tried;
    List<Optional<Tried>> attempted = new ArrayList<>();
    try {
      results.attempt(() -> attempted.add(store.get().attempt()));
      tried = attempted.get(0);
    } catch (RuntimeException e) {
      ALL.forEach(
          claim ->
              results.add(claim.failed("It could not be tried: " + FailureWords.of(e) + ".", "")));
      return;
    }
    if (tried.isEmpty()) {
      ALL.forEach(claim -> results.add(claim.notApplicable("There are not two tenants.")));
      return;
    }
    Tried found = tried.get();
    String tables = found.tables() + " tables";
    results.add(
        READ.judged(
            found.seen().isEmpty() && found.hidden().isEmpty() && found.tables() > 0,
            found.seen().isEmpty() && found.hidden().isEmpty()
                ? tables
                : "others' rows in " + found.seen() + ", own rows hidden in " + found.hidden(),
            "own rows, all of them"));
    results.add(
        WRITE.judged(
            found.changed().isEmpty() && !found.intruded() && found.tables() > 0,
            found.changed().isEmpty() && !found.intruded()
                ? tables
                : "changed in " + found.changed() + (found.intruded() ? ", made one" : ""),
            "refused"));
    results.add(UNSCOPED.none(found.unscoped(), "no rows"));
    results.add(
        OPS.judged(!found.mayUseOps(), found.mayUseOps() ? "may use it" : "may not", "may not"));
  }
}
