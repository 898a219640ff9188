package ai.coditect.ops.job.governor;

import ai.coditect.ops.database.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Approvals and the switch, in the worker's own ledger. */
final class GovernorStore {
  private static final Sql FIND_RUN = Sql.file("governor/find_run");
  private static final Sql FIND_RUNS_BY_KEY = Sql.file("governor/find_runs_by_key");
  private static final Sql APPROVE_RUN = Sql.file("governor/approve_run");
  private static final Sql IS_PERSONS_LOGIN = Sql.file("governor/is_persons_login");
  private static final Sql READ_SWITCH = Sql.file("governor/read_switch");
  private static final Sql TURN_SWITCH = Sql.file("governor/turn_switch");

  private final JdbcClient jdbc;

  GovernorStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param startedBy empty for runs that are older than the question
   * @param startedAs the login in the database of who started it, if it is kept
   */
  record Run(
      UUID id,
      String job,
      String key,
      String outcome,
      Optional<String> startedBy,
      Optional<String> startedAs,
      Optional<Approval> approval) {}

  record Approval(String by, Instant at) {}

  /** Where the switch stands; by, since and reason only of a pause. */
  record Switch(
      boolean paused, Optional<String> by, Optional<Instant> since, Optional<String> reason) {}

  Optional<Run> find(UUID run) {
    return jdbc.sql(FIND_RUN.text())
        .param("run", run)
        .query(
            (row, number) ->
                new Run(
                    row.getObject("id", UUID.class),
                    row.getString("job"),
                    row.getString("key"),
                    row.getString("outcome"),
                    Optional.ofNullable(row.getString("started_by")),
                    Optional.ofNullable(row.getString("started_as")),
                    Optional.ofNullable(row.getString("approved_by"))
                        .map(by -> new Approval(by, instant(row, "approved_at").orElseThrow()))))
        .optional();
  }

  List<UUID> runsOfKey(String key) {
    return jdbc.sql(FIND_RUNS_BY_KEY.text()).param("key", key).query(UUID.class).list();
  }

  /** False when the run is not parked any more, or was approved meanwhile. */
  boolean approve(UUID run, String by, String operator) {
    return jdbc.sql(APPROVE_RUN.text())
        .param("run", run)
        .param("by", by)
        .param("operator", operator)
        .query(OffsetDateTime.class)
        .optional()
        .isPresent();
  }

  /** Whether this session's login is that one, and a person's: nobody shares it. */
  boolean isPersonsLogin(String login) {
    return jdbc.sql(IS_PERSONS_LOGIN.text()).param("login", login).query(Boolean.class).single();
  }

  Switch read() {
    return jdbc.sql(READ_SWITCH.text())
        .query(
            (row, number) ->
                new Switch(
                    row.getBoolean("paused"),
                    Optional.ofNullable(row.getString("paused_by")),
                    instant(row, "paused_at"),
                    Optional.ofNullable(row.getString("reason"))))
        .single();
  }

  /** False when it stood there already. */
  boolean turn(boolean paused, String by, Optional<String> reason) {
    return jdbc.sql(TURN_SWITCH.text())
        .param("paused", paused)
        .param("by", by)
        .param("reason", reason.orElse(null))
        .query(OffsetDateTime.class)
        .optional()
        .isPresent();
  }

  private static Optional<Instant> instant(ResultSet row, String column) {
    try {
      @Nullable OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
      return Optional.ofNullable(value).map(OffsetDateTime::toInstant);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
