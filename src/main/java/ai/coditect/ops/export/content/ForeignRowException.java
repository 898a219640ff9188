package ai.coditect.ops.export.content;

/**
 * A row of somebody else came out of the database for an export. Nothing of it may leave, and
 * trying again would not help: a statement, the map or the data is wrong.
 */
public final class ForeignRowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String table;

  ForeignRowException(String table, String what) {
    super(what + " in " + table);
    this.table = table;
  }

  public String table() {
    return table;
  }
}
