package ai.coditect.ops.export.request;

import ai.coditect.ops.job.WaitingRuns;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(value = "exportRequestConfiguration", proxyBeanMethods = false)
class ExportRequestConfiguration {

  @Bean
  ExportRequestStore exportRequestStore(JdbcClient jdbc) {
    return new ExportRequestStore(jdbc);
  }

  @Bean
  ExportReception exportReception(
      ExportRequestStore store, @Value("${ops.subject-key:}") String key) {
    return new ExportReception(store, key);
  }

  @Bean
  ExportRequestedListener exportRequestedListener(ExportReception reception, Clock clock) {
    return new ExportRequestedListener(reception, clock);
  }

  /** A worker that has no place for packages would only spend the run that another one could do. */
  @Bean
  WaitingRuns dueExportRetries(
      ExportRequestStore store, Clock clock, @Value("${ops.export-uri:}") String place) {
    return place.isBlank() ? List::of : new DueRetries(store, clock);
  }

  @Bean
  @Order(35)
  CopiesInTimeCheck copiesInTimeCheck(ExportRequestStore store, Clock clock) {
    return new CopiesInTimeCheck(store, clock);
  }
}
