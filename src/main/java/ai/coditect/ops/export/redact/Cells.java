package ai.coditect.ops.export.redact;

/** Where the cells of a row lie in its bytes, which may come in several pieces. */
interface Cells {
  /** No cell, but what stands between two. */
  int NONE = -1;

  /**
   * Goes to the end of the part that a place is in, a cell or what is between two.
   *
   * @return where the next part begins, or the end of the piece
   */
  int skip(byte[] bytes, int from, int end);

  /** The number of the cell that was last skipped. */
  int cell();

  /** The row ends here. */
  void endRow();

  /** The members of an object of JSON. */
  static Cells ofJson() {
    return new JsonCells();
  }

  /** The cells of a record of CSV. */
  static Cells ofCsv() {
    return new CsvCells();
  }
}
