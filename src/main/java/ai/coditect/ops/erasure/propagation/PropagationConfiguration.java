package ai.coditect.ops.erasure.propagation;

import ai.coditect.ops.erasure.tally.Effect;
import ai.coditect.ops.erasure.tally.RowGroup;
import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.privacy.participant.Participants;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class PropagationConfiguration {

  @Bean
  PropagationStore propagationStore(JdbcClient jdbc) {
    return new PropagationStore(jdbc, JsonMapper.builder().build());
  }

  @Bean
  PropagationReportStore propagationReportStore(JdbcClient jdbc, Participants participants) {
    return new PropagationReportStore(jdbc, participants, JsonMapper.builder().build());
  }

  @Bean
  OtherStores otherStores(Participants participants, PropagationStore store, Clock clock) {
    return new OtherStores(participants, store, clock);
  }

  @Bean
  AskedCounts askedCounts(Participants participants, MappedDatabase mapped) {
    Set<String> kinds = new TreeSet<>();
    for (String table :
        List.of(mapped.map().subject().table(), mapped.map().organization().table())) {
      new RowGroup(table, Effect.DELETED, new UUID(0, 0)).kind().ifPresent(kinds::add);
    }
    return new AskedCounts(participants.names(), kinds);
  }

  @Bean
  AskedStores askedStores(OtherStores stores, PlatformTransactionManager transactions) {
    TransactionTemplate whole = new TransactionTemplate(transactions);
    return new AskedStores(stores, work -> whole.execute(status -> work.getAsLong()));
  }

  @Bean
  ErasureAcknowledgedListener erasureAcknowledgedListener(PropagationStore store, Clock clock) {
    return new ErasureAcknowledgedListener(new AnswerReception(store), clock);
  }

  @Bean
  @Order(33)
  StoresInTimeCheck storesInTimeCheck(
      PropagationStore store, Participants participants, Clock clock) {
    return new StoresInTimeCheck(store, participants, clock);
  }
}
