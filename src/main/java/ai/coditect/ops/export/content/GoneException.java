package ai.coditect.ops.export.content;

/** Whom the export is about is not in the database any more. */
public final class GoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  GoneException() {
    super("whom the export is about is not there");
  }
}
