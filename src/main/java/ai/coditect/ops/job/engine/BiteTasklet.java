package ai.coditect.ops.job.engine;

import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.JobRun.Partition;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.Stage;
import ai.coditect.ops.job.StopSwitch;
import ai.coditect.ops.job.TakenRows;
import ai.coditect.ops.job.bound.BiteMeter;
import ai.coditect.ops.job.bound.BiteMeter.Metered;
import ai.coditect.ops.job.bound.RowCounterStore;
import ai.coditect.ops.job.engine.RunLedgerStore.Hold;
import ai.coditect.ops.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.repeat.RepeatContext;
import org.springframework.batch.infrastructure.repeat.RepeatListener;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One bite in one transaction of Spring Batch: fence, work, bookmark and counts commit together or
 * not at all.
 */
final class BiteTasklet<S extends Record> implements Tasklet, RepeatListener {
  static final String PARTITION = "partition";
  static final String PARTITIONS = "partitions";

  private static final Duration LOOK_UP = Duration.ofMillis(200);

  private final ActiveRun run;
  private final Stage<S> stage;
  private final S settings;
  private final Parts parts;
  private final BiteMeter meter;
  private volatile @Nullable Map<String, String> finishedStages;
  private volatile Duration pause = Duration.ZERO;

  /** What every bite needs from the engine. */
  record Parts(
      RunLedgerStore ledger,
      JobRepository repository,
      TransactionTemplate savepoint,
      RetryTemplate retries,
      RowCounterStore counters,
      StopSwitch stop,
      RunListeners listeners,
      Clock clock) {}

  BiteTasklet(ActiveRun run, Stage<S> stage, S settings, Parts parts) {
    this.run = run;
    this.stage = stage;
    this.settings = settings;
    this.parts = parts;
    this.meter =
        new BiteMeter(parts.counters(), run.entry().file().name(), run.entry().job().workTables());
  }

  @Override
  public RepeatStatus execute(StepContribution contribution, ChunkContext chunk) {
    pause = Duration.ZERO;
    long begun = System.nanoTime();
    StepExecution step = contribution.getStepExecution();
    ExecutionContext context = step.getExecutionContext();
    StepState state = StepState.of(context);
    run.entered(step.getStepName());
    run.at(step.getStepName(), state);
    if (state.finished()) {
      // The last bite was committed, but the worker died before Batch could close the step.
      return RepeatStatus.FINISHED;
    }
    if (run.ending().isPresent()) {
      // Another partition answered for the whole run.
      return nothingMore(step);
    }
    if (parts.stop.requested()) {
      run.stop();
      return nothingMore(step);
    }
    if (parts.clock.instant().isAfter(run.deadline())) {
      throw new RunTimedOutException(run.entry().file().run().timeout());
    }
    Optional<Hold> hold = run.lost() ? Optional.empty() : parts.ledger.hold(run.lease());
    if (hold.isEmpty()) {
      run.lose();
      throw new RunEndedException();
    }
    Optional<Problem> heldBack = hold.get().heldBack();
    if (heldBack.isPresent()) {
      run.holdBack(heldBack.get());
      return nothingMore(step);
    }
    Metered bite = bite(jobRun(step, context, state));
    if (bite.outcome() instanceof Outcome.Parked || bite.outcome() instanceof Outcome.Refused) {
      throw ended(bite.outcome());
    }
    TakenRows sum = claim(step.getStepName(), state, bite.taken(), begun);
    StepState next = state.after(bite.outcome(), sum);
    next.into(context);
    run.at(step.getStepName(), next);
    if (bite.outcome() instanceof Outcome.Waiting waiting) {
      pause = waiting.pause();
    }
    return next.finished() ? RepeatStatus.FINISHED : RepeatStatus.CONTINUABLE;
  }

  /** Rests between two bites, where Batch holds no transaction, as long as it may. */
  @Override
  public void after(RepeatContext bite, RepeatStatus status) {
    long end = System.nanoTime() + pause.toNanos();
    while (System.nanoTime() < end && !parts.stop.requested() && !run.lost()) {
      long left = end - System.nanoTime();
      LockSupport.parkNanos(Math.min(left, LOOK_UP.toNanos()));
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
  }

  private static RepeatStatus nothingMore(StepExecution step) {
    step.setTerminateOnly();
    return RepeatStatus.CONTINUABLE;
  }

  private RunEndedException ended(Outcome outcome) {
    run.endWith(outcome);
    return new RunEndedException();
  }

  /** Claims what the bite took, and gives it back if the transaction does not commit. */
  private TakenRows claim(String step, StepState before, TakenRows taken, long begun) {
    Optional<Problem> over = run.claim(step, taken);
    if (over.isPresent()) {
      throw ended(new Outcome.Parked(List.of(over.get())));
    }
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCompletion(int status) {
            if (status == STATUS_ROLLED_BACK) {
              run.at(step, before);
            } else if (status == STATUS_COMMITTED) {
              parts.listeners.bitten(
                  run.entry().file().name(), Duration.ofNanos(System.nanoTime() - begun));
            }
          }
        });
    return run.taken(step);
  }

  /**
   * Repeats the bite from a savepoint while the database says that another session was in its way.
   * What is rolled back to the savepoint is not counted: each attempt counts from its own begin.
   */
  private Metered bite(JobRun jobRun) {
    try {
      return parts.retries.execute(() -> parts.savepoint.execute(status -> take(jobRun)));
    } catch (RetryException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }

  private Metered take(JobRun jobRun) {
    return run.governed()
        ? meter.take(() -> stage.bite().take(jobRun, settings))
        : new Metered(stage.bite().take(jobRun, settings), TakenRows.NONE);
  }

  private JobRun jobRun(StepExecution step, ExecutionContext context, StepState state) {
    if (finishedStages == null) {
      finishedStages = bookmarksOfFinishedStages(step);
    }
    return new JobRun(
        run.lease().run(),
        run.entry().file().name(),
        run.key(),
        run.lease().asOf(),
        run.parameters(),
        run.entry().file().run().bite(),
        new Partition(context.getInt(PARTITION, 0), context.getInt(PARTITIONS, 1)),
        state.bookmark(),
        finishedStages,
        run.lease().approved());
  }

  /** Read once a step: what has finished before it began does not change any more. */
  private Map<String, String> bookmarksOfFinishedStages(StepExecution step) {
    Map<String, String> finished = new TreeMap<>();
    for (Stage<?> earlier : run.entry().job().stages()) {
      if (earlier.name().equals(stage.name())) {
        break;
      }
      if (!earlier.partitioned()) {
        StepExecution last =
            parts.repository.getLastStepExecution(
                step.getJobExecution().getJobInstance(), earlier.name());
        if (last != null) {
          finished.put(
              earlier.name(), StepState.of(last.getExecutionContext()).bookmark().orElse(""));
        }
      }
    }
    return Collections.unmodifiableMap(finished);
  }
}
