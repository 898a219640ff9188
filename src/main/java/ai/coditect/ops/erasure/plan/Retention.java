package ai.coditect.ops.erasure.plan;

import java.time.Instant;
import java.time.Period;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Who is looked for.
 *
 * @param asOf the instant to decide by
 * @param people how long deleted people stay, by plan
 * @param organizations how long deleted organizations stay, by plan
 * @param horizon nobody who was deleted later is due
 * @param requestedOnly leaves out who is due by retention
 * @param organization leaves out every other organization
 */
public record Retention(
    Instant asOf,
    Map<String, Period> people,
    Map<String, Period> organizations,
    Instant horizon,
    boolean requestedOnly,
    Optional<UUID> organization) {}
