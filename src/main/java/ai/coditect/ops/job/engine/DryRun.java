package ai.coditect.ops.job.engine;

import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.JobRun.Partition;
import ai.coditect.ops.job.RunGuard;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.file.JobCatalog.Entry;
import ai.coditect.ops.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.transaction.support.TransactionTemplate;

/** What a run would change, read in one transaction that may not write. */
final class DryRun {
  private final RunGuard guard;
  private final TransactionTemplate readOnly;
  private final Clock clock;

  DryRun(RunGuard guard, TransactionTemplate readOnly, Clock clock) {
    this.guard = guard;
    this.readOnly = readOnly;
    this.clock = clock;
  }

  <S extends Record> RunResult of(RunRequest request, Entry<S> entry) {
    List<Problem> blind = guard.problems();
    List<Problem> obstacles = blind.isEmpty() ? entry.job().obstacles(true) : blind;
    if (!obstacles.isEmpty()) {
      return RunResult.notBegun(request, Ending.REFUSED, obstacles);
    }
    Instant started = clock.instant();
    Instant asOf = request.asOf().orElse(started).truncatedTo(ChronoUnit.MICROS);
    JobRun run =
        new JobRun(
            new UUID(0, 0),
            request.job(),
            request.key(),
            asOf,
            request.parameters(),
            entry.file().run().bite(),
            Partition.WHOLE,
            Optional.empty(),
            Map.of(),
            false);
    Forecast plan = readOnly.execute(status -> entry.job().forecast(run, entry.settings()));
    return new RunResult(
        Optional.empty(),
        request.job(),
        request.key(),
        Optional.of(asOf),
        plan.totals().isEmpty() ? Ending.NOTHING_TO_DO : Ending.DONE,
        plan.totals(),
        Duration.between(started, clock.instant()),
        List.of(),
        Optional.empty(),
        Optional.of(plan));
  }
}
