package ai.coditect.ops.export.request;

import ai.coditect.ops.ledger.SubjectKey;
import java.time.Clock;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(value = "exportRequestConfiguration", proxyBeanMethods = false)
class RequestConfiguration {

  @Bean
  ExportRequestStore exportRequestStore(JdbcClient jdbc) {
    return new ExportRequestStore(jdbc);
  }

  /** The key is read when a request comes: a wrong one must not keep other work from starting. */
  @Bean
  Reception exportReception(JdbcClient jdbc, @Value("${ops.subject-key:}") String key) {
    return new Reception(
        new IntakeStore(jdbc),
        () -> Optional.of(key).filter(text -> !text.isBlank()).map(SubjectKey::read));
  }

  @Bean
  ExportRequestedListener exportRequestedListener(Reception reception, Clock clock) {
    return new ExportRequestedListener(reception, clock);
  }
}
