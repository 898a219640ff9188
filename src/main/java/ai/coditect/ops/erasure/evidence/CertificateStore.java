package ai.coditect.ops.erasure.evidence;

import static ai.coditect.ops.database.Arrays.time;
import static ai.coditect.ops.database.Arrays.untyped;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.ledger.SubjectHash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What a certificate is made of. */
public final class CertificateStore {
  private static final Sql FIND_REQUEST = Sql.file("erasure/find_request");
  private static final Sql FIND_ERASURES = Sql.file("erasure/find_erasures_of_request");
  private static final TypeReference<Map<String, Long>> COUNTS = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final JsonMapper json;

  public CertificateStore(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /**
   * @param daysLeft until it is due; negative when it is late
   */
  record Request(
      UUID organization,
      boolean wholeOrganization,
      Instant requestedAt,
      Instant dueAt,
      Optional<Instant> extendedUntil,
      Optional<String> extensionReason,
      String state,
      Optional<String> ground,
      Optional<UUID> deletion,
      Optional<Instant> finishedAt,
      long daysLeft) {}

  /** A subject that was erased. */
  record Erased(
      UUID deletion,
      long segment,
      SubjectHash subject,
      UUID organization,
      Instant dueAt,
      Instant erasedAt,
      Map<String, Long> counts) {}

  Optional<Request> request(UUID id, Instant now) {
    return jdbc.sql(FIND_REQUEST.text())
        .param("request", id)
        .param("now", time(now))
        .query(
            (row, n) ->
                new Request(
                    row.getObject("organization_id", UUID.class),
                    row.getBoolean("whole_organization"),
                    instant(row, "requested_at").orElseThrow(),
                    instant(row, "due_at").orElseThrow(),
                    instant(row, "extended_until"),
                    Optional.ofNullable(row.getString("extension_reason")),
                    row.getString("state"),
                    Optional.ofNullable(row.getString("ground")),
                    Optional.ofNullable(row.getObject("deletion", UUID.class)),
                    instant(row, "finished_at"),
                    row.getLong("days_left")))
        .optional();
  }

  List<Erased> erased(UUID request, Optional<UUID> endedOrganization) {
    return jdbc.sql(FIND_ERASURES.text())
        .param("request", request)
        .param("ended_organization", untyped(endedOrganization.orElse(null)))
        .query(
            (row, n) ->
                new Erased(
                    row.getObject("deletion", UUID.class),
                    row.getLong("segment"),
                    new SubjectHash(row.getString("subject_key"), row.getString("subject_hash")),
                    row.getObject("organization_id", UUID.class),
                    instant(row, "due_at").orElseThrow(),
                    instant(row, "erased_at").orElseThrow(),
                    json.readValue(row.getString("counts"), COUNTS)))
        .list();
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
