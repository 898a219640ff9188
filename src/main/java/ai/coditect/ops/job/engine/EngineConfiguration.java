package ai.coditect.ops.job.engine;

import static java.util.stream.Collectors.toMap;

import ai.coditect.ops.job.JobRunner;
import ai.coditect.ops.job.RequestCheck;
import ai.coditect.ops.job.RunAnnouncement;
import ai.coditect.ops.job.RunGuard;
import ai.coditect.ops.job.RunListener;
import ai.coditect.ops.job.StopSwitch;
import ai.coditect.ops.job.WaitingRuns;
import ai.coditect.ops.job.bound.RowCounterStore;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.OutwardGuard;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class EngineConfiguration {
  /** Far more than a run is ever put off by, and than clocks are apart. */
  private static final Duration PUT_OFF_AT_MOST = Duration.ofMinutes(10);

  @Bean
  @ConditionalOnMissingBean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  StopSwitch stopSwitch() {
    return new StopSwitch();
  }

  @Bean
  RunLedgerStore runLedgerStore(JdbcClient jdbc, @Value("${ops.takeover}") Duration takeover) {
    return new RunLedgerStore(
        jdbc,
        JsonMapper.builder().build(),
        takeover,
        ManagementFactory.getRuntimeMXBean().getName());
  }

  @Bean
  WaitingRuns waitingRuns(RunLedgerStore ledger, ObjectProvider<JobCatalog> catalog) {
    // What lacks a setting waits for the worker that has it; the start says which jobs those are.
    return () ->
        ledger.toResume(
            catalog.getObject().entries().stream()
                .filter(entry -> entry.job().missingSettings().isEmpty())
                .map(JobCatalog.Entry::file)
                .collect(
                    toMap(
                        JobFile::name,
                        file -> file.run().backoff().longest().plus(PUT_OFF_AT_MOST))));
  }

  @Bean
  @Order(21)
  Check waitingRunsCheck(
      RunLedgerStore ledger,
      ObjectProvider<JobCatalog> catalog,
      @Value("${ops.stuck-after}") Duration overdue) {
    return new WaitingRunsCheck(ledger, catalog::getObject, overdue);
  }

  @Bean
  ThreadPoolTaskScheduler heartbeatScheduler() {
    ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
    // One slow beat must not make another run look dead.
    scheduler.setPoolSize(3);
    scheduler.setThreadNamePrefix("heartbeat-");
    scheduler.setDaemon(true);
    // Whatever is under way when the worker stops is alive until its bite has ended.
    scheduler.setAcceptTasksAfterContextClose(true);
    return scheduler;
  }

  @Bean
  RunListeners runListeners(ObjectProvider<RunListener> listeners) {
    return new RunListeners(listeners.orderedStream().toList());
  }

  @Bean
  BatchProgress batchProgress(
      JobRepository repository,
      JobOperator operator,
      PlatformTransactionManager transactions,
      RunLedgerStore ledger,
      JdbcClient jdbc,
      StopSwitch stop,
      RunListeners listeners,
      Clock clock) {
    SimpleAsyncTaskExecutor partitions = new SimpleAsyncTaskExecutor("partition-");
    partitions.setDaemon(true);
    RetryTemplate retries =
        new RetryTemplate(
            RetryPolicy.builder()
                .maxRetries(4)
                .delay(Duration.ofMillis(100))
                .multiplier(2)
                .predicate(FailureProblem::passesByItself)
                .build());
    return new BatchProgress(
        repository,
        operator,
        transactions,
        partitions,
        retries,
        ledger,
        new RowCounterStore(jdbc),
        stop,
        listeners,
        clock);
  }

  @Bean
  JobRunner jobRunner(
      JobCatalog catalog,
      RequestCheck requests,
      RunGuard guard,
      ObjectProvider<OutwardGuard> outward,
      RunLedgerStore ledger,
      BatchProgress progress,
      RunAnnouncement announcement,
      RunListeners listeners,
      ThreadPoolTaskScheduler heartbeatScheduler,
      PlatformTransactionManager transactions,
      @Value("${ops.takeover}") Duration takeover,
      Clock clock) {
    TransactionTemplate readOnly = new TransactionTemplate(transactions);
    readOnly.setReadOnly(true);
    return new EngineJobRunner(
        catalog,
        requests,
        guard,
        () -> outward.orderedStream().flatMap(each -> each.problems().stream()).toList(),
        new Governor(ledger, clock),
        ledger,
        progress,
        new Heartbeat(ledger, heartbeatScheduler, takeover.dividedBy(6), clock),
        new RunEnd(ledger, announcement, listeners, new TransactionTemplate(transactions)),
        new DryRun(guard, readOnly, clock),
        clock);
  }
}
