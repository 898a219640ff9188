package ai.coditect.ops.erasure.evidence;

import static ai.coditect.ops.database.Arrays.texts;
import static ai.coditect.ops.database.Arrays.time;
import static ai.coditect.ops.database.Arrays.untyped;
import static ai.coditect.ops.database.Arrays.uuids;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.ledger.SubjectHash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
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
  private static final Sql READ_KEEPING = Sql.file("erasure/read_backup_keeping");
  private static final Sql FIND_REFRESHES = Sql.file("erasure/find_refreshes_of_deletions");
  private static final TypeReference<Map<String, Long>> COUNTS = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final JsonMapper json;

  public CertificateStore(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /**
   * @param fulfilledAt when, by our clock, the last of the other stores had answered
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
      Optional<Instant> fulfilledAt,
      long daysLeft) {}

  /** A subject that was erased. */
  record Erased(
      UUID deletion,
      long segment,
      SubjectHash subject,
      UUID organization,
      Instant dueAt,
      Instant erasedAt,
      Map<String, Long> counts,
      boolean byEffect) {}

  /**
   * How long backups are kept, as the service said it.
   *
   * @param retained how many daily ones
   * @param logDays how far back a point in time can be reached
   */
  record Keeping(
      String instance, Instant verifiedAt, Optional<String> retained, Optional<String> logDays) {
    private static final String AFTER_A_LOSS =
        " They are not restored except after a loss; then the ledger is replayed before anybody gets"
            + " in, and the data is erased again.";
    static final String UNKNOWN =
        "Backups made before the erasure still hold the data until they are removed. How long they"
            + " are kept is not on record: no backup-verification has looked at the service yet."
            + AFTER_A_LOSS;

    String words() {
      return "Backups made before the erasure still hold the data until they are removed: of "
          + instance
          + ", "
          + retained.orElse("an unknown number of")
          + " daily backups and "
          + logDays.orElse("an unknown number of days")
          + " of point-in-time recovery are kept, as seen at "
          + verifiedAt
          + "."
          + AFTER_A_LOSS;
    }
  }

  Optional<Keeping> keeping() {
    return jdbc.sql(READ_KEEPING.text())
        .query(
            (row, n) ->
                new Keeping(
                    row.getString("instance"),
                    instant(row, "verified_at").orElseThrow(),
                    Optional.ofNullable(row.getString("retained")),
                    Optional.ofNullable(row.getString("log_days"))))
        .optional();
  }

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
                    instant(row, "fulfilled_at"),
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
                    json.readValue(row.getString("counts"), COUNTS),
                    row.getBoolean("by_effect")))
        .list();
  }

  /** Since when each view is without what these took; empty where it still has some of it. */
  Map<String, Optional<Instant>> refreshes(List<Erased> erased, Collection<String> views) {
    Map<String, Optional<Instant>> refreshes = new LinkedHashMap<>();
    if (!views.isEmpty() && !erased.isEmpty()) {
      jdbc.sql(FIND_REFRESHES.text())
          .param("views", texts(views))
          .param("deletions", uuids(erased.stream().map(Erased::deletion).distinct().toList()))
          .query(
              row -> {
                refreshes.put(row.getString("view_name"), instant(row, "refreshed_at"));
              });
    }
    return refreshes;
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
