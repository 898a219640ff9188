package ai.coditect.ops.erasure.plan;

import ai.coditect.ops.ledger.LedgerEntry.Ground;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Somebody who is due.
 *
 * @param user empty when the organization itself is
 * @param version the version of the row that was looked at
 */
public record Candidate(
    UUID organization,
    Optional<UUID> user,
    String version,
    Ground ground,
    Optional<UUID> request,
    Instant due) {}
