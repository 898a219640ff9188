package ai.coditect.ops.export.request;

import ai.coditect.ops.export.request.ExportRequestStore.Retry;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.WaitingRuns;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks for the next attempt of a request, once, when its time has come. */
final class DueRetries implements WaitingRuns {
  private final ExportRequestStore requests;
  private final Clock clock;

  DueRetries(ExportRequestStore requests, Clock clock) {
    this.requests = requests;
    this.clock = clock;
  }

  @Override
  public List<RunRequest> requests() {
    return requests.dueRetries(ExportRequestedListener.JOB).stream().map(this::request).toList();
  }

  private RunRequest request(Retry retry) {
    Instant now = clock.instant();
    return new RunRequest(
        ExportRequestedListener.JOB,
        retry.key(),
        Origin.EVENT,
        // To a clock that is behind the database's, the attempt would not be due, and the run
        // spent.
        Optional.of(retry.at().isAfter(now) ? retry.at() : now),
        Map.of(),
        false);
  }
}
