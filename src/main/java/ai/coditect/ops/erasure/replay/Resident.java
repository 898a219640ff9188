package ai.coditect.ops.erasure.replay;

import java.time.Instant;
import java.util.UUID;

/**
 * Somebody who is in the database.
 *
 * @param version the version of the row
 * @param deleted whether the tenant has deleted the person, or the organization was deleted
 */
record Resident(UUID id, UUID organization, Instant createdAt, String version, boolean deleted) {
  @Override
  public String toString() {
    return "Resident of " + organization;
  }
}
