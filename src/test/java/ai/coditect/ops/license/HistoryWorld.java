package ai.coditect.ops.license;

import ai.coditect.ops.license.ExpiryPolicy.Fact;
import ai.coditect.ops.license.ExpiryPolicy.Status;
import ai.coditect.ops.license.ModelLicense.Event;
import ai.coditect.ops.license.ModelLicense.Tenant;
import ai.coditect.ops.license.ModelLicense.Told;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/** The tables beside the model: whole sets written and read in one statement each. */
final class HistoryWorld {
  /** A license as the tables have it. */
  record Found(Status status, Optional<Told> told) {}

  private final JdbcClient jdbc;
  private long seen;

  HistoryWorld(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void insertTenants(List<Tenant> tenants) {
    write(
        """
        insert into coditect_shared.organizations (id, name, slug, plan, time_zone)
        select id, 'Some Ltd', 'o' || id, plan, zone
        from unnest(:ids, :plans, :zones) as t (id, plan, zone)
        """,
        tenants);
  }

  void updateTenants(List<Tenant> tenants) {
    write(
        """
        update coditect_shared.organizations o set plan = t.plan, time_zone = t.zone
        from unnest(:ids, :plans, :zones) as t (id, plan, zone) where o.id = t.id
        """,
        tenants);
  }

  private void write(String sql, List<Tenant> tenants) {
    jdbc.sql(sql)
        .param("ids", array("uuid", tenants, each -> each.id))
        .param("plans", array("text", tenants, each -> each.plan))
        .param("zones", array("text", tenants, each -> each.zone.getId()))
        .update();
  }

  void insert(Collection<ModelLicense> licenses) {
    writeLicenses(
        """
        insert into coditect_shared.licenses (id, organization_id, license_key, status, expires_at)
        select id, tenant, cast(id as text), status, cast(ends as timestamptz)
        from unnest(:ids, :tenants, :statuses, :ends) as l (id, tenant, status, ends)
        """,
        licenses);
  }

  void update(Collection<ModelLicense> licenses) {
    writeLicenses(
        """
        update coditect_shared.licenses l
        set organization_id = n.tenant, status = n.status, expires_at = cast(n.ends as timestamptz)
        from unnest(:ids, :tenants, :statuses, :ends) as n (id, tenant, status, ends)
        where l.id = n.id
        """,
        licenses);
  }

  private void writeLicenses(String sql, Collection<ModelLicense> licenses) {
    jdbc.sql(sql)
        .param("ids", array("uuid", licenses, each -> each.id))
        .param("tenants", array("uuid", licenses, each -> each.tenant.id))
        .param("statuses", array("text", licenses, each -> each.status.name()))
        .param(
            "ends", array("text", licenses, each -> each.end == null ? null : each.end.toString()))
        .update();
  }

  /** Plants what an earlier run would have left. */
  void record(Collection<ModelLicense> licenses) {
    List<ModelLicense> all = licenses.stream().filter(each -> each.told.isPresent()).toList();
    jdbc.sql(
            """
            insert into coditect_ops.license_progress
              (license_id, organization_id, expires_at, stage, notice_days, due_at, told, run_id)
            select id, tenant, cast(ends as timestamptz), stage, days, cast(due as timestamptz), 1, id
            from unnest(:ids, :tenants, :ends, :stages, :days, :dues) as p (id, tenant, ends, stage, days, due)
            """)
        .param("ids", array("uuid", all, each -> each.id))
        .param("tenants", array("uuid", all, each -> each.told.get().tenant()))
        .param(
            "ends",
            array(
                "text",
                all,
                each ->
                    Optional.ofNullable(each.told.get().end())
                        .map(Instant::toString)
                        .orElse("infinity")))
        .param(
            "stages",
            array("text", all, each -> each.told.get().stage().map(Enum::name).orElse(null)))
        .param("days", array("int4", all, each -> each.told.get().noticeDays().orElse(null)))
        .param("dues", array("text", all, each -> each.told.get().due().toString()))
        .update();
  }

  Map<UUID, Found> read() {
    Map<UUID, Found> all = new HashMap<>();
    jdbc.sql(
            """
            select l.id, l.status, p.organization_id, p.expires_at, p.stage, p.notice_days, p.due_at, p.told
            from coditect_shared.licenses l
            left join coditect_ops.license_progress p on p.license_id = l.id
            """)
        .query(
            (row, n) ->
                all.put(
                    row.getObject("id", UUID.class),
                    new Found(Status.valueOf(row.getString("status")), told(row))))
        .list();
    return all;
  }

  private static Optional<Told> told(ResultSet row) throws SQLException {
    UUID tenant = row.getObject("organization_id", UUID.class);
    return tenant == null
        ? Optional.empty()
        : Optional.of(
            new Told(
                tenant,
                instant(row, "expires_at"),
                Optional.ofNullable(row.getString("stage")).map(Status::valueOf),
                Optional.ofNullable(row.getObject("notice_days", Integer.class)),
                row.getObject("due_at", OffsetDateTime.class).toInstant(),
                row.getInt("told")));
  }

  /** Events since the last look, by license, in their order. */
  Map<UUID, List<Event>> newEvents() {
    Map<UUID, List<Event>> all = new LinkedHashMap<>();
    jdbc.sql(
            """
            select sequence, split_part(type, '.', 4) as fact, cast(ordering_key as uuid) as tenant, occurred_at,
              cast(data ->> 'organizationId' as uuid) as said, cast(data ->> 'licenseId' as uuid) as license,
              cast(data ->> 'expiresAt' as timestamptz) as ends, cast(data ->> 'dueAt' as timestamptz) as due,
              cast(data ->> 'graceEndsAt' as timestamptz) as grace, cast(data ->> 'daysLeft' as bigint) as days,
              data ->> 'previousStatus' as previous
            from coditect_ops.outbox where sequence > :seen order by sequence
            """)
        .param("seen", seen)
        .query(
            (row, n) -> {
              seen = row.getLong("sequence");
              Event event = event(row);
              all.computeIfAbsent(event.license(), any -> new ArrayList<>()).add(event);
              return event;
            })
        .list();
    return all;
  }

  private static Event event(ResultSet row) throws SQLException {
    UUID tenant = row.getObject("tenant", UUID.class);
    Instant due = instant(row, "due");
    if (!tenant.equals(row.getObject("said", UUID.class))
        || !row.getObject("occurred_at", OffsetDateTime.class).toInstant().equals(due)) {
      throw new AssertionError("ordering key or time of an event is not what it says");
    }
    return new Event(
        row.getObject("license", UUID.class),
        tenant,
        Fact.valueOf(row.getString("fact").toUpperCase(Locale.ROOT).replace('-', '_')),
        instant(row, "ends"),
        due,
        instant(row, "grace"),
        row.getObject("days", Long.class),
        row.getString("previous"));
  }

  /** The licenses on the list, and of organizations on it those that can be due because of it. */
  List<UUID> listed(Instant clock, LicenseExpirySettings settings) {
    Instant latest = clock.plus(RunInstants.CLOCK_DIFFERENCE);
    return jdbc.sql(
            """
            select distinct l.id
            from coditect_ops.license_changes c
            join coditect_shared.licenses l on l.id = c.license_id
              or c.license_id is null and l.organization_id = c.organization_id and case l.status
                when 'ACTIVE' then l.expires_at <= :horizon
                when 'GRACE' then true
                when 'EXPIRED' then coalesce(l.expires_at, 'infinity') > :graces
                else false
              end
            """)
        .param("horizon", LicenseStore.time(settings.horizon(latest)))
        .param("graces", LicenseStore.time(settings.longestGraceBefore(latest)))
        .query(UUID.class)
        .list();
  }

  long doubles() {
    return jdbc.sql("select count(*) - count(distinct event_id) from coditect_ops.outbox")
        .query(Long.class)
        .single();
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null || time.equals(OffsetDateTime.MAX) ? null : time.toInstant();
  }

  private static <T> SqlArrayValue array(
      String type, Collection<T> all, Function<T, @Nullable Object> value) {
    return new SqlArrayValue(type, all.stream().map(value).toArray());
  }
}
