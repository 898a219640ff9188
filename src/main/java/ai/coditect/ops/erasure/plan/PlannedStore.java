package ai.coditect.ops.erasure.plan;

import ai.coditect.ops.database.Sql;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What people ask about a run's plan. */
final class PlannedStore {
  private static final Sql FIND_RUN = Sql.file("erasure/find_planned_run");
  private static final Sql LIST_LEFT = Sql.file("erasure/list_left");

  private final JdbcClient jdbc;

  PlannedStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  record Run(String job, String key, String outcome, Instant asOf) {}

  Optional<Run> run(UUID id) {
    return jdbc.sql(FIND_RUN.text())
        .param("run_id", id)
        .query(
            (row, n) ->
                new Run(
                    row.getString("job"),
                    row.getString("key"),
                    row.getString("outcome"),
                    row.getObject("as_of", OffsetDateTime.class).toInstant()))
        .optional();
  }

  /**
   * Whom the run left.
   *
   * @param people each of them; otherwise only how many for which reason
   */
  List<Left> left(UUID run, boolean people, int most) {
    return jdbc.sql(LIST_LEFT.text())
        .param("run_id", run)
        .param("people", people)
        .param("most", most)
        .query(
            (row, n) ->
                new Left(
                    row.getObject("organization_id", UUID.class),
                    Optional.ofNullable(row.getObject("user_id", UUID.class)),
                    row.getBoolean("whole_organization"),
                    row.getString("reason"),
                    Optional.ofNullable(row.getObject("hold_id", UUID.class)),
                    Optional.ofNullable(row.getObject("request_id", UUID.class)),
                    Optional.of(PlanStore.hindrance(row)).filter(Hindrance::isKnown),
                    row.getLong("people")))
        .list();
  }
}
