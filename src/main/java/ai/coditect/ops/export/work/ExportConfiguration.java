package ai.coditect.ops.export.work;

import ai.coditect.ops.export.shelf.Shelves;
import ai.coditect.ops.privacy.MappedDatabase;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ExportConfiguration {

  @Bean
  GdprExportJob gdprExportJob(ExportWork work, MappedDatabase mapped, Shelves shelves) {
    return new GdprExportJob(work, mapped, shelves);
  }
}
