package ai.coditect.ops.trigger.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.quartz.Scheduler;
import org.quartz.impl.StdSchedulerFactory;

class SchedulerThreadsTest {
  @Test
  void threads_that_a_started_scheduler_should_have_are_missed_and_no_others() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("org.quartz.scheduler.instanceName", "without-a-cluster");
    properties.setProperty("org.quartz.threadPool.threadCount", "1");
    properties.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
    Scheduler scheduler = new StdSchedulerFactory(properties).getScheduler();
    SchedulerThreads threads = new SchedulerThreads(scheduler);
    assertThat(threads.standing()).as("before the start").isEmpty();
    try {
      scheduler.start();
      // A store in memory has neither of the other two.
      assertThat(threads.standing())
          .extracting(problem -> problem.what().replaceAll(".*_(\\w+) .*", "$1"))
          .containsExactly("MisfireHandler", "ClusterManager");
    } finally {
      scheduler.shutdown();
    }
    assertThat(threads.standing()).as("after the end").isEmpty();
  }
}
