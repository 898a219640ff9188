package ai.coditect.ops.erasure.writer;

import ai.coditect.ops.ledger.Adoption;
import ai.coditect.ops.ledger.WriterIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which database this is, and what was said in it about itself and the ledger. */
public interface KnownRoles {

  /** Asked anew each time: behind one address the server may change. */
  WriterIdentity me();

  /** What was said here and in the databases that this is a copy of, the latest first. */
  List<Said> said();

  void record(Said said);

  /** A login that only a restore drill makes, on the server of its copy. */
  Optional<String> drillLogin();

  /** What a database is to the ledger. */
  enum Role {
    WRITER,
    COPY
  }

  /**
   * Something that was said.
   *
   * @param segment of a writer, its adoption
   * @param by empty when nobody had to say it
   */
  record Said(
      WriterIdentity who, Role role, Optional<Long> segment, Optional<String> by, Instant at) {
    boolean isOf(Adoption adoption) {
      return who.equals(adoption.writer())
          && segment.equals(Optional.of(adoption.segment()))
          && at.equals(adoption.at());
    }
  }
}
