package ai.coditect.ops.export.parcel.check;

/** A file breaks the rules of its format; told without its content. */
final class MisfitException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param row the first line of a file is 1
   */
  MisfitException(long row, String what) {
    super("Line " + row + " " + what);
  }
}
