package ai.coditect.ops.privacy.request;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
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
   * @throws IllegalArgumentException when it is none
   */
  public UUID uuid(String field) {
    return UUID.fromString(data.path(field).asString());
  }

  /**
   * @throws IllegalArgumentException when it is there and none
   */
  public Optional<UUID> uuidIfThere(String field) {
    return data.has(field) ? Optional.of(uuid(field)) : Optional.empty();
  }

  /**
   * As exactly as the database keeps it.
   *
   * @throws java.time.DateTimeException when it is none
   */
  public Instant instant(String field) {
    return OffsetDateTime.parse(data.path(field).asString())
        .toInstant()
        .truncatedTo(ChronoUnit.MICROS);
  }

  /**
   * @throws IllegalArgumentException when it is there and no text
   */
  public Optional<String> textIfThere(String field) {
    if (!data.has(field)) {
      return Optional.empty();
    }
    return Optional.of(
        data.path(field).stringValueOpt().orElseThrow(IllegalArgumentException::new));
  }
}
