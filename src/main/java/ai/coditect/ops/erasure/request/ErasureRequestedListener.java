package ai.coditect.ops.erasure.request;

import ai.coditect.ops.job.EventIntake;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Records the requests that events bring. */
final class ErasureRequestedListener implements EventIntake {
  private final ErasureReception reception;
  private final Clock clock;

  ErasureRequestedListener(ErasureReception reception, Clock clock) {
    this.reception = reception;
    this.clock = clock;
  }

  @Override
  public String type() {
    return "ai.coditect.privacy.erasure.requested.v1";
  }

  @Override
  public String job() {
    return "gdpr-purge";
  }

  @Override
  public Map<String, String> nudgeWith() {
    return Map.of("requested-only", "true");
  }

  @Override
  public List<Rejection> record(List<InboundEvent> events) {
    return reception.record(events, clock.instant());
  }
}
