package ai.coditect.ops.erasure.plan;

import java.util.Optional;
import java.util.UUID;

/**
 * Whom a run left, and why.
 *
 * @param user only where each person was asked for
 * @param wholeOrganization it was the organization itself
 * @param request only where each person was asked for
 * @param by what kept their rows; empty where it was not the database
 * @param people how many it speaks of
 */
record Left(
    UUID organization,
    Optional<UUID> user,
    boolean wholeOrganization,
    String reason,
    Optional<UUID> hold,
    Optional<UUID> request,
    Optional<Hindrance> by,
    long people) {

  /** Whether rows of people who stay keep it. */
  boolean ofOthers() {
    return reason.equals("rows-of-others");
  }
}
