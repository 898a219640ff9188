package ai.coditect.ops.privacy.request;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The data of an event that asks for something. What is there and unreadable is a mistake and never
 * taken for absent: nobody asks for a whole organization by an empty user id.
 */
public final class RequestData {
  private final JsonNode data;

  RequestData(JsonNode data) {
    this.data = data;
  }

  /**
   * @throws UnreadableFieldException when it is none
   */
  public UUID uuid(String field) {
    try {
      return UUID.fromString(data.path(field).asString());
    } catch (IllegalArgumentException | JacksonException e) {
      throw new UnreadableFieldException(field + " must be a UUID");
    }
  }

  /**
   * @throws UnreadableFieldException when it is there and none
   */
  public Optional<UUID> uuidIfThere(String field) {
    return data.has(field) ? Optional.of(uuid(field)) : Optional.empty();
  }

  /**
   * As exactly as the database keeps it.
   *
   * @throws UnreadableFieldException when it is none
   */
  public Instant instant(String field) {
    try {
      return OffsetDateTime.parse(data.path(field).asString())
          .toInstant()
          .truncatedTo(ChronoUnit.MICROS);
    } catch (DateTimeException | JacksonException e) {
      throw new UnreadableFieldException(
          field + " must be an instant such as 2026-01-31T02:00:00Z");
    }
  }

  /**
   * @throws UnreadableFieldException when it is there and no text
   */
  public Optional<String> textIfThere(String field) {
    if (!data.has(field)) {
      return Optional.empty();
    }
    return Optional.of(
        data.path(field)
            .stringValueOpt()
            .orElseThrow(() -> new UnreadableFieldException(field + " must be a text")));
  }
}
