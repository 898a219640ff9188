package ai.coditect.ops.erasure.request;

import ai.coditect.ops.privacy.request.Asking;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Somebody asked to be forgotten.
 *
 * @param user empty when the whole organization is to go
 * @param at when the statutory time began
 */
record AskedErasure(UUID request, UUID organization, Optional<UUID> user, Instant at)
    implements Asking {
  @Override
  public String toString() {
    return "Asked by " + request;
  }
}
