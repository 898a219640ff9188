package ai.coditect.ops.erasure.request;

import ai.coditect.ops.job.EventIntake;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Records the requests that events bring. */
final class ErasureRequestedListener implements EventIntake {
  private final Reception reception;
  private final Clock clock;
  private final JsonMapper json;

  ErasureRequestedListener(Reception reception, Clock clock, JsonMapper json) {
    this.clock = clock;
    this.reception = reception;
    this.json = json;
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
    List<Rejection> rejections = new ArrayList<>();
    List<String> readable = new ArrayList<>();
    List<Asked> asked = new ArrayList<>();
    for (InboundEvent event : events) {
      try {
        asked.add(read(json.readTree(event.data())));
        readable.add(event.id());
      } catch (JacksonException | IllegalArgumentException | DateTimeException unreadable) {
        rejections.add(
            new Rejection(
                event.id(),
                "requestId, organizationId and userId must be UUIDs, requestedAt an instant such"
                    + " as 2026-01-31T02:00:00Z"));
      }
    }
    reception
        .record(asked, Optional.empty(), clock.instant())
        .forEach(
            (place, refusal) ->
                rejections.add(
                    new Rejection(readable.get(place), refusal.what() + ". " + refusal.cure())));
    return rejections;
  }

  private static Asked read(JsonNode data) {
    // A userId that is there and empty is a mistake, never the whole organization.
    Optional<UUID> user = data.has("userId") ? Optional.of(uuid(data, "userId")) : Optional.empty();
    Instant at = OffsetDateTime.parse(data.path("requestedAt").asString()).toInstant();
    return new Asked(
        uuid(data, "requestId"),
        uuid(data, "organizationId"),
        user,
        at.truncatedTo(ChronoUnit.MICROS));
  }

  private static UUID uuid(JsonNode data, String field) {
    return UUID.fromString(data.path(field).asString());
  }
}
