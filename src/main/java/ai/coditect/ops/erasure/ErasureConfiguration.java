package ai.coditect.ops.erasure;

import ai.coditect.ops.erasure.evidence.EvidenceStore;
import ai.coditect.ops.erasure.plan.PlanStore;
import ai.coditect.ops.erasure.purge.CountStore;
import ai.coditect.ops.erasure.purge.HoldStore;
import ai.coditect.ops.erasure.purge.OrganizationPurge;
import ai.coditect.ops.erasure.purge.OrganizationStore;
import ai.coditect.ops.erasure.purge.PeoplePurge;
import ai.coditect.ops.erasure.purge.PeopleStore;
import ai.coditect.ops.erasure.purge.StatementStore;
import ai.coditect.ops.erasure.request.RequestStore;
import ai.coditect.ops.erasure.writer.WriterStore;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.privacy.MappedDatabase;
import java.time.Clock;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class ErasureConfiguration {

  @Bean
  EvidenceStore evidenceStore(JdbcClient jdbc) {
    return new EvidenceStore(jdbc, JsonMapper.builder().build());
  }

  @Bean
  Desk erasureDesk(
      EvidenceStore evidence,
      WriterStore writers,
      MappedDatabase mapped,
      Clock clock,
      @Value("${ops.ledger-uri:}") String ledger,
      @Value("${ops.subject-key:}") String key,
      @Value("${ops.storage-host:}") String storageHost) {
    return new Desk(
        given(ledger), given(key), given(storageHost), evidence, writers, mapped, clock);
  }

  private static Optional<String> given(String value) {
    return Optional.of(value).filter(text -> !text.isBlank());
  }

  @Bean
  PlanStore planStore(JdbcClient jdbc) {
    return new PlanStore(jdbc);
  }

  @Bean
  StatementStore statementStore(JdbcClient jdbc, MappedDatabase mapped) {
    return new StatementStore(jdbc, mapped, JsonMapper.builder().build());
  }

  @Bean
  PeoplePurge peoplePurge(JdbcClient jdbc, StatementStore statements) {
    return new PeoplePurge(new PeopleStore(jdbc), new HoldStore(jdbc), statements);
  }

  @Bean
  CarriedPlan carriedPlan(
      JdbcClient jdbc, Desk desk, PlanStore plans, StatementStore statements, PeoplePurge people) {
    return new CarriedPlan(
        desk,
        plans,
        people,
        new OrganizationPurge(
            people,
            new PeopleStore(jdbc),
            new OrganizationStore(jdbc),
            new HoldStore(jdbc),
            statements));
  }

  @Bean
  GdprPurgeJob gdprPurgeJob(
      JdbcClient jdbc,
      Desk desk,
      PlanStore plans,
      CarriedPlan plan,
      StatementStore statements,
      RequestStore requests,
      ObjectProvider<JobCatalog> catalog) {
    return new GdprPurgeJob(
        desk,
        // The catalogue is made of the jobs, so it is asked when it is there.
        new Planner(
            plans,
            new CountStore(jdbc, statements),
            () -> catalog.getObject().find(GdprPurgeJob.NAME).orElseThrow().file().limits()),
        plan,
        requests);
  }
}
