package ai.coditect.ops.job.engine;

import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.Stage;
import ai.coditect.ops.job.StopSwitch;
import ai.coditect.ops.job.bound.RowCounterStore;
import ai.coditect.ops.job.file.JobCatalog.Entry;
import ai.coditect.ops.problem.Problem;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.builder.SimpleJobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.repeat.support.RepeatTemplate;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Spring Batch as the keeper of progress: a run is one job instance, a stage one step, a bite one
 * chunk. The ledger's fence, not Batch's status, says who may work on a run.
 */
final class BatchProgress {
  private static final String RUN = "run";

  private final JobRepository repository;
  private final JobOperator operator;
  private final PlatformTransactionManager transactions;
  private final AsyncTaskExecutor partitions;
  private final BiteTasklet.Parts parts;
  private final Clock clock;

  BatchProgress(
      JobRepository repository,
      JobOperator operator,
      PlatformTransactionManager transactions,
      AsyncTaskExecutor partitions,
      RetryTemplate retries,
      RunLedgerStore ledger,
      RowCounterStore counters,
      StopSwitch stop,
      RunListeners listeners,
      Clock clock) {
    this.repository = StepOrder.byNumber(repository);
    this.operator = operator;
    this.transactions = transactions;
    this.partitions = partitions;
    this.clock = clock;
    TransactionTemplate savepoint = new TransactionTemplate(transactions);
    savepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
    this.parts =
        new BiteTasklet.Parts(
            ledger, this.repository, savepoint, retries, counters, stop, listeners, clock);
  }

  /**
   * Works on the run from its last committed bite to its end.
   *
   * @return true when every stage is finished
   * @throws RuntimeException what made a bite fail
   */
  boolean advance(ActiveRun run) {
    JobParameters identity =
        new JobParametersBuilder().addString(RUN, run.lease().run().toString()).toJobParameters();
    String name = run.entry().file().name();
    JobInstance instance = repository.getJobInstance(name, identity);
    if (instance != null) {
      boolean finished = settle(instance);
      // What earlier attempts took counts against the limit from the first bite on.
      countAll(run, instance);
      if (finished) {
        return true;
      }
    }
    try {
      JobExecution execution = operator.start(job(run, run.entry()), identity);
      countAll(run, execution.getJobInstance());
      if (execution.getStatus() == BatchStatus.COMPLETED) {
        return true;
      }
      if (run.stopped() || run.lost() || run.ending().isPresent() || run.heldBack().isPresent()) {
        return false;
      }
      throw new StageFailedException(
          Stream.concat(
                  run.failures().stream(),
                  execution.getAllFailureExceptions().stream()
                      .filter(each -> !(each instanceof RunEndedException)))
              .toList());
    } catch (JobExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Ends what a dead worker left open, so that Batch restarts it: the fence already keeps that
   * worker out, and bookmarks are only ever committed with their work.
   *
   * @return true when an earlier attempt finished every stage
   */
  private boolean settle(JobInstance instance) {
    List<JobExecution> executions = repository.getJobExecutions(instance);
    if (executions.isEmpty()) {
      // Killed between creating the instance and its first execution: Batch would refuse it
      // forever.
      repository.deleteJobInstance(instance);
      return false;
    }
    for (JobExecution execution : executions) {
      if (execution.getStatus() == BatchStatus.COMPLETED) {
        return true;
      }
      execution.getStepExecutions().stream()
          .filter(step -> isOpen(step.getStatus()))
          .forEach(this::fail);
      if (isOpen(execution.getStatus())) {
        execution.setStatus(BatchStatus.FAILED);
        execution.setEndTime(now());
        repository.update(execution);
      }
    }
    return false;
  }

  private void fail(StepExecution step) {
    step.setStatus(BatchStatus.FAILED);
    step.setEndTime(now());
    repository.update(step);
  }

  private static boolean isOpen(BatchStatus status) {
    // Batch would skip an abandoned step as if it were done, and never start an abandoned run
    // again.
    return status.isRunning() || status == BatchStatus.UNKNOWN || status == BatchStatus.ABANDONED;
  }

  private LocalDateTime now() {
    return LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  /** Counts every step of the run, also those that an earlier attempt finished. */
  private void countAll(ActiveRun run, JobInstance instance) {
    int shares = run.entry().file().run().partitions();
    for (Stage<?> stage : run.entry().job().stages()) {
      Stream<String> steps =
          stage.partitioned()
              ? IntStream.range(0, shares).mapToObj(share -> stage.name() + ":" + share(share))
              : Stream.of(stage.name());
      steps.forEach(
          name -> {
            StepExecution last = repository.getLastStepExecution(instance, name);
            if (last != null) {
              run.at(name, StepState.of(last.getExecutionContext()));
            }
          });
    }
  }

  private <S extends Record> Job job(ActiveRun run, Entry<S> entry) {
    SimpleJobBuilder builder = null;
    for (Stage<S> stage : entry.job().stages()) {
      Step step = step(run, entry, stage);
      builder =
          builder == null
              ? new JobBuilder(entry.file().name(), repository).start(step)
              : builder.next(step);
    }
    if (builder == null) {
      throw new IllegalStateException("job " + entry.file().name() + " has no stages");
    }
    return builder.build();
  }

  private <S extends Record> Step step(ActiveRun run, Entry<S> entry, Stage<S> stage) {
    BiteTasklet<S> bites = new BiteTasklet<>(run, stage, entry.settings(), parts);
    RepeatTemplate repeated = new RepeatTemplate();
    repeated.setExceptionHandler((context, failure) -> hide(run, failure));
    repeated.registerListener(bites);
    Step work =
        new StepBuilder(stage.name(), repository)
            .tasklet(bites, transactions)
            .stepOperations(repeated)
            .build();
    if (!stage.partitioned()) {
      return work;
    }
    return new StepBuilder(stage.name() + "-partitions", repository)
        .partitioner(stage.name(), BatchProgress::shares)
        .step(work)
        .gridSize(entry.file().run().partitions())
        .taskExecutor(partitions)
        .build();
  }

  /** Keeps what a bite or its commit died of for the end of the run, and out of Batch's hands. */
  private static void hide(ActiveRun run, Throwable failure) throws Throwable {
    if (failure instanceof JobInterruptedException || failure instanceof RunEndedException) {
      throw failure;
    }
    List<Problem> refusal = FailureProblem.refusal(failure);
    if (refusal.isEmpty()) {
      run.failWith(failure);
    } else {
      run.endWith(new Outcome.Refused(refusal));
    }
    throw new RunEndedException();
  }

  private static Map<String, ExecutionContext> shares(int count) {
    Map<String, ExecutionContext> shares = new HashMap<>();
    for (int index = 0; index < count; index++) {
      ExecutionContext share = new ExecutionContext();
      share.putInt(BiteTasklet.PARTITION, index);
      share.putInt(BiteTasklet.PARTITIONS, count);
      shares.put(share(index), share);
    }
    return shares;
  }

  private static String share(int index) {
    return "partition" + index;
  }
}
