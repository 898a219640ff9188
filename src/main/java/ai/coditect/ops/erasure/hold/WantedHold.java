package ai.coditect.ops.erasure.hold;

import ai.coditect.ops.erasure.hold.LegalHold.Kind;
import ai.coditect.ops.ledger.SubjectHash;
import ai.coditect.ops.privacy.address.AddressForm;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A hold that somebody wants to place.
 *
 * @param target the user, project or organization; empty for an address
 * @param organization as it was given
 * @param address what may stand for the address, the one to write first; empty for the rest
 */
record WantedHold(
    Kind kind,
    Optional<UUID> target,
    Optional<UUID> organization,
    List<Hashed> address,
    String ground,
    String by,
    Optional<Instant> until) {

  /** The address in one form, hashed with one key. */
  record Hashed(AddressForm form, SubjectHash hash) {}
}
