package ai.coditect.ops.erasure.hold;

import ai.coditect.ops.ledger.SubjectHash;
import ai.coditect.ops.ledger.SubjectKey;
import java.util.List;
import java.util.Optional;

/** Turns addresses into their keyed hashes, where there is a key. */
final class Addresses {
  private final Optional<String> subjectKey;

  /**
   * @param subjectKey the value of OPS_SUBJECT_KEY; read when it is first needed
   */
  Addresses(Optional<String> subjectKey) {
    this.subjectKey = subjectKey;
  }

  boolean haveKey() {
    return subjectKey.isPresent();
  }

  /** Every hash that may stand for the address, the one that is written now first. */
  List<SubjectHash> hashes(String address) {
    return SubjectKey.read(subjectKey.orElse(null)).addresses(address);
  }
}
