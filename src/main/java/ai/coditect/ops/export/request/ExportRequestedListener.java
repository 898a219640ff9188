package ai.coditect.ops.export.request;

import ai.coditect.ops.job.EventIntake;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Records the requests for copies that events bring. */
final class ExportRequestedListener implements EventIntake {
  static final String JOB = "gdpr-export";

  private final ExportReception reception;
  private final Clock clock;

  ExportRequestedListener(ExportReception reception, Clock clock) {
    this.reception = reception;
    this.clock = clock;
  }

  @Override
  public String type() {
    return "ai.coditect.privacy.export.requested.v1";
  }

  @Override
  public String job() {
    return JOB;
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
