package ai.coditect.ops.erasure.writer;

/** Opens the ledger, when it is first needed, as this database may write it. */
@FunctionalInterface
public interface OpenWritership {

  /**
   * The right to write.
   *
   * @throws ai.coditect.ops.problem.ProblemsException when the ledger cannot be opened
   */
  Writership open();
}
