package ai.coditect.ops.backup.marker;

import ai.coditect.ops.backup.checkfile.CheckFile;
import ai.coditect.ops.backup.checkfile.CheckFileStore;
import ai.coditect.ops.backup.signing.EvidenceKeySettings;
import ai.coditect.ops.job.file.JobCatalog;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class MarkerConfiguration {

  @Bean
  MarkerStore markerStore(JdbcClient jdbc) {
    return new MarkerStore(jdbc);
  }

  @Bean
  BackupMarkerJob backupMarkerJob(
      MarkerStore markers,
      DataSource database,
      JsonMapper json,
      @Value("${ops.jobs-dir:}") String directory,
      EvidenceKeySettings key) {
    Supplier<List<CheckFile>> checks = checks(directory);
    // What is not valid now is no start.
    checks.get();
    return new BackupMarkerJob(
        new MarkerTaking(markers, longest -> ReadingStore.open(database, longest), checks, json),
        markers,
        key::keys);
  }

  private static Supplier<List<CheckFile>> checks(String directory) {
    Optional<Path> chosen = Optional.of(directory).filter(text -> !text.isBlank()).map(Path::of);
    return () -> CheckFileStore.read(chosen);
  }

  @Bean
  @Order(27)
  CheckFilesCheck checkFilesCheck(@Value("${ops.jobs-dir:}") String directory) {
    return new CheckFilesCheck(checks(directory));
  }

  @Bean
  MarkerAgeCheck markerAgeCheck(
      MarkerStore markers,
      EvidenceKeySettings key,
      ObjectProvider<JobCatalog> catalog,
      Clock clock) {
    return new MarkerAgeCheck(
        markers,
        key.isGiven(),
        // The catalogue is made of the jobs, so it is asked when it is there.
        () ->
            catalog.getObject().find(BackupMarkerJob.NAME).orElseThrow().file().alert().silentFor(),
        clock);
  }
}
