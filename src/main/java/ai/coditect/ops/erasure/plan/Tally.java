package ai.coditect.ops.erasure.plan;

import java.util.Optional;
import java.util.UUID;

/**
 * What a plan takes from one table of one tenant.
 *
 * @param planned rows
 * @param present rows that are there, where share and history matter: not where all is to go
 * @param usual what the tenant's last finished runs took on average, where there was one
 */
public record Tally(
    UUID organization,
    String table,
    long planned,
    Optional<Long> present,
    Optional<Double> usual) {}
