package ai.coditect.ops.job.governor;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class GovernorConfiguration {

  @Bean
  GovernorStore governorStore(JdbcClient jdbc) {
    return new GovernorStore(jdbc);
  }

  @Bean
  @Order(20)
  SwitchCheck switchCheck(GovernorStore store) {
    return new SwitchCheck(store);
  }
}
