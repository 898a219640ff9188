package ai.coditect.ops.erasure.plan;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class PlanConfiguration {

  @Bean
  PlannedStore plannedStore(JdbcClient jdbc) {
    return new PlannedStore(jdbc);
  }
}
