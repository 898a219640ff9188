package ai.coditect.ops.erasure.request;

import static ai.coditect.ops.database.Arrays.time;
import static ai.coditect.ops.database.Arrays.untyped;
import static ai.coditect.ops.database.Arrays.uuids;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.erasure.plan.PlanStore;
import ai.coditect.ops.erasure.propagation.OtherStores;
import ai.coditect.ops.erasure.propagation.OtherStores.Gone;
import ai.coditect.ops.privacy.request.RecordStore;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The requests of people. */
public final class RequestStore {
  private static final Sql RECORD = Sql.file("erasure/record_requests");
  private static final Sql FIND_UNRECORDED = Sql.file("erasure/find_unrecorded_requests");
  private static final Sql LIST = Sql.file("erasure/list_requests");
  private static final Sql FIND_URGENT = Sql.file("erasure/find_urgent_requests");
  private static final Sql EXTEND = Sql.file("erasure/extend_request");
  private static final Sql REFUSE_RESTORED = Sql.file("erasure/refuse_restored_organizations");
  private static final Sql FIND_ABSENT = Sql.file("erasure/find_absent_requests");
  private static final Sql ANSWER_ABSENT = Sql.file("erasure/answer_absent_requests");
  private static final Sql LASTING = Sql.file("erasure/list_lasting_organizations");

  private final JdbcClient jdbc;
  private final OtherStores others;

  RequestStore(JdbcClient jdbc, OtherStores others) {
    this.jdbc = jdbc;
    this.others = others;
  }

  RecordStore<AskedErasure> records() {
    return new RecordStore<>(jdbc, RECORD, FIND_UNRECORDED, asked -> others.parameters());
  }

  List<ErasureRequest> list(Optional<String> state, Optional<UUID> organization, int most) {
    return list(Optional.empty(), state, organization, most);
  }

  Optional<ErasureRequest> find(UUID request) {
    return list(Optional.of(request), Optional.empty(), Optional.empty(), 1).stream().findFirst();
  }

  private List<ErasureRequest> list(
      Optional<UUID> request, Optional<String> state, Optional<UUID> organization, int most) {
    return jdbc.sql(LIST.text())
        .param("request", untyped(request.orElse(null)))
        .param("state", untyped(state.orElse(null)))
        .param("organization", untyped(organization.orElse(null)))
        .param("most", most)
        .query(RequestStore::request)
        .list();
  }

  /**
   * Open requests that neither a standing hold nor a restoring has answered, the one that is due
   * first in front.
   */
  List<ErasureRequest> urgent(Instant now, int most) {
    return jdbc.sql(FIND_URGENT.text())
        .param("now", time(now))
        .param("most", most)
        .query(RequestStore::request)
        .list();
  }

  /** False when the request cannot be extended, or not any more. */
  boolean extend(UUID request, String reason, String by, Instant now) {
    return jdbc.sql(EXTEND.text())
            .param("request", request)
            .param("reason", reason)
            .param("by", by)
            .param("now", time(now))
            .update()
        == 1;
  }

  /**
   * Completes some requests about those who are not there any more. As no deletion of ours names
   * them, the other stores are asked by the request's own id.
   */
  public int answerAbsent(UUID run, int most) {
    List<Gone> absent =
        jdbc.sql(FIND_ABSENT.text())
            .param("most", most)
            .query(
                (row, n) ->
                    new Gone(
                        row.getObject("id", UUID.class),
                        row.getObject("organization_id", UUID.class),
                        Optional.ofNullable(row.getObject("user_id", UUID.class))))
            .list();
    if (absent.isEmpty()) {
      return 0;
    }
    int answered =
        jdbc.sql(ANSWER_ABSENT.text())
            .param("run_id", run)
            .param("requests", uuids(absent.stream().map(Gone::deletion).toList()))
            .update();
    others.ask(run, absent);
    return answered;
  }

  /** Refuses some requests about whole organizations that were restored since. */
  public int refuseRestored(UUID run, int most) {
    return jdbc.sql(REFUSE_RESTORED.text()).param("run_id", run).param("most", most).update();
  }

  private static ErasureRequest request(ResultSet row, int number) throws SQLException {
    return new ErasureRequest(
        row.getObject("id", UUID.class),
        row.getObject("organization_id", UUID.class),
        row.getBoolean("whole_organization"),
        row.getString("state"),
        Optional.ofNullable(row.getString("ground")),
        Optional.ofNullable(row.getObject("hold_id", UUID.class)),
        instant(row, "requested_at").orElseThrow(),
        instant(row, "due_at").orElseThrow(),
        instant(row, "extended_until"),
        instant(row, "finished_at"),
        instant(row, "fulfilled_at"),
        awaited(row));
  }

  private static List<String> awaited(ResultSet row) throws SQLException {
    @Nullable Array awaited = row.getArray("awaited");
    return awaited == null ? List.of() : List.of((String[]) awaited.getArray());
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    @Nullable OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return Optional.ofNullable(value).map(OffsetDateTime::toInstant);
  }

  /** Ended organizations that the newest run which came to them could not end. */
  List<LastingOrganization> lasting(Optional<UUID> organization, int most) {
    return jdbc.sql(LASTING.text())
        .param("organization", untyped(organization.orElse(null)))
        .param("most", most)
        .query(
            (row, n) ->
                new LastingOrganization(
                    row.getObject("organization_id", UUID.class),
                    row.getObject("run_id", UUID.class),
                    row.getString("reason"),
                    PlanStore.hindrance(row)))
        .list();
  }
}
