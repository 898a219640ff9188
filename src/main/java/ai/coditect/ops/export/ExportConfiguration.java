package ai.coditect.ops.export;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ExportConfiguration {

  @Bean
  GdprExportJob gdprExportJob() {
    return new GdprExportJob();
  }
}
