package ai.coditect.ops.job.silence;

import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.problem.CheckGroup;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class SilenceConfiguration {
  @Bean
  @Order(25)
  CheckGroup silenceChecks(JdbcClient jdbc, ObjectProvider<JobCatalog> catalog, Clock clock) {
    return new SilenceChecks(new SilenceStore(jdbc)::of, catalog::getObject, clock);
  }
}
