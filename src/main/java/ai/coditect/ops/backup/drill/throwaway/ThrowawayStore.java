package ai.coditect.ops.backup.drill.throwaway;

import static ai.coditect.ops.database.Arrays.time;
import static ai.coditect.ops.database.Arrays.untyped;

import ai.coditect.ops.backup.instance.IdleTransactionStore;
import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.database.Intervals;
import ai.coditect.ops.database.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What runs have written down about the instances that they make, in {@code
 * coditect_ops.drill_instances}. An instance that is not there is nobody's to remove.
 */
public final class ThrowawayStore {
  private static final Sql INTEND = Sql.file("backup/intend_instance");
  private static final Sql SAVE = Sql.file("backup/save_instance");
  private static final Sql FIND = Sql.file("backup/find_instance_of_run");
  private static final Sql LEFT = Sql.file("backup/list_instances_left");
  private static final Sql NAMES = Sql.file("backup/list_instance_names");
  private static final Sql EXTENSIONS = Sql.file("backup/list_extensions");
  private static final Sql HAS_LOGIN = Sql.file("backup/has_login");
  private static final Sql OTHERS = Sql.file("backup/find_drill_under_way");
  private static final Sql STARTER = Sql.file("backup/find_starter_of_run");
  private static final Sql MARKER = Sql.file("backup/find_committed_marker_until");

  private final JdbcClient jdbc;
  private final String takeover;

  /**
   * @param takeover after this silence a run's worker is taken for dead
   */
  public ThrowawayStore(JdbcClient jdbc, Duration takeover) {
    this.jdbc = jdbc;
    this.takeover = Intervals.of(takeover);
  }

  /** Writes down what is about to be made, in the caller's transaction. */
  public void intend(Creation creation) {
    jdbc.sql(INTEND.text())
        .param("project", creation.name().project())
        .param("name", creation.name().instance())
        .param("source_project", creation.source().project())
        .param("source", creation.source().instance())
        .param("run_id", creation.run())
        .param("kind", creation.kind().label())
        .param("intended_at", time(creation.intendedAt()))
        .param("prefix", creation.prefix())
        .update();
  }

  /** Writes what has become of it. */
  public void save(Creation creation) {
    save(creation, Optional.empty());
  }

  /** It is no more, or never was. */
  public void removed(Creation creation, Instant at) {
    save(creation, Optional.of(at));
  }

  private void save(Creation creation, Optional<Instant> removedAt) {
    jdbc.sql(SAVE.text())
        .param("project", creation.name().project())
        .param("name", creation.name().instance())
        .param("operation", untyped(creation.operation().orElse(null)))
        .param("created_at", untyped(creation.createdAt().orElse(null)))
        .param("kept_until", untyped(creation.keptUntil().orElse(null)))
        .param("removed_at", untyped(removedAt.orElse(null)))
        .update();
  }

  /** The instance of a run that is not removed yet. */
  public Optional<Creation> ofRun(UUID run) {
    return jdbc.sql(FIND.text()).param("run_id", run).query(ThrowawayStore::creation).optional();
  }

  /**
   * Instances that nobody will remove but who asks: of runs that are over, not kept any longer, and
   * older than this.
   */
  public List<Creation> left(Instant now, Instant olderThan) {
    return jdbc.sql(LEFT.text())
        .param("now", time(now))
        .param("older_than", time(olderThan))
        .param("takeover", takeover)
        .query(ThrowawayStore::creation)
        .list();
  }

  /** The names of all that drills ever made in a project and that are not removed. */
  public List<String> names(String project) {
    return jdbc.sql(NAMES.text()).param("project", project).query(String.class).list();
  }

  /** The extensions of the worker's own database. */
  public List<String> extensions() {
    return jdbc.sql(EXTENSIONS.text()).query(String.class).list();
  }

  /** Whether the server of the worker's own database has a login. */
  public boolean hasLogin(String login) {
    return jdbc.sql(HAS_LOGIN.text()).param("login", login).query(Boolean.class).single();
  }

  /** Another drill that began before this one and is under way, by the key of its run. */
  public Optional<String> otherUnderWay(UUID run) {
    return jdbc.sql(OTHERS.text())
        .param("run_id", run)
        .param("takeover", takeover)
        .query(String.class)
        .optional();
  }

  /** Who or what started a run. */
  public String starter(UUID run) {
    return jdbc.sql(STARTER.text()).param("run_id", run).query(String.class).single();
  }

  /**
   * A marker by its instants.
   *
   * @param committedAt from when on it is there for everybody
   */
  public record MarkerInstants(Instant takenAt, Instant committedAt) {}

  /** The newest marker that was committed by then. */
  public Optional<MarkerInstants> newestMarker(Instant until) {
    return jdbc.sql(MARKER.text())
        .param("until", time(until))
        .query(
            (row, number) ->
                new MarkerInstants(
                    instant(row, "taken_at").orElseThrow(),
                    instant(row, "committed_at").orElseThrow()))
        .optional();
  }

  /** The server waits longer for this transaction: it asks another service meanwhile. */
  public void allowIdle() {
    IdleTransactionStore.allow(jdbc);
  }

  private static Creation creation(ResultSet row, int number) throws SQLException {
    return new Creation(
        new InstanceName(row.getString("source_project"), row.getString("source")),
        new InstanceName(row.getString("project"), row.getString("name")),
        row.getObject("run_id", UUID.class),
        Creation.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
        row.getString("prefix"),
        instant(row, "intended_at").orElseThrow(),
        Optional.ofNullable(row.getString("operation")),
        instant(row, "created_at"),
        instant(row, "kept_until"));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
