package ai.coditect.ops.export.shelf;

import ai.coditect.ops.problem.Check;
import java.time.Duration;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

@Configuration(proxyBeanMethods = false)
class ShelfConfiguration {

  /**
   * @param patience how long one question of an upload may take with all its repetitions
   */
  @Bean
  Shelves shelves(
      @Value("${ops.export-uri:}") String uri,
      @Value("${ops.storage-host:}") String storageHost,
      @Value("${ops.export-patience:90s}") Duration patience) {
    return new OpenShelves(given(uri), given(storageHost), patience);
  }

  private static Optional<String> given(String value) {
    return Optional.of(value).filter(text -> !text.isBlank());
  }

  @Bean
  @Order(40)
  Check packagesCanBeWritten(Shelves shelves) {
    return new ShelfCheck(shelves);
  }
}
