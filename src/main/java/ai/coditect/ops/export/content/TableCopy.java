package ai.coditect.ops.export.content;

import ai.coditect.ops.export.content.CopyStore.Tally;
import ai.coditect.ops.export.content.ExportStatementStore.Kind;
import ai.coditect.ops.export.content.Outline.Place;
import ai.coditect.ops.export.parcel.Contents.Redaction;
import ai.coditect.ops.export.parcel.Format;
import ai.coditect.ops.export.parcel.Rows;
import ai.coditect.ops.export.parcel.write.ParcelWriter;
import ai.coditect.ops.export.redact.CellForm;
import ai.coditect.ops.export.redact.OtherPeople;
import ai.coditect.ops.export.redact.RedactedRows;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One table of a package, in both spellings. What the statements let through is held against the
 * scope row by row, and their number against a count that finds the rows in another way: one row
 * too many, one of somebody else or one too few ends it.
 *
 * @param watch asked before each row; throws to stop
 */
record TableCopy(
    SnapshotStore snapshot,
    Scope scope,
    Place place,
    Map<Kind, String> statements,
    OtherPeople others,
    Runnable watch) {

  void into(ParcelWriter parcel) throws IOException {
    ExportStatementStore store = new ExportStatementStore(snapshot);
    long expected = store.count(statements.get(Kind.COUNT));
    CopyStore copied =
        new CopyStore(
            snapshot,
            place.table(),
            scope.organization(),
            scope.user(),
            !place.organization().isEmpty(),
            watch);
    Map<Integer, CellForm> searched = searched();
    OtherPeople named =
        statements.containsKey(Kind.MENTIONED)
            ? others.mentioning(store.mentioned(statements.get(Kind.MENTIONED)))
            : others;
    Rows plain = parcel.begin(place.sheet(), Format.JSON_LINES);
    RedactedRows redacted = RedactedRows.ofJson(plain, searched, named);
    Rows json = searched.isEmpty() ? plain : redacted;
    boolean large = copy(copied, json, Kind.JSON_ROWS, Kind.JSON_PIECES, expected);
    Rows csv = parcel.begin(place.sheet(), Format.CSV);
    csv = searched.isEmpty() ? csv : RedactedRows.ofCsv(csv, searched, named);
    if (large) {
      copy(copied, csv, Kind.CSV_ROWS, Kind.CSV_PIECES, expected);
    } else {
      // A line of CSV is at most twice as long as its JSON, so none is too large here.
      asMany(expected, copied.lines(statements.get(Kind.CSV_LINES), csv));
    }
    Map<String, Long> redactions = new TreeMap<>();
    if (statements.containsKey(Kind.REDACTIONS)) {
      redactions.putAll(store.redactions(statements.get(Kind.REDACTIONS)));
    }
    redacted
        .redacted()
        .forEach((cell, rows) -> redactions.put(place.columns().get(cell).name(), rows));
    redactions.forEach(
        (column, rows) ->
            parcel.redacted(
                new Redaction(
                    place.table(), column, rows, "It is about somebody else (GDPR Art. 15(4)).")));
  }

  /** A number and a word each. */
  private Map<Integer, CellForm> searched() {
    Map<Integer, CellForm> searched = new TreeMap<>();
    for (String each : statements.getOrDefault(Kind.SEARCHED, "").split(",")) {
      int blank = each.indexOf(' ');
      if (blank > 0) {
        searched.put(
            Integer.valueOf(each.substring(0, blank)),
            CellForm.valueOf(each.substring(blank + 1).toUpperCase(Locale.ROOT)));
      }
    }
    return searched;
  }

  /** Whether some rows were so large that they came in pieces. */
  private boolean copy(CopyStore copied, Rows into, Kind whole, Kind inPieces, long expected)
      throws IOException {
    Tally tally = copied.rows(statements.get(whole), into);
    boolean large = tally.large() > 0;
    long pieced = large ? copied.pieces(statements.get(inPieces), into) : 0;
    asMany(tally.large(), pieced);
    asMany(expected, tally.rows() + pieced);
    return large;
  }

  private void asMany(long expected, long rows) {
    if (rows != expected) {
      throw new ForeignRowException(place.table(), "another number of rows than the scope has");
    }
  }
}
