package ai.coditect.ops.export.request;

import static ai.coditect.ops.database.Arrays.plain;
import static ai.coditect.ops.database.Arrays.time;
import static ai.coditect.ops.database.Arrays.untyped;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.export.request.ExportRequest.Delivery;
import ai.coditect.ops.export.request.ExportRequest.Parcel;
import ai.coditect.ops.privacy.request.RecordStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Requests for copies as they stand, and what people do about them. */
final class ExportRequestStore {
  private static final Sql RECORD = Sql.file("export/record_requests");
  private static final Sql FIND_UNRECORDED = Sql.file("export/find_unrecorded_requests");
  private static final Sql LIST = Sql.file("export/list_requests");
  private static final Sql RETRY = Sql.file("export/retry_request");
  private static final Sql DELIVER = Sql.file("export/deliver_request");
  private static final Sql LIST_RETRIES = Sql.file("export/list_due_retries");

  private final JdbcClient jdbc;

  ExportRequestStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** What a request waits for, which nobody has asked a run for. */
  record Retry(String key, Instant at) {}

  RecordStore<AskedCopy> records() {
    return new RecordStore<>(
        jdbc,
        RECORD,
        FIND_UNRECORDED,
        asked ->
            Map.of(
                "profiles", plain(asked.stream().map(AskedCopy::profile).toList()),
                "recipients", plain(asked.stream().map(a -> a.recipient().orElse(null)).toList())));
  }

  List<ExportRequest> list(Optional<String> state, Optional<UUID> organization, int most) {
    return list(Optional.empty(), state, organization, Optional.empty(), most);
  }

  Optional<ExportRequest> find(UUID request) {
    return list(Optional.of(request), Optional.empty(), Optional.empty(), Optional.empty(), 1)
        .stream()
        .findFirst();
  }

  /** Open requests that are overdue at this instant, put off, or that nothing tries any more. */
  List<ExportRequest> troubled(Instant now, int most) {
    return list(Optional.empty(), Optional.of("open"), Optional.empty(), Optional.of(now), most);
  }

  private List<ExportRequest> list(
      Optional<UUID> request,
      Optional<String> state,
      Optional<UUID> organization,
      Optional<Instant> troubledAt,
      int most) {
    return jdbc.sql(LIST.text())
        .param("request", untyped(request.orElse(null)))
        .param("state", untyped(state.orElse(null)))
        .param("organization", untyped(organization.orElse(null)))
        .param("troubled_at", untyped(troubledAt.map(Instant::toString).orElse(null)))
        .param("most", most)
        .query(ExportRequestStore::request)
        .list();
  }

  /** False when it cannot be tried again. */
  boolean retry(UUID request, String by, Instant now) {
    return jdbc.sql(RETRY.text())
            .param("request", request)
            .param("by", by)
            .param("now", time(now))
            .update()
        == 1;
  }

  /** False when its package cannot be handed over any more. */
  boolean deliver(UUID request, String location, String by, Instant now) {
    return jdbc.sql(DELIVER.text())
            .param("request", request)
            .param("location", location)
            .param("by", by)
            .param("now", time(now))
            .update()
        == 1;
  }

  /** The retries that are due and that no run has begun for. */
  List<Retry> dueRetries(String job) {
    return jdbc.sql(LIST_RETRIES.text())
        .param("job", job)
        .query((row, n) -> new Retry(row.getString("key"), instant(row, "retry_at").orElseThrow()))
        .list();
  }

  private static ExportRequest request(ResultSet row, int number) throws SQLException {
    return new ExportRequest(
        row.getObject("id", UUID.class),
        row.getObject("organization_id", UUID.class),
        row.getBoolean("whole_organization"),
        row.getString("profile"),
        row.getString("state"),
        row.getBoolean("open"),
        Optional.ofNullable(row.getString("reason")),
        row.getLong("attempts"),
        instant(row, "retry_at"),
        instant(row, "requested_at").orElseThrow(),
        instant(row, "due_at").orElseThrow(),
        instant(row, "finished_at"),
        Optional.ofNullable(row.getObject("deletion", UUID.class)),
        delivery(row),
        parcel(row));
  }

  private static Optional<Delivery> delivery(ResultSet row) throws SQLException {
    Optional<Instant> at = instant(row, "delivered_at");
    return at.isEmpty()
        ? Optional.empty()
        : Optional.of(new Delivery(at.get(), row.getString("delivered_by")));
  }

  private static Optional<Parcel> parcel(ResultSet row) throws SQLException {
    @Nullable String location = row.getString("location");
    return location == null
        ? Optional.empty()
        : Optional.of(
            new Parcel(
                location,
                row.getLong("bytes"),
                row.getString("sha256"),
                instant(row, "data_at").orElseThrow(),
                instant(row, "expires_at").orElseThrow()));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    @Nullable OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return Optional.ofNullable(value).map(OffsetDateTime::toInstant);
  }
}
