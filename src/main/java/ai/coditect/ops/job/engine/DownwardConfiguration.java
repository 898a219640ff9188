package ai.coditect.ops.job.engine;

import ai.coditect.ops.database.SystemRoleGuard;
import ai.coditect.ops.job.RunAnnouncement;
import ai.coditect.ops.job.RunGuard;
import ai.coditect.ops.outbox.OutboxStore;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** What the engine takes from the rooms below it. */
@Configuration(proxyBeanMethods = false)
class DownwardConfiguration {

  /** Law 3, never blind: the guard of every run is the database's own. */
  @Bean
  RunGuard runGuard(SystemRoleGuard guard) {
    return guard::problems;
  }

  @Bean
  RunAnnouncement runAnnouncement(OutboxStore outbox, Clock clock) {
    return new FinishedRunPublisher(outbox, JsonMapper.builder().build(), clock);
  }
}
