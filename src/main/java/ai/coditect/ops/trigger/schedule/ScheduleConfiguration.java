package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.job.JobRunner;
import ai.coditect.ops.job.StopSwitch;
import ai.coditect.ops.job.WaitingRuns;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.job.silence.SilenceStore;
import ai.coditect.ops.problem.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.quartz.autoconfigure.SchedulerFactoryBeanCustomizer;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
@Profile("serve")
class ScheduleConfiguration {
  private static final Logger log = LoggerFactory.getLogger(ScheduleConfiguration.class);

  @Bean
  RunKeyStore runKeyStore(JdbcClient jdbc) {
    return new RunKeyStore(jdbc, JsonMapper.builder().build());
  }

  @Bean
  QuartzRunQueue quartzRunQueue(
      Scheduler scheduler,
      Clock clock,
      PlatformTransactionManager transactions,
      JdbcClient jdbc,
      RunKeyStore runKeyStore)
      throws SchedulerException {
    return new QuartzRunQueue(
        scheduler,
        JsonMapper.builder().build(),
        clock,
        new TransactionTemplate(transactions),
        runKeyStore,
        new QuartzStore(jdbc, scheduler.getSchedulerName()));
  }

  @Bean
  KnownJobs knownJobs(
      JdbcClient jdbc,
      Scheduler scheduler,
      JobCatalog catalog,
      @Value("${ops.heal-every}") Duration every)
      throws SchedulerException {
    // Three turns: a worker that is slow once still counts.
    return new KnownJobs(
        new QuartzStore(jdbc, scheduler.getSchedulerName()),
        catalog,
        scheduler.getSchedulerInstanceId(),
        every.multipliedBy(3));
  }

  @Bean
  PutOffRuns putOffRuns(
      Scheduler scheduler,
      KnownJobs known,
      PlatformTransactionManager transactions,
      Clock clock,
      @Value("${ops.heal-every}") Duration every) {
    return new PutOffRuns(
        scheduler,
        known,
        new TransactionTemplate(transactions),
        clock,
        every.dividedBy(6),
        every.multipliedBy(2));
  }

  @Bean
  WaitingSlots waitingSlots(
      QuartzRunQueue queue,
      Scheduler scheduler,
      JdbcClient jdbc,
      RunKeyStore runKeyStore,
      PlatformTransactionManager transactions,
      Clock clock,
      ObjectProvider<MeterRegistry> meters,
      @Value("${spring.quartz.properties.org.quartz.jobStore.misfireThreshold:60000}")
          long misfireMillis)
      throws SchedulerException {
    return new WaitingSlots(
        queue,
        new QuartzStore(jdbc, scheduler.getSchedulerName()),
        runKeyStore,
        new TransactionTemplate(transactions),
        clock,
        Duration.ofMillis(misfireMillis),
        meters.getIfAvailable(SimpleMeterRegistry::new));
  }

  @Bean
  ScheduleSync scheduleSync(
      Scheduler scheduler,
      JobCatalog catalog,
      JdbcClient jdbc,
      KnownJobs known,
      PlatformTransactionManager transactions,
      Clock clock,
      @Value("${ops.resume-every}") Duration resumeEvery)
      throws SchedulerException {
    ScheduleSync sync =
        new ScheduleSync(
            scheduler,
            catalog,
            new TransactionTemplate(transactions),
            known,
            new QuartzStore(jdbc, scheduler.getSchedulerName()),
            new SilenceStore(jdbc),
            clock,
            resumeEvery);
    // Before the scheduler starts: Spring starts it last, when every bean is there.
    sync.apply();
    return sync;
  }

  @Bean
  QuartzHealing quartzHealing(
      Scheduler scheduler,
      JdbcClient jdbc,
      ScheduleSync sync,
      KnownJobs known,
      PlatformTransactionManager transactions,
      ObjectProvider<MeterRegistry> meters,
      @Value("${ops.heal-every}") Duration every)
      throws SchedulerException {
    return new QuartzHealing(
        scheduler,
        new QuartzStore(jdbc, scheduler.getSchedulerName()),
        sync,
        known,
        new TransactionTemplate(transactions),
        every,
        meters.getIfAvailable(SimpleMeterRegistry::new));
  }

  @Bean
  HealingLoop healingLoop(
      QuartzHealing healing, KnownJobs known, @Value("${ops.heal-every}") Duration every) {
    return new HealingLoop(healing, known, every);
  }

  @Bean
  SchedulerThreads schedulerThreads(Scheduler scheduler) {
    return new SchedulerThreads(scheduler);
  }

  /** The factory is asked when something fires, and then every bean is there. */
  @Bean
  SchedulerFactoryBeanCustomizer triggerJobs(
      ObjectProvider<JobRunner> runner,
      ObjectProvider<JobCatalog> catalog,
      ObjectProvider<QuartzRunQueue> queue,
      ObjectProvider<RunKeyStore> keys,
      ObjectProvider<PutOffRuns> putOff,
      ObjectProvider<KnownJobs> known,
      ObjectProvider<WaitingRuns> waiting,
      ObjectProvider<WaitingSlots> slots,
      ObjectProvider<Clock> clock,
      StopSwitch stop,
      @Value("${ops.heal-every}") Duration every) {
    Map<String, String> told = new ConcurrentHashMap<>();
    return factory ->
        factory.setJobFactory(
            new TriggerJobs(
                () ->
                    new RunTrigger(
                        runner.getObject(),
                        catalog.getObject(),
                        queue.getObject(),
                        keys.getObject(),
                        putOff.getObject(),
                        known.getObject(),
                        slots.getObject(),
                        stop,
                        clock.getObject(),
                        every),
                () ->
                    new ResumeTrigger(
                        waiting.orderedStream().toList(),
                        queue.getObject(),
                        known.getObject(),
                        clock.getObject(),
                        told),
                () -> new JobOfAnotherVersion(putOff.getObject())));
  }

  /** Says at the start which jobs this worker cannot run, and what each lacks. */
  @Bean
  InitializingBean missingSettings(JobCatalog catalog) {
    return () ->
        catalog
            .entries()
            .forEach(
                entry -> {
                  List<Problem> missing = entry.job().missingSettings();
                  if (!missing.isEmpty()) {
                    log.atWarn()
                        .addKeyValue("job", entry.file().name())
                        .addKeyValue("problems", missing)
                        .log("job cannot run on this worker: settings are missing");
                  }
                });
  }

  /** Stops first of all: runs end within one bite, while everything they need is still there. */
  @Bean
  SmartLifecycle stopRunsFirst(StopSwitch stop) {
    return new SmartLifecycle() {
      private volatile boolean running;

      @Override
      public void start() {
        running = true;
      }

      @Override
      public void stop() {
        stop.request();
        running = false;
      }

      @Override
      public boolean isRunning() {
        return running;
      }
    };
  }
}
