package ai.coditect.ops.job;

import ai.coditect.ops.job.EventIntake.InboundEvent;
import java.util.List;

/** A rejection with the id of its event, which tests keep apart. */
public record NamedRejection(String eventId, String reason) {

  public static List<NamedRejection> of(EventIntake intake, List<InboundEvent> events) {
    return intake.record(events).stream()
        .map(
            rejection -> new NamedRejection(events.get(rejection.place()).id(), rejection.reason()))
        .toList();
  }
}
