package ai.coditect.ops.database;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The room's beans; none of them connects at start. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

  @Bean
  SystemRoleGuard systemRoleGuard(JdbcClient jdbc) {
    return new SystemRoleGuard(jdbc);
  }
}
