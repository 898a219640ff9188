package ai.coditect.ops.license;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.Forecast;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/** The licenses, what was told about them, and how far the sweeps have come. */
final class LicenseStore {
  private static final Sql ADVANCE = Sql.file("license/advance_licenses");
  private static final Sql FIND_DUE = Sql.file("license/find_due_licenses");
  private static final Sql FORECAST = Sql.file("license/forecast_changes");
  private static final Sql READ_WATERMARK = Sql.file("license/read_watermark");
  private static final Sql FIND_RANGES = Sql.file("license/find_end_ranges");
  private static final Sql COUNT_ENDS = Sql.file("license/count_ends");
  private static final Sql PAGE_ENDS = Sql.file("license/page_ends");
  private static final Sql PAGE_ORGANIZATION = Sql.file("license/page_organization");
  private static final Sql PAGE_ACTIVE_AGAIN = Sql.file("license/page_active_again");
  private static final Sql DISTRUST_WATERMARK = Sql.file("license/distrust_watermark");
  private static final Sql MOVE_WATERMARK = Sql.file("license/move_watermark");

  private final JdbcClient jdbc;

  LicenseStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Licenses to advance in one statement: some by id, or a window of the heap. */
  record Slice(
      @Nullable Collection<UUID> ids, @Nullable String fromPlace, @Nullable String toPlace) {
    static Slice of(Collection<UUID> ids) {
      return new Slice(ids, null, null);
    }

    static Slice blocks(long from, long to) {
      return new Slice(null, "(" + from + ",0)", "(" + to + ",0)");
    }
  }

  /** What one step did, and whether the same slice needs another. */
  record Step(Changes changed, boolean unfinished) {}

  record Watermark(
      Optional<Instant> reached,
      Optional<String> settings,
      Optional<Instant> sweptAt,
      long blocks,
      int tables,
      long changes) {}

  record Size(long candidates, long licenses) {}

  record End(Instant end, UUID license) {}

  Step advance(Slice slice, UUID run, RunInstants at, LicenseExpirySettings settings) {
    return ruled(ADVANCE, at, settings)
        .param("ids", ids(slice.ids()))
        .param("from_place", untyped(slice.fromPlace()))
        .param("to_place", untyped(slice.toPlace()))
        .param("run_id", run)
        .query(
            (row, n) ->
                new Step(
                    Changes.of(
                        Map.of(
                            "notices-sent", row.getLong("notices_sent"),
                            "notices-superseded", row.getLong("notices_superseded"),
                            "grace-started", row.getLong("grace_started"),
                            "expired", row.getLong("expired"),
                            "reinstated", row.getLong("reinstated"))),
                    row.getBoolean("unfinished")))
        .single();
  }

  /** Licenses with something due, of these or (null) of all. */
  List<UUID> findDue(
      @Nullable Collection<UUID> among, RunInstants at, LicenseExpirySettings settings, int most) {
    return ruled(FIND_DUE, at, settings)
        .param("ids", ids(among))
        .param("most", most)
        .query(UUID.class)
        .list();
  }

  List<Forecast.Line> forecast(
      RunInstants at,
      LicenseExpirySettings settings,
      Optional<UUID> organization,
      boolean changed) {
    return ruled(FORECAST, at, settings)
        .param("organization", untyped(organization.orElse(null)))
        .param("changed_only", changed)
        .query(
            (row, n) ->
                new Forecast.Line(
                    row.getString("kind"),
                    row.getString("organization_id"),
                    row.getLong("changed")))
        .list();
  }

  Watermark watermark(int mostChanges) {
    return jdbc.sql(READ_WATERMARK.text())
        .param("most", mostChanges)
        .query(
            (row, n) ->
                new Watermark(
                    instant(row, "reached"),
                    Optional.ofNullable(row.getString("settings_hash")),
                    instant(row, "swept_at"),
                    row.getLong("blocks"),
                    row.getInt("tables"),
                    row.getLong("changes")))
        .single();
  }

  List<SweepPlan.Range> ranges(Instant reached, Instant asOf, LicenseExpirySettings settings) {
    return jdbc.sql(FIND_RANGES.text())
        .param("notice_days", days(settings.warnBefore()))
        .param("grace_days", days(settings.grace().values()))
        .param("reached", time(reached))
        .param("as_of", time(asOf))
        .query(
            (row, n) ->
                new SweepPlan.Range(
                    instant(row, "after").orElseThrow(), instant(row, "until").orElseThrow()))
        .list();
  }

  Size size(List<SweepPlan.Range> ranges, int most) {
    return jdbc.sql(COUNT_ENDS.text())
        .param("after", times(ranges, SweepPlan.Range::after))
        .param("until", times(ranges, SweepPlan.Range::until))
        .param("most", most)
        .query((row, n) -> new Size(row.getLong("candidates"), row.getLong("licenses")))
        .single();
  }

  List<End> endsAfter(End key, Instant until, int most) {
    return jdbc.sql(PAGE_ENDS.text())
        .param("after_end", time(key.end()))
        .param("after_id", key.license())
        .param("until", time(until))
        .param("most", most)
        .query(
            (row, n) ->
                new End(instant(row, "expires_at").orElseThrow(), row.getObject("id", UUID.class)))
        .list();
  }

  List<UUID> ofOrganization(UUID organization, Optional<UUID> after, int most) {
    return jdbc.sql(PAGE_ORGANIZATION.text())
        .param("organization", organization)
        .param("after_id", untyped(after.orElse(null)))
        .param("most", most)
        .query(UUID.class)
        .list();
  }

  List<UUID> activeAgain(Optional<UUID> after, int most) {
    return jdbc.sql(PAGE_ACTIVE_AGAIN.text())
        .param("after_id", untyped(after.orElse(null)))
        .param("most", most)
        .query(UUID.class)
        .list();
  }

  void distrustWatermark() {
    jdbc.sql(DISTRUST_WATERMARK.text()).update();
  }

  void moveWatermark(
      RunInstants at, Instant now, LicenseExpirySettings settings, Optional<Instant> sweptAt) {
    jdbc.sql(MOVE_WATERMARK.text())
        .param("as_of", time(at.asOf()))
        .param("believable", time(at.believable()))
        .param("now", time(now))
        .param("settings", settings.fingerprint())
        .param("swept_at", untyped(sweptAt.map(LicenseStore::time).orElse(null)))
        .update();
  }

  private JdbcClient.StatementSpec ruled(Sql sql, RunInstants at, LicenseExpirySettings settings) {
    List<String> plans = List.copyOf(settings.grace().keySet());
    return jdbc.sql(sql.text())
        .param("as_of", time(at.asOf()))
        .param("latest", time(at.latest()))
        .param("believable", time(at.believable()))
        .param("horizon", time(settings.horizon(at.asOf())))
        .param("plans", new SqlArrayValue("text", plans.toArray()))
        .param("grace_days", days(plans.stream().map(settings.grace()::get).toList()))
        .param("notice_days", days(settings.warnBefore()));
  }

  private static SqlArrayValue days(Collection<Period> periods) {
    return new SqlArrayValue("int4", periods.stream().map(Period::getDays).toArray());
  }

  private static SqlArrayValue times(
      List<SweepPlan.Range> ranges, Function<SweepPlan.Range, Instant> end) {
    return new SqlArrayValue("text", ranges.stream().map(end).map(Instant::toString).toArray());
  }

  /** As a typed array, not as text: only that is a constant to the planner. */
  static Object ids(@Nullable Collection<UUID> ids) {
    return ids == null ? untyped(null) : new SqlArrayValue("uuid", ids.toArray());
  }

  static SqlParameterValue untyped(@Nullable Object value) {
    return new SqlParameterValue(Types.OTHER, value);
  }

  static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
