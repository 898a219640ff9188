package ai.coditect.ops.erasure;

import ai.coditect.ops.erasure.evidence.EvidenceStore;
import ai.coditect.ops.erasure.plan.PageStore;
import ai.coditect.ops.erasure.plan.PlanStore;
import ai.coditect.ops.erasure.propagation.AskedCounts;
import ai.coditect.ops.erasure.propagation.OtherStores;
import ai.coditect.ops.erasure.purge.BesideStore;
import ai.coditect.ops.erasure.purge.HoldStore;
import ai.coditect.ops.erasure.purge.OrganizationPurge;
import ai.coditect.ops.erasure.purge.OrganizationStore;
import ai.coditect.ops.erasure.purge.PeoplePurge;
import ai.coditect.ops.erasure.purge.PeopleStore;
import ai.coditect.ops.erasure.purge.SavepointStore;
import ai.coditect.ops.erasure.request.RequestStore;
import ai.coditect.ops.erasure.stage.CarriedPlan;
import ai.coditect.ops.erasure.stage.Planner;
import ai.coditect.ops.erasure.stage.ViewRefreshStore;
import ai.coditect.ops.erasure.statement.CountStore;
import ai.coditect.ops.erasure.statement.ErasureStatementStore;
import ai.coditect.ops.erasure.writer.WriterStore;
import ai.coditect.ops.job.bound.RowCounterStore;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.privacy.effect.SideEffects;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
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
      SideEffects effects,
      Clock clock,
      @Value("${ops.ledger-uri:}") String ledger,
      @Value("${ops.subject-key:}") String key,
      @Value("${ops.storage-host:}") String storageHost,
      @Value("${ops.ledger-patience:8s}") Duration patience) {
    return new Desk(
        given(ledger),
        given(key),
        given(storageHost),
        patience,
        evidence,
        writers,
        mapped,
        effects,
        clock);
  }

  private static Optional<String> given(String value) {
    return Optional.of(value).filter(text -> !text.isBlank());
  }

  @Bean
  PlanStore planStore(JdbcClient jdbc) {
    return new PlanStore(jdbc);
  }

  @Bean
  ErasureStatementStore statementStore(JdbcClient jdbc, MappedDatabase mapped) {
    return new ErasureStatementStore(jdbc, mapped, JsonMapper.builder().build());
  }

  @Bean
  PageStore pageStore(JdbcClient jdbc) {
    return new PageStore(jdbc, JsonMapper.builder().build());
  }

  @Bean
  CountStore countStore(JdbcClient jdbc, ErasureStatementStore statements) {
    return new CountStore(jdbc, statements);
  }

  @Bean
  ViewRefreshStore viewRefreshStore(JdbcClient jdbc, MappedDatabase mapped) {
    return new ViewRefreshStore(jdbc, mapped);
  }

  @Bean
  SavepointStore savepointStore(JdbcClient jdbc, PlatformTransactionManager transactions) {
    TransactionTemplate nested = new TransactionTemplate(transactions);
    nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
    return new SavepointStore(jdbc, new RowCounterStore(jdbc), nested);
  }

  @Bean
  CarriedPlan carriedPlan(
      JdbcClient jdbc,
      Desk desk,
      PageStore pages,
      CountStore counts,
      SavepointStore savepoints,
      OtherStores others,
      AskedCounts asked) {
    HoldStore holds = new HoldStore(jdbc);
    PeopleStore store = new PeopleStore(jdbc);
    OrganizationStore organizations = new OrganizationStore(jdbc);
    PeoplePurge people =
        new PeoplePurge(
            store, holds, new BesideStore(jdbc), organizations, counts, savepoints, others);
    return new CarriedPlan(
        desk::book,
        pages,
        people,
        new OrganizationPurge(people, store, organizations, holds, counts, savepoints, others),
        asked);
  }

  @Bean
  GdprPurgeJob gdprPurgeJob(
      Desk desk,
      PlanStore plans,
      PageStore pages,
      CountStore counts,
      CarriedPlan plan,
      RequestStore requests,
      OtherStores others,
      AskedCounts asked,
      ViewRefreshStore views,
      ObjectProvider<JobCatalog> catalog) {
    return new GdprPurgeJob(
        desk,
        // The catalogue is made of the jobs, so it is asked when it is there.
        new Planner(
            plans,
            pages,
            counts,
            () -> catalog.getObject().find(GdprPurgeJob.NAME).orElseThrow().file().limits()),
        plan,
        requests,
        others,
        asked,
        views);
  }
}
