package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.job.StopSwitch;
import ai.coditect.ops.job.file.JobCatalog;
import java.time.Clock;
import java.time.Duration;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Value;
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

  @Bean
  RunKeyStore runKeyStore(JdbcClient jdbc) {
    return new RunKeyStore(jdbc, JsonMapper.builder().build());
  }

  @Bean
  QuartzRunQueue quartzRunQueue(
      Scheduler scheduler,
      Clock clock,
      PlatformTransactionManager transactions,
      RunKeyStore runKeyStore) {
    return new QuartzRunQueue(
        scheduler,
        JsonMapper.builder().build(),
        clock,
        new TransactionTemplate(transactions),
        runKeyStore);
  }

  /** Before the scheduler starts: Spring starts it last, when every bean is there. */
  @Bean
  InitializingBean scheduleSync(
      Scheduler scheduler,
      JobCatalog catalog,
      PlatformTransactionManager transactions,
      @Value("${ops.resume-every:5s}") Duration resumeEvery) {
    return () -> {
      try {
        new ScheduleSync(scheduler, catalog, new TransactionTemplate(transactions), resumeEvery)
            .apply();
      } catch (SchedulerException e) {
        throw new IllegalStateException("cannot write the schedules to the database", e);
      }
    };
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
