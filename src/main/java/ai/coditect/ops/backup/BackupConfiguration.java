package ai.coditect.ops.backup;

import ai.coditect.ops.backup.drill.RestoreDrill;
import ai.coditect.ops.backup.event.BackupEventPublisher;
import ai.coditect.ops.backup.evidence.Drill;
import ai.coditect.ops.backup.instance.InstanceClient;
import ai.coditect.ops.backup.instance.ProjectRightsClient;
import ai.coditect.ops.backup.instance.SourceInstance;
import ai.coditect.ops.backup.instance.SqlAdminClient;
import ai.coditect.ops.backup.load.InstanceLoadClient;
import ai.coditect.ops.backup.load.LoadCheck;
import ai.coditect.ops.backup.load.LoadLimit;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.outbox.OutboxStore;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.CheckGroup;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class BackupConfiguration {
  /** A look is three questions inside one short transaction, so each answer has to come soon. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

  @Bean
  SourceInstance sourceInstance(
      @Value("${ops.sqladmin-url:}") String url,
      @Value("${ops.database.instance:}") String connectionName,
      @Value("${spring.cloud.gcp.project-id:}") String project) {
    return new SourceInstance(
        new InstanceClient(new SqlAdminClient(given(url), ANSWER_WITHIN)),
        given(connectionName),
        given(project));
  }

  private static Optional<String> given(String value) {
    return Optional.of(value).filter(text -> !text.isBlank());
  }

  @Bean
  BackupEventPublisher backupEventPublisher(OutboxStore outbox, JsonMapper json) {
    return new BackupEventPublisher(outbox, json);
  }

  @Bean
  VerificationStore verificationStore(
      JdbcClient jdbc, BackupEventPublisher events, JsonMapper json) {
    return new VerificationStore(jdbc, events, json);
  }

  @Bean
  BackupVerificationJob backupVerificationJob(
      SourceInstance source, VerificationStore store, RestoreDrill drill, Clock clock) {
    return new BackupVerificationJob(source, store, drill, clock);
  }

  @Bean
  BackupFinishedListener backupFinishedListener(
      SourceInstance source, ObjectProvider<JobCatalog> catalog) {
    return new BackupFinishedListener(source, catalog::getObject);
  }

  @Bean
  @Order(60)
  CheckGroup instanceItems(
      SourceInstance source,
      ObjectProvider<JobCatalog> catalog,
      VerificationStore store,
      Clock clock) {
    return new InstanceItems(source, () -> settings(catalog), store::databaseBytes, clock);
  }

  /** Beside a stand-in of Pub/Sub the service itself is not asked. */
  @Bean
  @Order(61)
  CheckGroup instanceLoad(
      SourceInstance source,
      ObjectProvider<JobCatalog> catalog,
      @Value("${ops.monitoring-endpoint:}") String endpoint,
      @Value("${spring.cloud.gcp.pubsub.emulator-host:}") String emulator,
      Clock clock) {
    InstanceLoadClient client = new InstanceLoadClient(given(endpoint));
    return () ->
        Arrays.stream(LoadLimit.values())
            .<Check>map(
                limit ->
                    new LoadCheck(
                        limit,
                        client,
                        () -> source.name(settings(catalog).instance()),
                        !endpoint.isBlank() || emulator.isBlank(),
                        clock))
            .toList();
  }

  @Bean
  @Order(62)
  Check projectRights(
      SourceInstance source,
      ObjectProvider<JobCatalog> catalog,
      @Value("${ops.sqladmin-url:}") String url,
      @Value("${ops.drill-project:}") String drills,
      @Value("${ops.database.instance:}") String connectionName) {
    return new ProjectRightsCheck(
        new ProjectRightsClient(given(url), ANSWER_WITHIN),
        () -> source.name(settings(catalog).instance()),
        given(drills),
        () -> makesClones(catalog),
        given(connectionName).isPresent());
  }

  private static boolean makesClones(ObjectProvider<JobCatalog> catalog) {
    return catalog
        .getObject()
        .find(BackupVerificationJob.NAME)
        .orElseThrow()
        .file()
        .schedules()
        .stream()
        .anyMatch(
            each ->
                Drill.Level.of(each.parameters().getOrDefault("level", ""))
                    .filter(Drill.Level.POINT_IN_TIME::equals)
                    .isPresent());
  }

  /** The catalogue is made of the jobs, so it is asked when it is there. */
  private static BackupVerificationSettings settings(ObjectProvider<JobCatalog> catalog) {
    return (BackupVerificationSettings)
        catalog.getObject().find(BackupVerificationJob.NAME).orElseThrow().settings();
  }
}
