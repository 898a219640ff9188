package ai.coditect.ops.erasure.writer;

import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.TransientProblemsException;

/** Whether this database is the one that may write the ledger. */
public final class WriterCheck implements Check {
  private final OpenWritership writership;
  private final WriterStore store;
  private final boolean configured;

  /**
   * @param configured whether there is a ledger at all
   */
  public WriterCheck(OpenWritership writership, WriterStore store, boolean configured) {
    this.writership = writership;
    this.store = store;
    this.configured = configured;
  }

  @Override
  public String claim() {
    return "this database is the ledger's writer";
  }

  @Override
  public boolean watched() {
    return true;
  }

  @Override
  public String part() {
    return "ledger";
  }

  @Override
  public Finding examine() {
    if (!configured) {
      return Finding.notApplicable(
          "OPS_LEDGER_URI and OPS_SUBJECT_KEY are not set; gdpr-purge cannot run");
    }
    try {
      Standing standing = writership.open().standing();
      if (standing instanceof Standing.Writes writes) {
        return Finding.ok(
            "since segment "
                + writes.adoption().segment()
                + ", as "
                + writes.adoption().writer().server()
                + caution());
      }
      if (standing instanceof Standing.DrillCopy drill) {
        return Finding.notApplicable(
            "a restore drill's copy, by its login " + drill.login() + "; it is only read");
      }
      if (standing instanceof Standing.Copied copied) {
        return Finding.notApplicable(
            "a copy, as " + copied.said().by().orElse("somebody") + " said; it is only read");
      }
      return standing.problems().isEmpty()
          ? Finding.ok("the ledger has no writer yet; the first that serves or erases is it")
          : Finding.refused(standing.problems());
    } catch (TransientProblemsException e) {
      return Finding.failed(e.problems());
    } catch (ProblemsException e) {
      return Finding.refused(e.problems());
    }
  }

  /** Behind the same local address a copy of the data directory would look the same. */
  private String caution() {
    return store.address().saysNothing()
        ? "; a local address tells no server from a copy behind a proxy: there, set DB_INSTANCE"
        : "";
  }
}
