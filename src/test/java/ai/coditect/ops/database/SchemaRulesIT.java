package ai.coditect.ops.database;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.LocalPostgres;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What every migration must keep, asked of the catalogue. */
final class SchemaRulesIT {
  private static final String OURS =
      " in ('coditect_shared'::regnamespace, 'coditect_ops'::regnamespace)";
  private static final String UNINDEXED_FOREIGN_KEYS =
      "select c.conname from pg_constraint c where c.contype = 'f' and c.connamespace"
          + OURS
          + " and not exists (select from pg_index i where i.indrelid = c.conrelid"
          + " and i.indisvalid and i.indpred is null"
          + " and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)";
  private static final String UNPINNED_FUNCTIONS =
      "select p.oid::regprocedure::text from pg_proc p where p.pronamespace"
          + OURS
          + " and p.prosqlbody is null"
          + " and not coalesce(p.proconfig::text ~ 'search_path=pg_catalog, pg_temp', false)";
  private static final String OPEN_DEFINERS =
      "select p.oid::regprocedure::text from pg_proc p where p.pronamespace"
          + OURS
          + " and p.prosecdef and has_function_privilege('coditect_app', p.oid, 'execute')";
  private static final String UNAUDITED =
      "select distinct format('%I.%I %s', table_schema, table_name, lower(privilege_type)) from ("
          + "select table_schema, table_name, grantee, privilege_type"
          + " from information_schema.column_privileges union select table_schema, table_name,"
          + " grantee, privilege_type from information_schema.table_privileges) held"
          + " where grantee = 'coditect_system' and table_schema = 'coditect_shared'"
          + " and privilege_type in ('INSERT', 'UPDATE', 'DELETE')"
          + " and not exists (select from pg_trigger t"
          + " where t.tgrelid = format('%I.%I', table_schema, table_name)::regclass"
          + " and t.tgname like 'audit%' and t.tgtype & case privilege_type"
          + " when 'INSERT' then 4 when 'DELETE' then 8 else 16 end > 0)";

  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();

  @Test
  void every_foreign_key_has_an_index() {
    // Quartz comes with its own indexes; its foreign keys lead its primary keys.
    assertThat(strings(UNINDEXED_FOREIGN_KEYS + " and c.conname !~ 'qrtz_triggers_sched_name'"))
        .isEmpty();
    database.execute("drop index coditect_shared.projects_by_owner");
    assertThat(strings(UNINDEXED_FOREIGN_KEYS))
        .contains("projects_are_owned_within_their_organization");
  }

  @Test
  void every_look_up_column_leads_an_index() {
    Set<String> leading =
        new TreeSet<>(
            strings(
                "select distinct i.indrelid::regclass || ' ' || a.attname from pg_index i"
                    + " join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]"
                    + " where i.indrelid in (select oid from pg_class"
                    + " where relnamespace = 'coditect_shared'::regnamespace)"));
    assertThat(leading)
        .contains(
            "coditect_shared.organizations slug",
            "coditect_shared.licenses organization_id",
            "coditect_shared.licenses expires_at",
            "coditect_shared.licenses license_key",
            "coditect_shared.users organization_id",
            "coditect_shared.users license_id",
            "coditect_shared.users email",
            "coditect_shared.users username",
            "coditect_shared.projects organization_id",
            "coditect_shared.projects owner_id",
            "coditect_shared.projects slug");
  }

  @Test
  void every_function_pins_its_names() {
    // It runs for every changed row and qualifies its one name instead.
    assertThat(strings(UNPINNED_FUNCTIONS)).containsExactly("coditect_shared.touch_updated_at()");
    database.execute(
        "create function coditect_ops.loose() returns trigger language plpgsql as"
            + " 'begin return new; end'");
    assertThat(strings(UNPINNED_FUNCTIONS)).contains("coditect_ops.loose()");
  }

  @Test
  void nobody_else_calls_what_runs_as_its_owner() {
    assertThat(strings(OPEN_DEFINERS)).isEmpty();
    database.execute("grant execute on function coditect_ops.note_new_licenses() to public");
    assertThat(strings(OPEN_DEFINERS)).containsExactly("coditect_ops.note_new_licenses()");
  }

  @Test
  void every_tenants_table_that_the_worker_may_change_has_an_audit_trigger() {
    assertThat(strings(UNAUDITED)).isEmpty();
    database.execute("grant insert (name) on coditect_shared.projects to coditect_system");
    assertThat(strings(UNAUDITED)).containsExactly("coditect_shared.projects insert");
  }

  @Test
  void licenses_end_within_the_calendar() {
    String license =
        "insert into coditect_shared.licenses (organization_id, license_key, expires_at)"
            + " select id, '%1$s', '%1$s' from coditect_shared.organizations";
    database.execute(
        "insert into coditect_shared.organizations (name, slug) values ('One', 'one')",
        license.formatted("0001-01-01 00:00+00"),
        license.formatted("9999-12-31 23:59:59.999999+00"));
    for (String end :
        List.of("infinity", "-infinity", "10000-01-01 00:00+00", "0001-12-31 23:59:59+00 BC")) {
      assertThat(failureOf(license.formatted(end)))
          .contains("licenses_end_between_the_years_1_and_9999");
    }
  }

  @Test
  void the_tenants_login_holds_nothing_in_the_workers_schema() {
    assertThat(
            strings(
                "select relname from pg_class where relnamespace = 'coditect_ops'::regnamespace"
                    + " and relkind in ('r', 'S') and case relkind when 'S'"
                    + " then has_sequence_privilege('coditect_app', oid, 'usage')"
                    + " else has_table_privilege('coditect_app', oid, 'select, insert, update,"
                    + " delete') end"))
        .isEmpty();
    assertThat(
            strings("select has_schema_privilege('coditect_app', 'coditect_ops', 'usage')::text"))
        .containsExactly("false");
  }

  private String failureOf(String sql) {
    try {
      database.execute(sql);
      return "nothing";
    } catch (IllegalStateException e) {
      return e.getMessage();
    }
  }

  private List<String> strings(String sql) {
    return JdbcClient.create(database.asSuperuser()).sql(sql).query(String.class).list();
  }
}
