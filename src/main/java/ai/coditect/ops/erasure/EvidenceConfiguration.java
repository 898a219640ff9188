package ai.coditect.ops.erasure;

import ai.coditect.ops.erasure.evidence.CertificateStore;
import ai.coditect.ops.erasure.evidence.OpenBook;
import ai.coditect.ops.erasure.plan.PageStore;
import ai.coditect.ops.erasure.plan.PlanStore;
import ai.coditect.ops.erasure.propagation.AskedCounts;
import ai.coditect.ops.erasure.propagation.OtherStores;
import ai.coditect.ops.erasure.replay.Lookout;
import ai.coditect.ops.erasure.replay.ReplayForecast;
import ai.coditect.ops.erasure.replay.ReplayStore;
import ai.coditect.ops.erasure.stage.CarriedPlan;
import ai.coditect.ops.erasure.stage.Planner;
import ai.coditect.ops.erasure.stage.ViewRefreshStore;
import ai.coditect.ops.erasure.statement.CountStore;
import ai.coditect.ops.job.StopSwitch;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.problem.Check;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** What holds the database against the ledger outside. */
@Configuration(proxyBeanMethods = false)
class EvidenceConfiguration {

  @Bean
  @Order(30)
  Check mapFits(Desk desk) {
    return DeskCheck.mapFits(desk);
  }

  @Bean
  @Order(30)
  Check nothingBeside(Desk desk) {
    return DeskCheck.nothingBeside(desk);
  }

  @Bean
  @Order(31)
  Check ledgerSound(Desk desk) {
    return DeskCheck.ledgerSound(desk);
  }

  @Bean
  @Order(32)
  Check databaseNotOlder(Desk desk) {
    return DeskCheck.databaseNotOlder(desk);
  }

  /** Before subscribers and schedules start: Spring starts them when every bean is there. */
  @Bean(initMethod = "start", destroyMethod = "close")
  @Profile("serve")
  ServedInStep servedInStep(
      Desk desk, StopSwitch stop, @Value("${ops.ledger-asked-every:15s}") Duration askedEvery) {
    return new ServedInStep(desk, stop, askedEvery);
  }

  @Bean
  OpenBook openBook(Desk desk) {
    return desk::book;
  }

  @Bean
  CertificateStore certificateStore(JdbcClient jdbc) {
    return new CertificateStore(jdbc, JsonMapper.builder().build());
  }

  @Bean
  ReplayStore replayStore(JdbcClient jdbc) {
    return new ReplayStore(jdbc, JsonMapper.builder().build());
  }

  @Bean
  ErasureReplayJob erasureReplayJob(
      Desk desk,
      PlanStore plans,
      PageStore pages,
      CountStore counts,
      CarriedPlan plan,
      ReplayStore store,
      OtherStores others,
      AskedCounts asked,
      ViewRefreshStore views,
      ObjectProvider<JobCatalog> catalog) {
    return new ErasureReplayJob(
        desk,
        new Planner(
            plans,
            pages,
            counts,
            () -> catalog.getObject().find(ErasureReplayJob.NAME).orElseThrow().file().limits()),
        plan,
        new Lookout(store, counts.statements()::organizations),
        store,
        new ReplayForecast(store, counts),
        others,
        asked,
        views);
  }
}
