package ai.coditect.ops.privacy;

import java.nio.file.Path;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class PersonalDataConfiguration {

  @Bean
  MappedDatabase mappedDatabase(JdbcClient jdbc, @Value("${ops.jobs-dir:}") String directory) {
    Optional<Path> chosen = Optional.of(directory).filter(text -> !text.isBlank()).map(Path::of);
    return new MappedDatabase(
        PersonalDataReader.read(PersonalDataFile.in(chosen)), new CatalogueStore(jdbc));
  }
}
