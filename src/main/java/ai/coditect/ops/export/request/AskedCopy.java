package ai.coditect.ops.export.request;

import ai.coditect.ops.export.seal.Recipient;
import ai.coditect.ops.privacy.request.Asking;
import ai.coditect.ops.privacy.request.UnreadableFieldException;
import ai.coditect.ops.problem.Problem;
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
      throw new UnreadableFieldException("profile must be access or portability");
    }
    recipient
        .flatMap(AskedCopy::misfit)
        .ifPresent(
            problem -> {
              throw new UnreadableFieldException(problem.what() + " " + problem.cure());
            });
  }

  /** What is wrong with a recipient; empty when packages can be encrypted to it. */
  static Optional<Problem> misfit(String recipient) {
    try {
      Recipient.read(recipient, "recipient");
      return Optional.empty();
    } catch (ProblemsException e) {
      return Optional.of(e.problems().get(0));
    }
  }

  @Override
  public String toString() {
    return "Asked by " + request;
  }
}
