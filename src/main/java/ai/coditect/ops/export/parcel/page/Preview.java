package ai.coditect.ops.export.parcel.page;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** The first rows of a JSON Lines file, for the page: bounded in rows, in all, and in each. */
public final class Preview {
  private static final int MOST_ROWS = 1_000;
  private static final int MOST_BYTES = 1 << 18;
  private static final int MOST_BYTES_OF_ROW = 1 << 12;

  /**
   * @param json of the row, in UTF-8
   * @param cut whether only the beginning was kept
   */
  record Row(byte[] json, boolean cut) {}

  private final List<Row> rows = new ArrayList<>();
  private final ByteArrayOutputStream row = new ByteArrayOutputStream();
  private long kept;
  private long count;
  private boolean cut;

  public void piece(byte[] bytes, int offset, int length) {
    if (full()) {
      return;
    }
    int room = MOST_BYTES_OF_ROW - row.size();
    row.write(bytes, offset, Math.min(room, length));
    cut |= length > room;
  }

  public void endRow() {
    count++;
    if (full()) {
      return;
    }
    rows.add(new Row(row.toByteArray(), cut));
    kept += row.size();
    row.reset();
    cut = false;
  }

  /** Of all rows, kept or not. */
  long count() {
    return count;
  }

  List<Row> rows() {
    return rows;
  }

  private boolean full() {
    return rows.size() == MOST_ROWS || kept >= MOST_BYTES;
  }
}
