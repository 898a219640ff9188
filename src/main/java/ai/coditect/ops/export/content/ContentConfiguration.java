package ai.coditect.ops.export.content;

import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.privacy.MappedDatabase;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ContentConfiguration {

  @Bean
  Extract extract(DataSource database, MappedDatabase mapped, ObjectProvider<JobCatalog> catalog) {
    return new Extract(
        longest -> SnapshotStore.open(database, longest),
        mapped,
        () -> UntilErased.words(catalog.getObject()));
  }
}
