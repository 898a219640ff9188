package ai.coditect.ops.export.redact;

import ai.coditect.ops.export.parcel.Rows;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Passes rows on without what names somebody else, in constant memory. Bytes of cells in which
 * nothing can be are passed on as they came.
 */
public final class RedactedRows implements Rows {
  private static final int STEP = 1 << 16;

  private final Rows into;
  private final Cells cells;
  private final Map<Integer, CellForm> searched;
  private final OtherPeople others;
  private final Map<Integer, Long> redacted = new TreeMap<>();
  private final CellWindow window = new CellWindow();
  private int cell = Cells.NONE;
  private boolean hit;

  private RedactedRows(
      Rows into, Cells cells, Map<Integer, CellForm> searched, OtherPeople others) {
    this.into = into;
    this.cells = cells;
    this.searched = searched;
    this.others = others;
  }

  /**
   * @param searched the cells to be looked at, by their place in the row
   */
  public static RedactedRows ofJson(
      Rows into, Map<Integer, CellForm> searched, OtherPeople others) {
    return new RedactedRows(into, Cells.ofJson(), searched, others);
  }

  /**
   * @param searched the cells to be looked at, by their place in the row
   */
  public static RedactedRows ofCsv(Rows into, Map<Integer, CellForm> searched, OtherPeople others) {
    return new RedactedRows(into, Cells.ofCsv(), searched, others);
  }

  /** Rows with something replaced, by the place of the cell. */
  public Map<Integer, Long> redacted() {
    return redacted;
  }

  @Override
  public void piece(byte[] bytes, int offset, int length) throws IOException {
    int end = offset + length;
    int passed = offset;
    for (int at = offset; at < end; ) {
      int next = cells.skip(bytes, at, end);
      if (cells.cell() != cell) {
        finish();
        cell = cells.cell();
      }
      CellForm form = searched.get(cell);
      boolean whole = next < end && window.isEmpty();
      if (form != null && !(whole && isHarmless(form, bytes, at, next))) {
        pass(bytes, passed, at);
        passed = next;
        take(form, bytes, at, next);
      }
      at = next;
    }
    pass(bytes, passed, end);
  }

  private boolean isHarmless(CellForm form, byte[] bytes, int from, int to) {
    return form != CellForm.BYTES && !others.mayBeIn(bytes, from, to);
  }

  private void take(CellForm form, byte[] bytes, int from, int to) throws IOException {
    for (int at = from; at < to; at += STEP) {
      window.append(bytes, at, Math.min(STEP, to - at));
      if (window.isFull()) {
        hit |= window.replace(form, form.in(cells), others, false, into);
      }
    }
  }

  /** The cell before is whole. */
  private void finish() throws IOException {
    CellForm form = searched.get(cell);
    if (form != null && !window.isEmpty()) {
      hit |= window.replace(form, form.in(cells), others, true, into);
    }
    // Also where it was emptied before: the next cell begins anew.
    window.clear();
    if (hit) {
      redacted.merge(cell, 1L, Long::sum);
      hit = false;
    }
  }

  private void pass(byte[] bytes, int from, int to) throws IOException {
    if (from < to) {
      into.piece(bytes, from, to - from);
    }
  }

  @Override
  public void endRow() throws IOException {
    finish();
    cell = Cells.NONE;
    cells.endRow();
    into.endRow();
  }
}
