package ai.coditect.ops.database;

import static ai.coditect.ops.database.TwoTenants.OURS;
import static ai.coditect.ops.database.TwoTenants.THEIRS;
import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.LocalPostgres;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the database itself sees to: audit of the worker, and news about licenses for it. */
final class LicenseTriggersIT {
  private static final String FLIP =
      "update coditect_shared.licenses set status = 'GRACE' where id = '" + OURS + "'";
  private static final UUID RUN = new UUID(7, 7);

  private final TwoTenants tenants = new TwoTenants();

  @Test
  void the_worker_changes_nothing_outside_a_run() {
    try (var worker = tenants.as(LocalPostgres.WORKER)) {
      assertThat(worker.failure(FLIP)).isEqualTo("P0001");
      worker.set("ops.run_id", RUN.toString()).commit();
      assertThat(worker.failure(FLIP)).isEqualTo("P0001");
    }
    assertThat(changes()).isEmpty();
  }

  @Test
  void a_change_inside_a_run_leaves_an_audit_row_with_the_run_and_is_no_news() {
    try (var worker = tenants.as(LocalPostgres.WORKER)) {
      worker.set("ops.run_id", RUN.toString());
      assertThat(worker.update(FLIP)).isEqualTo(1);
      worker.commit();
    }
    assertThat(
            strings(
                "select concat_ws(' ', run_id, table_name, row_id, organization_id, action,"
                    + " old_state, new_state, changed_columns) from coditect_ops.audit_log"))
        .containsExactly(
            "%s licenses %s %s update ACTIVE GRACE {status}".formatted(RUN, OURS, OURS));
    assertThat(changes()).isEmpty();
  }

  @Test
  void a_tenants_change_is_no_audit_row_of_the_worker() {
    asTenant(FLIP);
    assertThat(strings("select id::text from coditect_ops.audit_log")).isEmpty();
  }

  @Test
  void a_moved_end_a_changed_status_and_a_new_license_are_news() {
    asTenant("update coditect_shared.licenses set expires_at = '2027-01-01'");
    asTenant(FLIP);
    asTenant("update coditect_shared.licenses set expires_at = null");
    asTenant(
        "insert into coditect_shared.licenses (id, organization_id, license_key, expires_at)"
            + " values ('%s', '%s', 'new', '2027-01-01')".formatted(RUN, OURS));
    assertThat(changes())
        .containsExactly(OURS + " " + OURS, OURS + " " + OURS, OURS + " " + OURS, OURS + " " + RUN);
  }

  @Test
  void other_changes_are_no_news() {
    asTenant("update coditect_shared.licenses set activation_count = 1");
    asTenant("update coditect_shared.licenses set status = status, expires_at = expires_at");
    asTenant(
        "insert into coditect_shared.licenses (organization_id, license_key) values ('%s', 'new')"
            .formatted(OURS));
    asTenant("update coditect_shared.organizations set name = 'Other'");
    assertThat(changes()).isEmpty();
  }

  @Test
  void a_tenant_cannot_hide_its_change_by_claiming_a_run() {
    try (var app = tenants.as(LocalPostgres.APP).tenant(OURS).set("ops.run_id", RUN.toString())) {
      app.update("update coditect_shared.licenses set expires_at = '2027-01-01'");
      app.commit();
    }
    assertThat(changes()).containsExactly(OURS + " " + OURS);
  }

  @Test
  void a_changed_plan_or_zone_is_news_about_every_license_of_the_organization() {
    asTenant("update coditect_shared.organizations set plan = 'PRO'");
    asTenant("update coditect_shared.organizations set time_zone = 'Asia/Kathmandu'");
    assertThat(changes()).containsExactly(OURS.toString(), OURS.toString());
  }

  @Test
  void a_zone_that_nobody_knows_is_refused() {
    try (var app = tenants.as(LocalPostgres.APP).tenant(OURS)) {
      for (String zone : List.of("Mars/Olympus", "EST5EDT4,M3", "+05:45", "", "utc")) {
        assertThat(
                app.failure(
                    "update coditect_shared.organizations set time_zone = '%s'".formatted(zone)))
            .isEqualTo("23514");
      }
    }
  }

  @Test
  void status_flips_stay_on_their_page() {
    tenants.database.execute(
        "insert into coditect_shared.licenses (organization_id, license_key, expires_at)"
            + " select '%s', 'bulk-' || n, timestamptz '2026-01-01 00:00+00' + n * interval '1 hour'"
                .formatted(THEIRS)
            + " from generate_series(1, 5000) n");
    try (var worker = tenants.as(LocalPostgres.WORKER).set("ops.run_id", RUN.toString())) {
      int flipped =
          worker.update(
              "update coditect_shared.licenses l set status = 'GRACE' from (select id from"
                  + " (select id, row_number() over (order by ctid) % 5 as turn"
                  + " from coditect_shared.licenses where organization_id = '%s') numbered"
                      .formatted(THEIRS)
                  + " where turn = 0) due where due.id = l.id");
      assertThat(flipped).isEqualTo(1000);
      assertThat(
              worker.list(
                  "select n_tup_hot_upd from pg_stat_xact_user_tables"
                      + " where relid = 'coditect_shared.licenses'::regclass",
                  Long.class))
          .singleElement()
          .satisfies(hot -> assertThat(hot).isGreaterThanOrEqualTo(950));
    }
    assertThat(
            strings(
                "select indexdef from pg_indexes where schemaname = 'coditect_shared'"
                    + " and tablename = 'licenses' and indexdef ~ 'status'"))
        .isEmpty();
  }

  private void asTenant(String sql) {
    try (var app = tenants.as(LocalPostgres.APP).tenant(OURS)) {
      app.update(sql);
      app.commit();
    }
  }

  private List<String> changes() {
    return strings(
        "select concat_ws(' ', organization_id, license_id) from coditect_ops.license_changes"
            + " order by id");
  }

  private List<String> strings(String sql) {
    try (var all = tenants.as("postgres")) {
      return all.list(sql, String.class);
    }
  }
}
