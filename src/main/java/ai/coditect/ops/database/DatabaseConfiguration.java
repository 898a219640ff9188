package ai.coditect.ops.database;

import java.nio.file.Path;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The room's beans; none of them connects at start. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

  @Bean
  SystemRoleGuard systemRoleGuard(JdbcClient jdbc, @Value("${ops.jobs-dir:}") String directory) {
    return new SystemRoleGuard(
        jdbc, Optional.of(directory).filter(text -> !text.isBlank()).map(Path::of));
  }
}
