package ai.coditect.ops.erasure.hold;

import ai.coditect.ops.erasure.hold.LegalHoldStore.Ended;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.WaitingRuns;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks for what a hold kept from being erased, once it is over. */
final class EndedHolds implements WaitingRuns {
  static final String JOB = "gdpr-purge";

  private final LegalHoldStore holds;
  private final Clock clock;

  EndedHolds(LegalHoldStore holds, Clock clock) {
    this.holds = holds;
    this.clock = clock;
  }

  @Override
  public List<RunRequest> requests() {
    return holds.endedWithoutRun(JOB).stream().map(this::request).toList();
  }

  private RunRequest request(Ended hold) {
    Instant now = clock.instant();
    return new RunRequest(
        JOB,
        "hold-" + hold.id() + "-over",
        Origin.EVENT,
        // To a clock that is behind the database's, the hold would stand, and the run be spent.
        Optional.of(hold.at().isAfter(now) ? hold.at() : now),
        hold.organization().map(id -> Map.of("organization", id.toString())).orElse(Map.of()),
        false);
  }
}
