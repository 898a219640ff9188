package ai.coditect.ops.license;

import ai.coditect.ops.database.Sql;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/** The list of licenses to look at again, which triggers and events feed. */
final class LicenseChangeStore {
  private static final Sql NOTE = Sql.file("license/note_changes");
  private static final Sql EXPAND = Sql.file("license/expand_changes");
  private static final Sql NEWEST = Sql.file("license/newest_change");
  private static final Sql TAKE = Sql.file("license/take_changes");
  private static final Sql KEEP = Sql.file("license/keep_changes");
  private static final Sql CLEAR = Sql.file("license/clear_changes");

  private final JdbcClient jdbc;

  LicenseChangeStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  record Change(String event, UUID organization, UUID license) {

    /** Two events are one only when they name the same license. */
    String identity() {
      return event + " " + license;
    }
  }

  /** Notes the changes and answers, by places from 0, whose license is not that organization's. */
  List<Integer> note(List<Change> changes) {
    return jdbc.sql(NOTE.text())
        .param(
            "event_ids",
            new SqlArrayValue("text", changes.stream().map(Change::identity).toArray()))
        .param(
            "organizations",
            new SqlArrayValue("uuid", changes.stream().map(Change::organization).toArray()))
        .param(
            "licenses", new SqlArrayValue("uuid", changes.stream().map(Change::license).toArray()))
        .query((row, n) -> row.getInt("number") - 1)
        .list();
  }

  /**
   * Turns changes of whole organizations into changes of those of their licenses that can be due
   * because of it.
   *
   * @param horizon when the last of them ends
   * @param graces when one ended whose grace may still run
   */
  void expand(Optional<UUID> organization, Instant horizon, Instant graces) {
    jdbc.sql(EXPAND.text())
        .param("organization", LicenseStore.untyped(organization.orElse(null)))
        .param("horizon", LicenseStore.time(horizon))
        .param("graces", LicenseStore.time(graces))
        .update();
  }

  long newest() {
    return jdbc.sql(NEWEST.text()).query(Long.class).single();
  }

  List<UUID> take(long newest, Optional<UUID> organization, int most) {
    return jdbc.sql(TAKE.text())
        .param("newest", newest)
        .param("organization", LicenseStore.untyped(organization.orElse(null)))
        .param("most", most)
        .query(UUID.class)
        .list();
  }

  void keep(Collection<UUID> licenses) {
    jdbc.sql(KEEP.text()).param("ids", LicenseStore.ids(licenses)).update();
  }

  int clear(int most) {
    return jdbc.sql(CLEAR.text()).param("most", most).update();
  }
}
