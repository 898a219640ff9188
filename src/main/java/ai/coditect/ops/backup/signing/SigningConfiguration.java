package ai.coditect.ops.backup.signing;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SigningConfiguration {

  @Bean
  EvidenceKeySettings evidenceKeySettings(@Value("${ops.evidence-key:}") String value) {
    return new EvidenceKeySettings(value);
  }
}
