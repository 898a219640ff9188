package ai.coditect.ops.erasure.writer;

import ai.coditect.ops.erasure.writer.KnownRoles.Role;
import ai.coditect.ops.erasure.writer.KnownRoles.Said;
import ai.coditect.ops.ledger.WriterIdentity;
import ai.coditect.ops.problem.OutwardGuard;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.util.List;
import java.util.Optional;

/** A database that is not the ledger's writer has no effect outside itself. */
public final class WriterGuard implements OutwardGuard {
  private final OpenWritership writership;
  private final WriterStore store;
  private final boolean configured;

  /**
   * @param configured whether there is a ledger at all
   */
  public WriterGuard(OpenWritership writership, WriterStore store, boolean configured) {
    this.writership = writership;
    this.store = store;
    this.configured = configured;
  }

  @Override
  public List<Problem> problems() {
    if (!configured) {
      return remembered()
          .filter(said -> said.role() == Role.COPY)
          .map(WriterGuard::copy)
          .orElse(List.of());
    }
    try {
      return writership.open().standing().problems();
    } catch (ProblemsException e) {
      return withoutTheLedger(e);
    }
  }

  /**
   * A ledger that is away for a while stops what needs it, and nothing else: what was seen last
   * holds on. It does not hold for a copy, which brings along what was seen elsewhere.
   */
  private List<Problem> withoutTheLedger(ProblemsException away) {
    Optional<Said> seen = remembered();
    if (seen.isEmpty() && !store.said().isEmpty()) {
      throw away;
    }
    return seen.filter(said -> said.role() == Role.COPY).map(WriterGuard::copy).orElse(List.of());
  }

  private static List<Problem> copy(Said said) {
    return new Standing.Copied(said).problems();
  }

  private Optional<Said> remembered() {
    List<Said> said = store.said();
    if (said.isEmpty()) {
      return Optional.empty();
    }
    WriterIdentity me = store.me();
    return said.stream().filter(each -> each.who().equals(me)).findFirst();
  }
}
