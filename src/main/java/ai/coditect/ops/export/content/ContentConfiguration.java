package ai.coditect.ops.export.content;

import ai.coditect.ops.export.parcel.Contents.OtherStore;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.privacy.participant.Participants;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ContentConfiguration {

  @Bean
  Extract extract(
      DataSource database,
      MappedDatabase mapped,
      Participants participants,
      ObjectProvider<JobCatalog> catalog) {
    return new Extract(
        longest -> SnapshotStore.open(database, longest),
        mapped,
        () -> UntilErased.words(catalog.getObject()),
        elsewhere(participants));
  }

  static List<OtherStore> elsewhere(Participants participants) {
    return participants.all().stream()
        .map(each -> new OtherStore(each.name(), each.title(), each.wording()))
        .toList();
  }
}
