package ai.coditect.ops.erasure.propagation;

import ai.coditect.ops.job.EventIntake;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Records what other stores answer. */
final class ErasureAcknowledgedListener implements EventIntake {
  private final AnswerReception reception;
  private final Clock clock;

  ErasureAcknowledgedListener(AnswerReception reception, Clock clock) {
    this.reception = reception;
    this.clock = clock;
  }

  @Override
  public String type() {
    return "ai.coditect.privacy.erasure.acknowledged.v1";
  }

  @Override
  public String job() {
    return "gdpr-purge";
  }

  @Override
  public boolean nudges() {
    return false;
  }

  @Override
  public Map<String, String> nudgeWith() {
    return Map.of();
  }

  @Override
  public List<Rejection> record(List<InboundEvent> events) {
    return reception.record(events, clock.instant());
  }
}
