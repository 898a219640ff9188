package ai.coditect.ops.ledger;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.RefusalException;
import java.util.List;
import java.util.Optional;

/** Another database, or the same one on another server, writes the ledger. */
public final class NotTheWriterException extends RefusalException {
  private static final long serialVersionUID = 1L;

  public NotTheWriterException(WriterIdentity me, Optional<Adoption> writer) {
    super(List.of(problem(me, writer)));
  }

  /** What is wrong, and what an operator can say about it. */
  public static Problem problem(WriterIdentity me, Optional<Adoption> writer) {
    return new Problem(
        "Not the ledger's writer: this is "
            + me.described()
            + ", and the ledger "
            + writer
                .map(
                    other ->
                        "is written by "
                            + other.writer().described()
                            + ", since segment "
                            + other.segment())
                .orElse("has no writer yet, and this database is not in step with it")
            + ".",
        "ledger",
        "If this database is production now, run \"ledger adopt --by NAME\": the old writer is"
            + " refused from then on. If it is a copy, run \"ledger copy --by NAME\": it can be"
            + " read, and never writes or erases.");
  }
}
