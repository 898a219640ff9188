package ai.coditect.ops.erasure.evidence;

/** Opens the book of erasures when it is first needed. */
@FunctionalInterface
public interface OpenBook {

  /**
   * The book.
   *
   * @throws ai.coditect.ops.problem.ProblemsException when it cannot be opened
   */
  LedgerBook open();
}
