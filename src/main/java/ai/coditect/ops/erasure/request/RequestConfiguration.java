package ai.coditect.ops.erasure.request;

import ai.coditect.ops.ledger.SubjectKey;
import java.time.Clock;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class RequestConfiguration {

  @Bean
  RequestStore erasureRequestStore(JdbcClient jdbc) {
    return new RequestStore(jdbc);
  }

  /** The key is read when a request comes: a wrong one must not keep other work from starting. */
  @Bean
  Reception erasureReception(RequestStore store, @Value("${ops.subject-key:}") String key) {
    return new Reception(
        store, () -> Optional.of(key).filter(text -> !text.isBlank()).map(SubjectKey::read));
  }

  @Bean
  ErasureRequestedListener erasureRequestedListener(Reception reception, Clock clock) {
    return new ErasureRequestedListener(reception, clock);
  }

  @Bean
  @Order(30)
  RequestsInTimeCheck requestsInTimeCheck(RequestStore store, Clock clock) {
    return new RequestsInTimeCheck(store, clock);
  }
}
