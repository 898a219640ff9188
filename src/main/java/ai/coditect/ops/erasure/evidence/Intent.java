package ai.coditect.ops.erasure.evidence;

import ai.coditect.ops.ledger.LedgerEntry.Ground;
import ai.coditect.ops.ledger.SubjectHash;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;

/**
 * One subject of a deletion.
 *
 * @param counts rows by schema-qualified table
 */
public record Intent(
    SubjectHash subject,
    UUID organization,
    Optional<UUID> request,
    Ground ground,
    Instant due,
    SortedMap<String, Long> counts) {}
