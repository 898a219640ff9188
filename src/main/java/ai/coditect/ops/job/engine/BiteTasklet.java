package ai.coditect.ops.job.engine;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.JobRun.Partition;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.Stage;
import ai.coditect.ops.job.StopSwitch;
import ai.coditect.ops.job.engine.RunLedgerStore.Hold;
import ai.coditect.ops.problem.Problem;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One bite in one transaction of Spring Batch: fence, work, bookmark and counts commit together or
 * not at all.
 */
final class BiteTasklet<S extends Record> implements Tasklet {
  static final String BOOKMARK = "bookmark";
  static final String CHANGED = "changed";
  static final String FINISHED = "finished";
  static final String UNFINISHED = "unfinished";
  static final String PARTITION = "partition";
  static final String PARTITIONS = "partitions";

  private final ActiveRun run;
  private final Stage<S> stage;
  private final S settings;
  private final Parts parts;
  private volatile @Nullable Map<String, String> finishedStages;

  /** What every bite needs from the engine. */
  record Parts(
      RunLedgerStore ledger,
      JobRepository repository,
      TransactionTemplate savepoint,
      RetryTemplate retries,
      StopSwitch stop,
      Clock clock) {}

  BiteTasklet(ActiveRun run, Stage<S> stage, S settings, Parts parts) {
    this.run = run;
    this.stage = stage;
    this.settings = settings;
    this.parts = parts;
  }

  @Override
  public RepeatStatus execute(StepContribution contribution, ChunkContext chunk) {
    StepExecution step = contribution.getStepExecution();
    ExecutionContext context = step.getExecutionContext();
    run.progressed(step.getStepName(), changed(context));
    run.leave(step.getStepName(), unfinished(context));
    if (context.containsKey(FINISHED)) {
      // The last bite was committed, but the worker died before Batch could close the step.
      return RepeatStatus.FINISHED;
    }
    if (parts.stop.requested()) {
      run.stop();
      step.setTerminateOnly();
      return RepeatStatus.CONTINUABLE;
    }
    if (parts.clock.instant().isAfter(run.deadline())) {
      throw new RunTimedOutException(run.entry().file().run().timeout());
    }
    Optional<Hold> hold = run.lost() ? Optional.empty() : parts.ledger.hold(run.lease());
    if (hold.isEmpty()) {
      run.lose();
      throw new RunLostException();
    }
    Optional<Problem> heldBack = hold.get().heldBack();
    if (heldBack.isPresent()) {
      run.holdBack(heldBack.get());
      step.setTerminateOnly();
      return RepeatStatus.CONTINUABLE;
    }
    Outcome outcome = bite(jobRun(step, context));
    if (outcome instanceof Outcome.Parked || outcome instanceof Outcome.Refused) {
      run.endWith(outcome);
      throw new RunEndedEarlyException();
    }
    Changes changed = changed(context).plus(outcome.changed());
    context.put(CHANGED, new TreeMap<>(changed.byKind()));
    context.putString(BOOKMARK, bookmarkOf(outcome));
    run.progressed(step.getStepName(), changed);
    if (outcome instanceof Outcome.Unfinished some) {
      context.put(UNFINISHED, stored(some.problems()));
      run.leave(step.getStepName(), some.problems());
    }
    if (outcome instanceof Outcome.More) {
      return RepeatStatus.CONTINUABLE;
    }
    context.put(FINISHED, true);
    return RepeatStatus.FINISHED;
  }

  /**
   * Repeats the bite from a savepoint while the database says that another session was in its way.
   */
  private Outcome bite(JobRun jobRun) {
    try {
      return parts.retries.execute(
          () -> parts.savepoint.execute(status -> stage.bite().take(jobRun, settings)));
    } catch (RetryException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }

  private JobRun jobRun(StepExecution step, ExecutionContext context) {
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
        context.containsKey(BOOKMARK) ? Optional.of(context.getString(BOOKMARK)) : Optional.empty(),
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
          finished.put(earlier.name(), last.getExecutionContext().getString(BOOKMARK, ""));
        }
      }
    }
    return Collections.unmodifiableMap(finished);
  }

  private static String bookmarkOf(Outcome outcome) {
    if (outcome instanceof Outcome.More more) {
      return more.bookmark();
    }
    return outcome instanceof Outcome.Done done ? done.bookmark() : "";
  }

  /** The counts that a step's context carries, over all attempts of the run. */
  static Changes changed(ExecutionContext context) {
    Map<String, Long> counts = new TreeMap<>();
    if (context.get(CHANGED) instanceof Map<?, ?> stored) {
      stored.forEach((kind, count) -> counts.put((String) kind, ((Number) count).longValue()));
    }
    return Changes.of(counts);
  }

  /** As plain lists and maps: what Batch's serializer is asked to keep must outlive our classes. */
  private static ArrayList<TreeMap<String, String>> stored(List<Problem> problems) {
    ArrayList<TreeMap<String, String>> stored = new ArrayList<>();
    for (Problem problem : problems) {
      stored.add(
          new TreeMap<>(
              Map.of("what", problem.what(), "where", problem.where(), "cure", problem.cure())));
    }
    return stored;
  }

  /** What the step's stage left undone; empty unless it ended so. */
  static List<Problem> unfinished(ExecutionContext context) {
    List<Problem> problems = new ArrayList<>();
    if (context.get(UNFINISHED) instanceof List<?> stored) {
      for (Object each : stored) {
        if (each instanceof Map<?, ?> problem) {
          problems.add(
              new Problem(
                  (String) problem.get("what"),
                  (String) problem.get("where"),
                  (String) problem.get("cure")));
        }
      }
    }
    return problems;
  }
}
