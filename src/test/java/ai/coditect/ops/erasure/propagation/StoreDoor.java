package ai.coditect.ops.erasure.propagation;

import ai.coditect.ops.job.EventIntake.InboundEvent;
import ai.coditect.ops.job.NamedRejection;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.privacy.participant.Participants;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** The ways into what other stores are asked and answer. */
public final class StoreDoor {
  private StoreDoor() {}

  /** Where this database is all there is. */
  public static OtherStores others(JdbcClient jdbc, Clock clock) {
    return new OtherStores(
        new Participants("none", List.of()),
        new PropagationStore(jdbc, JsonMapper.builder().build()),
        clock);
  }

  /** An answer as a store sends it. */
  public static InboundEvent answer(
      UUID deletion, String participant, String outcome, Instant at, Map<String, Long> did) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("deletion", deletion.toString());
    data.put("participant", participant);
    data.put("outcome", outcome);
    data.put("answeredAt", at.toString());
    data.put("did", did);
    return new InboundEvent(
        "//" + participant, outcome, JsonMapper.shared().writeValueAsString(data));
  }

  /** Takes answers in, in a transaction as the intake does. */
  public static List<NamedRejection> take(InProcessWorker worker, InboundEvent... events) {
    return new TransactionTemplate(worker.get(PlatformTransactionManager.class))
        .execute(
            status ->
                NamedRejection.of(worker.get(ErasureAcknowledgedListener.class), List.of(events)));
  }
}
