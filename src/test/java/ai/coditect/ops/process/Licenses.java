package ai.coditect.ops.process;

import ai.coditect.ops.local.LocalPostgres;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One fixed set of tenants and licenses, and what a run made of it, told so that it compares. */
final class Licenses {
  static final String AS_OF = "2026-03-01T00:00:00Z";

  private Licenses() {}

  /** 720 licenses of six tenants, at every stage by {@link #AS_OF}. */
  static LocalPostgres.Database plantedIn(LocalPostgres.Database database) {
    database.execute(
        """
        insert into coditect_shared.organizations (id, name, slug, plan, time_zone)
        select md5('organization ' || n)::uuid, 'Organization ' || n, 'organization-' || n,
          (array['FREE', 'PRO', 'ENTERPRISE'])[1 + n % 3],
          (array['UTC', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Auckland'])[1 + n % 4]
        from generate_series(1, 6) n
        """,
        """
        insert into coditect_shared.licenses (id, organization_id, license_key, status, issued_at, expires_at)
        select md5('license ' || n)::uuid, md5('organization ' || 1 + n % 6)::uuid, 'LICENSE-OF-TOKENBERG-' || n,
          case n % 10 when 7 then 'GRACE' when 8 then 'EXPIRED' when 9 then (array['SUSPENDED', 'REVOKED'])[1 + n % 2]
            else 'ACTIVE' end,
          '2025-01-01 00:00:00+00',
          case when n % 37 = 0 then null
            else timestamptz '%s' + (n * 7919 %% 2400 - 1200) * interval '1 hour' end
        from generate_series(1, 720) n
        """
            .replace("%s", AS_OF)
            .replace("%%", "%"));
    return database;
  }

  /** Everything that must be equal however a run came to its end; instants of work are left out. */
  static Map<String, String> state(LocalPostgres.Database database) {
    return digest(
        database,
        Map.of(
            "licenses",
            "select id || status as line from coditect_shared.licenses",
            "progress",
            "select concat_ws(' ', license_id, expires_at, stage, notice_days, due_at, told) as line"
                + " from coditect_ops.license_progress",
            "events",
            "select concat_ws(' ', event_id, type, ordering_key, occurred_at, data - 'processedAt')"
                + " as line from coditect_ops.outbox where type not like '%run.finished%'",
            "audit",
            "select concat_ws(' ', row_id, old_state, new_state) as line"
                + " from coditect_ops.audit_log"));
  }

  /** Of each query's lines, in whatever order, how many and their hash. */
  static Map<String, String> digest(LocalPostgres.Database database, Map<String, String> queries) {
    JdbcClient jdbc = JdbcClient.create(database.asSuperuser());
    Map<String, String> rows = new TreeMap<>();
    queries.forEach(
        (name, sql) ->
            rows.put(
                name,
                jdbc.sql(
                        "select count(*) || ' rows, ' || md5(coalesce(string_agg(line, ';' order by line), '')) from ("
                            + sql
                            + ") lines")
                    .query(String.class)
                    .single()));
    return rows;
  }

  /** Event ids that are in the outbox more than once. */
  static long doubles(LocalPostgres.Database database) {
    return number(
        database,
        "select count(*) from (select event_id from coditect_ops.outbox group by 1 having count(*) > 1) d");
  }

  static long number(LocalPostgres.Database database, String sql) {
    return JdbcClient.create(database.asSuperuser()).sql(sql).query(Long.class).single();
  }

  static String text(LocalPostgres.Database database, String sql) {
    return JdbcClient.create(database.asSuperuser()).sql(sql).query(String.class).single();
  }
}
