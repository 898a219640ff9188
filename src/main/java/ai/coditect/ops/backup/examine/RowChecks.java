package ai.coditect.ops.backup.examine;

import ai.coditect.ops.backup.examine.RecordedLosses.Comparability;
import ai.coditect.ops.backup.examine.ResultList.Claim;
import ai.coditect.ops.backup.examine.row.RowComparison;
import ai.coditect.ops.backup.examine.row.RowStore;
import ai.coditect.ops.backup.marker.Figure;
import ai.coditect.ops.backup.marker.MarkerContent;
import ai.coditect.ops.backup.marker.ReadingStore;
import ai.coditect.ops.database.failure.FailureWords;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The tenants' rows and the worker's books beside what the marker counted. */
final class RowChecks {
  static final Claim UNCHANGED =
      new Claim(
          "rows-unchanged",
          "Rows that nobody wrote to since the marker are equal to the row, where a tenant wrote"
              + " nothing at all; of changed rows it proves nothing.");
  static final Claim KEPT =
      new Claim(
          "rows-kept",
          "No more rows are gone than tenants may have deleted since the marker; that these are"
              + " those is not proven.");
  static final Claim TENANTS =
      new Claim(
          "rows-keep-their-tenant",
          "Rows that are older than the marker are their tenant's as they were, changed or not,"
              + " where the tenant has as many as then.");
  static final Claim FILLED =
      new Claim("tables-not-emptied", "No table was emptied in one go since the marker.");
  static final Claim TAIL =
      new Claim(
          "no-lost-tail",
          "The newest entries of the worker's books that the marker saw are there, to the row.");
  static final Claim NEWEST = new Claim("newest-row-in-window", "No row is newer than the backup.");
  private static final String AUDIT = "coditect_ops.audit_log";
  private static final String ORGANIZATIONS = "coditect_shared.organizations";

  private final RowStore rows;
  private final MarkerContent content;
  private final RecordedLosses losses;
  private final Expectation expected;
  private final ResultList results;

  RowChecks(
      ReadingStore reading,
      MarkerContent content,
      RecordedLosses losses,
      Expectation expected,
      ResultList results) {
    this.rows = new RowStore(reading);
    this.content = content;
    this.losses = losses;
    this.expected = expected;
    this.results = results;
  }

  static void without(ResultList results, String why) {
    for (Claim claim : List.of(UNCHANGED, KEPT, TENANTS, FILLED, TAIL, NEWEST)) {
      results.add(claim.inconclusive(why));
    }
  }

  /**
   * @return by table, the tenants of whom it has rows, as far as that was read
   */
  Map<String, Set<UUID>> check(Optional<Map<String, Map<UUID, Figure>>> figures) {
    Map<String, Set<UUID>> tenants = new HashMap<>();
    results.demand(TAIL, "as at the marker", this::tail);
    if (figures.isEmpty()) {
      for (Claim claim : List.of(UNCHANGED, KEPT, TENANTS, FILLED, NEWEST)) {
        results.add(claim.inconclusive("The marker's rows by tenant cannot be believed."));
      }
      return tenants;
    }
    try {
      results.attempt(() -> compare(figures.get(), tenants));
    } catch (RuntimeException e) {
      String why = "The rows could not be counted as the marker did: " + FailureWords.of(e) + ".";
      for (Claim claim : List.of(UNCHANGED, KEPT, TENANTS, FILLED, NEWEST)) {
        results.add(claim.inconclusive(why));
      }
    }
    return tenants;
  }

  private void compare(
      Map<String, Map<UUID, Figure>> figures, Map<String, Set<UUID>> tenantsOfTables) {
    Map<String, Map<UUID, Long>> deleted = rows.deletionsAfter(lastAuditEntry());
    List<RowComparison> compared = new ArrayList<>();
    List<String> emptied = new ArrayList<>();
    Instant newest = Instant.MIN;
    // Whether a tenant lives is known when its own row has been looked for.
    Optional<RowStore.Held> organizations =
        content.tables().stream()
            .filter(table -> table.name().equals(ORGANIZATIONS))
            .filter(table -> losses.of(table) != Comparability.NOTHING)
            .findFirst()
            .map(table -> rows.read(losses.rest(table), content));
    Set<UUID> living =
        organizations
            .map(held -> held.byTenant().keySet())
            // Where nobody can say, none is taken for ended.
            .orElseGet(() -> tenants(figures));
    List<String> leftOut = new ArrayList<>();
    for (MarkerContent.Table table : content.tables()) {
      if (losses.of(table) == Comparability.NOTHING) {
        leftOut.add(table.name());
        continue;
      }
      RowStore.Held held =
          organizations
              .filter(read -> table.name().equals(ORGANIZATIONS))
              .orElseGet(() -> rows.read(losses.rest(table), content));
      tenantsOfTables.put(table.name(), held.byTenant().keySet());
      if (held.newest().isPresent() && held.newest().get().isAfter(newest)) {
        newest = held.newest().get();
      }
      RowComparison one =
          RowComparison.of(
              table.name(),
              figures.getOrDefault(table.name(), Map.of()),
              losses.of(table) == Comparability.CONTENT,
              held.byTenant(),
              living,
              deleted.getOrDefault(table.name(), Map.of()));
      compared.add(one);
      if (table.rows() > 0 && one.now() == 0 && rows.filenode(table.name()) != table.filenode()) {
        emptied.add(table.name());
      }
    }
    report(compared, emptied, leftOut, newest);
  }

  private static Set<UUID> tenants(Map<String, Map<UUID, Figure>> figures) {
    Set<UUID> all = new HashSet<>();
    figures.values().forEach(each -> all.addAll(each.keySet()));
    return all;
  }

  private void report(
      List<RowComparison> compared, List<String> emptied, List<String> leftOut, Instant newest) {
    List<String> altered = new ArrayList<>();
    List<String> moved = new ArrayList<>();
    List<String> alone = new ArrayList<>();
    List<String> lost = new ArrayList<>();
    long exact = 0;
    long written = 0;
    long doubtful = 0;
    List<String> gone = new ArrayList<>();
    for (RowComparison one : compared) {
      one.altered().forEach(tenant -> altered.add(one.table() + " of " + tenant));
      // A row that changes its tenant changes two. One alone imported a row of old and deleted
      // another.
      (one.moved().size() > 1 ? moved : alone)
          .addAll(one.moved().stream().map(tenant -> one.table() + " of " + tenant).toList());
      exact += one.exact();
      written += one.written();
      doubtful += one.doubtful();
      long most = expected.tolerance().of(one.counted());
      long went = one.gone() + (one.table().equals(ORGANIZATIONS) ? one.endedTenants() : 0);
      String line = one.table() + " " + went + " of " + one.counted();
      gone.add(line);
      if (went > most) {
        lost.add(line + ", at most " + most);
      }
    }
    String rest = leftOut.isEmpty() ? "" : ", " + leftOut(leftOut);
    String shares =
        exact
            + " shares of a tenant in a table equal to the row, "
            + written
            + " written to since, "
            + doubtful
            + " left open"
            + rest;
    results.add(
        altered.isEmpty()
            ? UNCHANGED.ok(shares, "as at the marker")
            : UNCHANGED.failed(ResultList.shown(altered), "as at the marker"));
    results.add(
        lost.isEmpty()
            ? KEPT.ok("gone: " + String.join(", ", gone) + rest, "what tenants may have deleted")
            : KEPT.failed(ResultList.shown(lost) + rest, "what tenants may have deleted"));
    results.add(
        moved.isEmpty()
            ? TENANTS.ok(
                alone.isEmpty()
                    ? "none"
                    : "none, as many but other old rows in one tenant alone: "
                        + ResultList.shown(alone),
                "every row with the tenant it had")
            : TENANTS.failed(ResultList.shown(moved), "every row with the tenant it had"));
    results.add(FILLED.none(emptied, "no table that had rows and has none, in another file"));
    results.add(
        newest.equals(Instant.MIN)
            ? NEWEST.notApplicable("No table says when a row was changed, or none has rows.")
            : NEWEST.judged(
                !newest.isAfter(expected.backupUntil().plus(MarkerChecks.CLOCKS)),
                newest.toString(),
                "until " + expected.backupUntil()));
  }

  private long lastAuditEntry() {
    return content.tails().stream()
        .filter(tail -> tail.name().equals(AUDIT))
        .mapToLong(MarkerContent.Tail::last)
        .findFirst()
        .orElse(0);
  }

  private Examination.Result tail() {
    List<String> wrong = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    long entries = 0;
    for (MarkerContent.Tail tail : content.tails()) {
      Comparability comparability = losses.of(tail);
      if (comparability == Comparability.NOTHING) {
        leftOut.add(tail.name());
        continue;
      }
      RowStore.TailRows now =
          rows.read(comparability == Comparability.CONTENT ? tail : losses.rest(tail));
      entries += tail.rows();
      if (now.rows() < tail.rows()) {
        wrong.add(tail.name() + " lacks " + (tail.rows() - now.rows()));
      } else if (comparability == Comparability.CONTENT
          && now.rows() == tail.rows()
          && !now.fingerprint().equals(new BigInteger(tail.fingerprint()))) {
        wrong.add(tail.name() + " has others");
      }
    }
    if (!leftOut.isEmpty() && leftOut.size() == content.tails().size()) {
      return TAIL.notApplicable(leftOut(leftOut));
    }
    String rest = leftOut.isEmpty() ? "" : ", " + leftOut(leftOut);
    return wrong.isEmpty()
        ? TAIL.ok(entries + " entries" + rest, entries + " entries")
        : TAIL.failed(ResultList.shown(wrong) + rest, entries + " entries");
  }

  private static String leftOut(List<String> names) {
    return "left out after a recorded migration: " + ResultList.shown(names);
  }
}
