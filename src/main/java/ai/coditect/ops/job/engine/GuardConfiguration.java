package ai.coditect.ops.job.engine;

import ai.coditect.ops.database.SystemRoleGuard;
import ai.coditect.ops.job.RunGuard;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Law 3, never blind: the guard of every run is the database's own. */
@Configuration(proxyBeanMethods = false)
class GuardConfiguration {

  @Bean
  RunGuard runGuard(SystemRoleGuard guard) {
    return guard::problems;
  }
}
