package ai.coditect.ops.erasure;

import ai.coditect.ops.problem.Check;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class ErasureConfiguration {

  @Bean
  PersonalDataMap personalDataMap(@Value("${ops.jobs-dir:}") String directory) {
    return PersonalDataReader.read(
        PersonalDataFile.in(Optional.of(directory).filter(text -> !text.isBlank()).map(Path::of)));
  }

  @Bean
  CatalogueStore catalogueStore(JdbcClient jdbc) {
    return new CatalogueStore(jdbc);
  }

  @Bean
  @Order(7)
  Check personalDataMapped(PersonalDataMap map, CatalogueStore store) {
    return new PersonalDataCheck(map, store::read);
  }
}
