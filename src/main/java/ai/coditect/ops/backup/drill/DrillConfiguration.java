package ai.coditect.ops.backup.drill;

import ai.coditect.ops.backup.checkfile.CheckFileStore;
import ai.coditect.ops.backup.drill.throwaway.InstanceLookupClient;
import ai.coditect.ops.backup.drill.throwaway.ThrowawayClient;
import ai.coditect.ops.backup.drill.throwaway.ThrowawayStore;
import ai.coditect.ops.backup.event.BackupEventPublisher;
import ai.coditect.ops.backup.evidence.DrillStore;
import ai.coditect.ops.backup.examine.ErasedPeople;
import ai.coditect.ops.backup.examine.Examiner;
import ai.coditect.ops.backup.instance.InstanceClient;
import ai.coditect.ops.backup.instance.SqlAdminClient;
import ai.coditect.ops.backup.marker.MarkerStore;
import ai.coditect.ops.backup.signing.EvidenceKeySettings;
import ai.coditect.ops.ledger.Ledger;
import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.privacy.PersonalDataMap;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class DrillConfiguration {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(4);

  @Bean
  ThrowawayStore throwawayStore(JdbcClient jdbc, @Value("${ops.takeover}") Duration takeover) {
    return new ThrowawayStore(jdbc, takeover);
  }

  @Bean
  CopyClient copyClient(Environment environment) {
    return new CopyClient(access(environment));
  }

  static CopyClient.Access access(Environment environment) {
    return new CopyClient.Access(
        environment.getProperty("ops.database.port", Integer.class, 5432),
        environment.getProperty("ops.database.sslmode", "require"),
        environment.getProperty("ops.database.name", ""),
        environment.getProperty("spring.datasource.username", ""),
        environment.getProperty("spring.datasource.password", ""),
        environment.containsProperty("ops.database.instance"));
  }

  @Bean
  RestoreDrill restoreDrill(
      @Value("${ops.sqladmin-url:}") String url,
      @Value("${ops.drill-project:}") String drillProject,
      DrillStore drills,
      ThrowawayStore store,
      CopyClient copies,
      MarkerStore markers,
      @Value("${ops.jobs-dir:}") String jobs,
      EvidenceKeySettings evidenceKey,
      @Value("${ops.ledger-uri:}") String ledger,
      @Value("${ops.subject-key:}") String subjectKey,
      @Value("${ops.storage-host:}") String storage,
      MappedDatabase mapped,
      BackupEventPublisher events,
      Clock clock) {
    SqlAdminClient api = new SqlAdminClient(given(url), ANSWER_WITHIN);
    InstanceLookupClient seen = new InstanceLookupClient(api);
    Function<String, ThrowawayClient> clients = prefix -> new ThrowawayClient(api, prefix);
    Optional<String> project = given(drillProject);
    CopyExamination examination =
        new CopyExaminationClient(
            () ->
                new Examiner(
                    evidenceKey.keys().publicKeys(),
                    CheckFileStore.read(given(jobs).map(Path::of)),
                    erased(given(ledger), given(subjectKey), given(storage), mapped.map()),
                    clock),
            store,
            markers);
    BackupSelection preparation =
        new BackupSelection(drills, store, new InstanceClient(api), seen, examination, project);
    return new RestoreDrill(
        drills,
        preparation,
        new CopyCreation(drills, store, seen, clients, preparation, new SecureRandom()),
        new CopyVerification(
            drills, store, seen, clients, copies, examination, new BackgroundWork()),
        new DrillCleanup(drills, store, seen, clients, events, project),
        clock);
  }

  /** Those whom the ledger says to be erased; none are looked for where there is no ledger. */
  static Optional<ErasedPeople> erased(
      Optional<String> ledger,
      Optional<String> subjectKey,
      Optional<String> storage,
      PersonalDataMap map) {
    // A ledger without its key is a setting that is missing, not a worker without a ledger.
    return ledger.map(
        uri ->
            new ErasedPeople(
                Ledger.at(uri, storage),
                SubjectKey.read(subjectKey.orElse(null)),
                ErasedPeople.beside(map)));
  }

  private static Optional<String> given(String value) {
    return Optional.of(value).filter(text -> !text.isBlank());
  }
}
