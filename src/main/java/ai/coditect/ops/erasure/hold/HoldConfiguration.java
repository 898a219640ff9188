package ai.coditect.ops.erasure.hold;

import ai.coditect.ops.erasure.evidence.EvidenceStore;
import ai.coditect.ops.job.WaitingRuns;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class HoldConfiguration {

  @Bean
  LegalHoldStore legalHoldStore(
      JdbcClient jdbc, EvidenceStore evidence, PlatformTransactionManager transactions) {
    return new LegalHoldStore(jdbc, evidence, new TransactionTemplate(transactions));
  }

  @Bean
  HeldPeopleStore heldPeopleStore(JdbcClient jdbc) {
    return new HeldPeopleStore(jdbc, new HeldAddressStore(jdbc));
  }

  @Bean
  AddressHashes addressHashes(@Value("${ops.subject-key:}") String key) {
    return new AddressHashes(Optional.of(key).filter(text -> !text.isBlank()));
  }

  @Bean
  EarlierHoldsCheck earlierHoldsCheck(
      LegalHoldStore holds, HeldPeopleStore people, AddressHashes addresses, Clock clock) {
    return new EarlierHoldsCheck(holds, people, addresses, clock);
  }

  /** A worker that cannot erase would only spend the run that another one could do. */
  @Bean
  WaitingRuns endedHolds(
      LegalHoldStore holds,
      AddressHashes addresses,
      Clock clock,
      @Value("${ops.ledger-uri:}") String ledger) {
    return ledger.isBlank() || !addresses.haveKey() ? List::of : new EndedHolds(holds, clock);
  }
}
