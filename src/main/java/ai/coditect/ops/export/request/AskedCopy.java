package ai.coditect.ops.export.request;

import ai.coditect.ops.export.seal.Recipient;
import ai.coditect.ops.privacy.request.Asking;
import ai.coditect.ops.problem.ProblemsException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Somebody asked for a copy.
 *
 * @param user empty when the whole organization is to be copied
 * @param at when the statutory time began
 * @param profile {@code access} (GDPR Art. 15) or {@code portability} (Art. 20)
 * @param recipient the age public key that alone opens the package
 */
record AskedCopy(
    UUID request,
    UUID organization,
    Optional<UUID> user,
    Instant at,
    String profile,
    Optional<String> recipient)
    implements Asking {
  static final String ACCESS = "access";
  static final String PORTABILITY = "portability";

  AskedCopy {
    if (!Set.of(ACCESS, PORTABILITY).contains(profile)) {
      throw new IllegalArgumentException("no such profile");
    }
    if (recipient.isPresent() && !isRecipient(recipient.get())) {
      throw new IllegalArgumentException("no age recipient");
    }
  }

  static boolean isRecipient(String text) {
    try {
      Recipient.read(text, "recipient");
      return true;
    } catch (ProblemsException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "Asked by " + request;
  }
}
