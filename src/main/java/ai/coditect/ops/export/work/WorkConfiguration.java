package ai.coditect.ops.export.work;

import ai.coditect.ops.export.content.Extract;
import ai.coditect.ops.export.shelf.Shelves;
import ai.coditect.ops.job.file.JobCatalog;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class WorkConfiguration {

  @Bean
  ExportWork exportWork(
      JdbcClient jdbc,
      Shelves shelves,
      Extract extract,
      ObjectProvider<JobCatalog> catalog,
      Clock clock,
      @Value("${ops.takeover}") Duration takeover) {
    PackageStore packages = new PackageStore(jdbc, takeover);
    return new ExportWork(
        new Workshop(
            packages,
            shelves,
            extract,
            // The catalogue is made of the jobs, so it is asked when it is there.
            () -> catalog.getObject().find("gdpr-export").orElseThrow().file().run(),
            clock),
        new PackageRemoval(packages, shelves, clock),
        packages);
  }
}
