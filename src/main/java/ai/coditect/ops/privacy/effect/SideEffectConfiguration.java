package ai.coditect.ops.privacy.effect;

import ai.coditect.ops.privacy.MappedDatabase;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class SideEffectConfiguration {

  @Bean
  SideEffects sideEffects(JdbcClient jdbc, MappedDatabase mapped) {
    return new SideEffects(
        mapped, new SchemaEffectStore(jdbc), new WriteStore(jdbc), new RefreshStore(jdbc));
  }
}
