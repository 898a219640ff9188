package ai.coditect.ops.erasure.hold;

import ai.coditect.ops.erasure.hold.WantedHold.Hashed;
import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.privacy.address.AddressForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns addresses into their keyed hashes, where there is a key. */
final class AddressHashes {
  private final Optional<String> subjectKey;

  /**
   * @param subjectKey the value of OPS_SUBJECT_KEY; read when it is first needed
   */
  AddressHashes(Optional<String> subjectKey) {
    this.subjectKey = subjectKey;
  }

  boolean haveKey() {
    return subjectKey.isPresent();
  }

  /**
   * @throws ai.coditect.ops.problem.ProblemsException when it is given and no key
   */
  Optional<SubjectKey> key() {
    return subjectKey.map(SubjectKey::read);
  }

  /**
   * Every hash that may stand for the address, the one that is written now first.
   *
   * @param anyTag with any +tag; no version before wrote that
   */
  List<Hashed> hashes(String address, boolean anyTag) {
    SubjectKey key = SubjectKey.read(subjectKey.orElse(null));
    List<Hashed> hashes = new ArrayList<>();
    for (AddressForm form :
        anyTag
            ? List.of(AddressForm.ANY_TAG)
            : List.of(AddressForm.NORMAL, AddressForm.LOWER_CASED)) {
      form.hashes(key, address).forEach(hash -> hashes.add(new Hashed(form, hash)));
    }
    return hashes;
  }
}
