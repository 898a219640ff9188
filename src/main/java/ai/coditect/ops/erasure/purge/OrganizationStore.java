package ai.coditect.ops.erasure.purge;

import static ai.coditect.ops.database.Arrays.time;
import static ai.coditect.ops.database.Arrays.untyped;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.erasure.plan.Candidate;
import ai.coditect.ops.erasure.statement.Statements;
import ai.coditect.ops.erasure.statement.Statements.Kind;
import ai.coditect.ops.erasure.statement.Statements.Statement;
import ai.coditect.ops.erasure.tally.RowCounts;
import ai.coditect.ops.erasure.tally.RowGroup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of organizations that have ended. */
public final class OrganizationStore {
  private static final Sql LOCK = Sql.file("erasure/lock_organization");
  private static final Sql ANSWER = Sql.file("erasure/answer_organization_requests");
  private static final Sql REFUSE = Sql.file("erasure/refuse_organization_requests");
  private static final Sql KEEP_OPEN = Sql.file("erasure/keep_organization_requests_open");
  private static final Sql IS_BEING_EXPORTED = Sql.file("erasure/is_organization_being_exported");
  private static final Sql CANCEL_EXPORTS = Sql.file("erasure/cancel_organization_exports");

  private final JdbcClient jdbc;

  public OrganizationStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Locks the organization; false when its row is not the planned version. */
  boolean lock(Candidate planned) {
    return jdbc.sql(LOCK.text())
        .param("organization", planned.organization())
        .param("version", planned.version())
        .query(UUID.class)
        .optional()
        .isPresent();
  }

  /** Deletes some rows of a table; what is still needed by a row that stays is not among them. */
  RowCounts take(Statement statement, UUID organization, int most, Instant asOf) {
    Map<RowGroup, Long> taken = new HashMap<>();
    jdbc.sql(statement.text())
        .param("organization", organization)
        .param("most", most)
        .param("as_of", time(asOf))
        .query(
            row -> {
              UUID tenant =
                  Optional.ofNullable(row.getString("tenant"))
                      .map(UUID::fromString)
                      .orElse(organization);
              taken.merge(
                  new RowGroup(statement.table(), statement.effect(), tenant),
                  row.getLong("rows"),
                  Long::sum);
            });
    return new RowCounts(taken);
  }

  /** What of an organization is still there of which nothing more can go, and why. */
  Optional<Obstacle> why(Statements statements, UUID organization, Instant asOf) {
    List<Obstacle> found = new ArrayList<>();
    for (Statement statement : statements.of(Kind.LEFT_OF_ORGANIZATION)) {
      jdbc.sql(statement.text())
          .param("organization", organization)
          .param("as_of", time(asOf))
          .query(
              row -> {
                @Nullable UUID hold = row.getObject("hold_id", UUID.class);
                if (hold != null) {
                  found.add(0, Obstacle.held(Optional.of(hold)));
                } else if (row.getLong("of_people") > 0) {
                  found.add(Obstacle.ofOthers(statement.table()));
                }
              });
    }
    for (Statement statement : statements.of(Kind.REFERS_TO_ORGANIZATION)) {
      if (found.isEmpty()
          && jdbc.sql(statement.text())
              .param("organization", organization)
              .query(Boolean.class)
              .single()) {
        found.add(Obstacle.ofOthers(statement.table()));
      }
    }
    return found.stream().findFirst();
  }

  void answer(UUID run, UUID deletion, UUID organization) {
    jdbc.sql(ANSWER.text())
        .param("run_id", run)
        .param("deletion", deletion)
        .param("organization", organization)
        .update();
  }

  void refuse(UUID run, UUID organization, Obstacle obstacle) {
    jdbc.sql(REFUSE.text())
        .param("run_id", run)
        .param("organization", organization)
        .param("ground", obstacle.ground())
        .param("hold", untyped(obstacle.hold().orElse(null)))
        .update();
  }

  /** Nothing has answered the requests about it: their time runs on. */
  void keepOpen(UUID organization) {
    jdbc.sql(KEEP_OPEN.text()).param("organization", organization).update();
  }

  /** Whether a copy of the whole organization is asked for and not made yet. */
  boolean isBeingExported(UUID organization) {
    return jdbc.sql(IS_BEING_EXPORTED.text())
        .param("organization", organization)
        .query(Boolean.class)
        .single();
  }

  /** A copy of what this deletion has taken something from would not be whole. */
  void cancelExports(UUID deletion, UUID organization) {
    jdbc.sql(CANCEL_EXPORTS.text())
        .param("deletion", deletion)
        .param("organization", organization)
        .update();
  }
}
