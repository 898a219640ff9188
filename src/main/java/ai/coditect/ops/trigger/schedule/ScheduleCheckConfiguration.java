package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.problem.Check;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The item of the checklist about triggers, which needs no scheduler. */
@Configuration(proxyBeanMethods = false)
class ScheduleCheckConfiguration {
  @Bean
  @Order(20)
  Check triggersCheck(
      JdbcClient jdbc,
      @Value("${spring.quartz.scheduler-name}") String scheduler,
      @Value("${ops.stuck-after}") Duration overdue) {
    return new TriggersCheck(new QuartzStore(jdbc, scheduler), overdue);
  }
}
