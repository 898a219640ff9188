package ai.coditect.ops.erasure.request;

import ai.coditect.ops.job.EventIntake.InboundEvent;
import ai.coditect.ops.job.EventIntake.Rejection;
import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.personaldata.request.Intake;
import ai.coditect.ops.personaldata.request.Refusal;
import ai.coditect.ops.personaldata.request.RequestData;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Takes requests to be forgotten in, whichever way they come. */
final class Reception {
  private final Intake<Asked> intake;

  Reception(RequestStore store, Supplier<Optional<SubjectKey>> key) {
    this.intake = new Intake<>(store.records(), key);
  }

  Map<Integer, Refusal> record(Asked asked, String by, Instant now) {
    return intake.record(List.of(asked), Optional.of(by), now);
  }

  List<Rejection> record(List<InboundEvent> events, Instant now) {
    return intake.recordEvents(
        events,
        Reception::read,
        "requestId, organizationId and userId must be UUIDs, requestedAt an instant such"
            + " as 2026-01-31T02:00:00Z",
        now);
  }

  private static Asked read(RequestData data) {
    return new Asked(
        data.uuid("requestId"),
        data.uuid("organizationId"),
        data.uuidIfThere("userId"),
        data.instant("requestedAt"));
  }
}
