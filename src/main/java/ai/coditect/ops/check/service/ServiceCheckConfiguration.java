package ai.coditect.ops.check.service;

import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.CheckGroup;
import ai.coditect.ops.storage.BucketClient;
import ai.coditect.ops.storage.BucketRulesClient;
import java.time.Duration;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

@Configuration(proxyBeanMethods = false)
class ServiceCheckConfiguration {
  private static final BucketClient.Patience SHORT =
      new BucketClient.Patience(Duration.ofSeconds(4), Duration.ofSeconds(8));

  @Bean
  @Order(41)
  CheckGroup bucketItems(
      @Value("${ops.export-uri:}") String packages,
      @Value("${ops.ledger-uri:}") String ledger,
      @Value("${ops.storage-host:}") String host) {
    return new BucketItems(
        new BucketRulesClient(new BucketClient(given(host), SHORT)),
        given(packages),
        given(ledger));
  }

  private static Optional<String> given(String value) {
    return Optional.of(value).filter(text -> !text.isBlank());
  }

  @Bean
  @Order(90)
  Check secretsCheck(
      @Value("${ops.secrets:}") String names,
      @Value("${ops.secretmanager-url:}") String url,
      @Value("${spring.cloud.gcp.project-id:}") String project) {
    return new SecretsCheck(
        new SecretClient(given(url), Duration.ofSeconds(4)),
        SecretName.list(names, given(project)));
  }
}
