package ai.coditect.ops.job.engine;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.problem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A run as the ledger has it.
 *
 * @param outcome the ledger's spelling; {@code running} while in flight
 * @param approved a person let it go on after it was parked
 * @param abandoned in flight, but its worker has been silent for longer than the takeover time
 */
record RunRecord(
    UUID id,
    String job,
    String key,
    Map<String, String> parameters,
    Instant asOf,
    String outcome,
    long fence,
    String worker,
    Changes changed,
    List<Problem> problems,
    Optional<Instant> retryAt,
    boolean approved,
    boolean abandoned) {

  boolean is(String wanted) {
    return outcome.equals(wanted);
  }

  /** A worker's right to a run: it ends when another takes the run under a higher fence. */
  record Lease(UUID run, long fence, int attempt, Instant asOf, boolean approved) {}

  /** A run that waited for an approval until a later one took its place. */
  record Superseded(UUID id, String key, Instant asOf, Changes changed) {}
}
