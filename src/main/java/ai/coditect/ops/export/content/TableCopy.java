package ai.coditect.ops.export.content;

import ai.coditect.ops.export.content.CopyStore.Tally;
import ai.coditect.ops.export.content.Outline.Place;
import ai.coditect.ops.export.content.StatementStore.Kind;
import ai.coditect.ops.export.parcel.Contents.Redaction;
import ai.coditect.ops.export.parcel.Format;
import ai.coditect.ops.export.parcel.ParcelWriter;
import ai.coditect.ops.export.parcel.Rows;
import java.io.IOException;
import java.util.Map;

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
    Runnable watch) {

  void into(ParcelWriter parcel) throws IOException {
    StatementStore store = new StatementStore(snapshot);
    long expected = store.count(statements.get(Kind.COUNT));
    copy(
        parcel.begin(place.sheet(), Format.JSON_LINES), Kind.JSON_ROWS, Kind.JSON_PIECES, expected);
    copy(parcel.begin(place.sheet(), Format.CSV), Kind.CSV_ROWS, Kind.CSV_PIECES, expected);
    if (statements.containsKey(Kind.REDACTIONS)) {
      store
          .redactions(statements.get(Kind.REDACTIONS))
          .forEach(
              (column, rows) ->
                  parcel.redacted(
                      new Redaction(
                          place.table(),
                          column,
                          rows,
                          "It is about somebody else (GDPR Art. 15(4)).")));
    }
  }

  private void copy(Rows into, Kind whole, Kind inPieces, long expected) throws IOException {
    CopyStore copied =
        new CopyStore(
            snapshot,
            place.table(),
            scope.organization(),
            scope.user(),
            !place.organization().isEmpty(),
            watch);
    Tally tally = copied.rows(statements.get(whole), into);
    long pieced = tally.large() == 0 ? 0 : copied.pieces(statements.get(inPieces), into);
    if (tally.large() != pieced || tally.rows() + pieced != expected) {
      throw new ForeignRowException(place.table(), "another number of rows than the scope has");
    }
  }
}
