package ai.coditect.ops.erasure.request;

import ai.coditect.ops.erasure.propagation.OtherStores;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class ErasureRequestConfiguration {

  @Bean
  RequestStore erasureRequestStore(JdbcClient jdbc, OtherStores others) {
    return new RequestStore(jdbc, others);
  }

  @Bean
  ErasureReception erasureReception(RequestStore store, @Value("${ops.subject-key:}") String key) {
    return new ErasureReception(store, key);
  }

  @Bean
  ErasureRequestedListener erasureRequestedListener(ErasureReception reception, Clock clock) {
    return new ErasureRequestedListener(reception, clock);
  }

  @Bean
  @Order(30)
  RequestsInTimeCheck requestsInTimeCheck(RequestStore store, Clock clock) {
    return new RequestsInTimeCheck(store, clock);
  }

  @Bean
  @Order(33)
  EndedOrganizationsCheck endedOrganizationsCheck(RequestStore store) {
    return new EndedOrganizationsCheck(store);
  }
}
