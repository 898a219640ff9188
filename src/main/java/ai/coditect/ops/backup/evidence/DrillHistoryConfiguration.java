package ai.coditect.ops.backup.evidence;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class DrillHistoryConfiguration {

  @Bean
  DrillStore drillStore(JdbcClient jdbc, JsonMapper json) {
    return new DrillStore(jdbc, json);
  }
}
