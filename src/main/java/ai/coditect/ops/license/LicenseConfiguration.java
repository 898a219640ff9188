package ai.coditect.ops.license;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class LicenseConfiguration {

  @Bean
  LicenseChangeStore licenseChangeStore(JdbcClient jdbc) {
    return new LicenseChangeStore(jdbc);
  }

  @Bean
  LicenseExpiryJob licenseExpiryJob(JdbcClient jdbc, LicenseChangeStore changes, Clock clock) {
    return new LicenseExpiryJob(new LicenseStore(jdbc), changes, clock);
  }

  @Bean
  LicenseChangedListener licenseChangedListener(LicenseChangeStore changes, JsonMapper json) {
    return new LicenseChangedListener(changes, json);
  }
}
