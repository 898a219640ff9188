package ai.coditect.ops.database;

import static ai.coditect.ops.database.TwoTenants.OURS;
import static ai.coditect.ops.database.TwoTenants.TABLES;
import static ai.coditect.ops.database.TwoTenants.THEIRS;
import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.LocalPostgres;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class RowLevelSecurityIT {
  private static final List<String> TENANT_TABLES = TABLES;

  private final TwoTenants tenants = new TwoTenants();

  @Test
  void every_table_of_the_tenants_is_secured_and_the_sweep_finds_one_that_is_not() {
    assertThat(unguarded()).isEmpty();

    tenants.database.execute(
        "create table coditect_shared.open (organization_id uuid)",
        "create table coditect_shared.unforced (organization_id uuid)",
        "alter table coditect_shared.unforced enable row level security",
        "alter table coditect_shared.organizations no force row level security");
    assertThat(unguarded())
        .containsExactly(
            "coditect_shared.open", "coditect_shared.organizations", "coditect_shared.unforced");
  }

  @Test
  void every_policy_rules_both_what_is_seen_and_what_is_written() {
    try (var worker = tenants.as(LocalPostgres.WORKER)) {
      assertThat(
              worker.list(
                  "select tablename || ' ' || roles[1] from pg_policies where qual is not null"
                      + " and with_check = qual and permissive = 'PERMISSIVE' and cmd = 'ALL'"
                      + " order by 1",
                  String.class))
          .containsExactly(
              "licenses coditect_app", "licenses coditect_system",
              "organizations coditect_app", "organizations coditect_system",
              "projects coditect_app", "projects coditect_system",
              "users coditect_app", "users coditect_system");
    }
  }

  @ParameterizedTest
  @FieldSource("TENANT_TABLES")
  void a_tenant_sees_its_own_rows_only(String table) {
    try (var app = tenants.as(LocalPostgres.APP).tenant(OURS)) {
      assertThat(app.list("select id from coditect_shared." + table, UUID.class))
          .containsExactly(OURS);
      app.tenant(THEIRS);
      assertThat(app.list("select id from coditect_shared." + table, UUID.class))
          .containsExactly(THEIRS);
    }
  }

  @ParameterizedTest
  @FieldSource("TENANT_TABLES")
  void a_tenant_changes_its_own_rows_only(String table) {
    try (var app = tenants.as(LocalPostgres.APP).tenant(OURS)) {
      String touch = "update coditect_shared." + table + " set created_at = now()";
      assertThat(app.update(touch)).isEqualTo(1);
      assertThat(app.update(touch + " where id = '" + THEIRS + "'")).isZero();
      assertThat(
              app.update("delete from coditect_shared." + table + " where id = '" + THEIRS + "'"))
          .isZero();
    }
  }

  @Test
  void a_tenant_cannot_write_a_row_of_another() {
    try (var app = tenants.as(LocalPostgres.APP).tenant(OURS)) {
      assertThat(
              app.failure(
                  "insert into coditect_shared.organizations (name, slug) values ('x', 'x')"))
          .isEqualTo("42501");
      for (String insert :
          List.of(
              "licenses (organization_id, license_key) values ('%s', 'x')",
              "users (organization_id, email, username) values ('%s', 'x@example.com', 'x')",
              "projects (organization_id, owner_id, name, slug) values ('%1$s', '%1$s', 'x', 'x')")) {
        assertThat(app.failure("insert into coditect_shared." + insert.formatted(THEIRS)))
            .isEqualTo("42501");
        assertThat(app.failure("insert into coditect_shared." + insert.formatted(OURS)))
            .isEqualTo("succeeded");
      }
      assertThat(
              app.failure(
                  "update coditect_shared.licenses set organization_id = '%s'".formatted(THEIRS)))
          .isEqualTo("42501");
    }
  }

  @ParameterizedTest
  @FieldSource("TENANT_TABLES")
  void forgetting_the_tenant_fails_loudly_on_a_fresh_and_on_a_used_session(String table) {
    String purge = "delete from coditect_shared." + table;
    try (var app = tenants.as(LocalPostgres.APP)) {
      assertThat(app.failure(purge)).isEqualTo("42704");
      app.tenant(OURS).commit();
      assertThat(app.failure(purge)).isEqualTo("22P02");
    }
  }

  @Test
  void the_worker_sees_every_tenant() {
    try (var worker = tenants.as(LocalPostgres.WORKER)) {
      for (String table : List.of("organizations", "licenses")) {
        assertThat(worker.list("select id from coditect_shared." + table, UUID.class))
            .containsExactlyInAnyOrder(OURS, THEIRS);
      }
    }
  }

  @Test
  void the_owner_is_under_the_same_rule() {
    try (var owner = tenants.as(LocalPostgres.ADMIN)) {
      owner.update("set local role coditect_owner");
      assertThat(owner.list("select id from coditect_shared.licenses", UUID.class)).isEmpty();
    }
  }

  @Test
  void the_tenants_login_never_reaches_the_workers_schema() {
    try (var app = tenants.as(LocalPostgres.APP).tenant(OURS)) {
      assertThat(app.failure("select from coditect_ops.runs")).isEqualTo("42501");
      assertThat(
              app.failure(
                  "insert into coditect_ops.license_changes (organization_id) values ('"
                      + OURS
                      + "')"))
          .isEqualTo("42501");
    }
  }

  @Test
  void roles_stand_above_each_other() {
    try (var app = tenants.as(LocalPostgres.APP).tenant(OURS)) {
      app.set("app.current_user_id", OURS.toString());
      assertThat(
              app.list(
                  "select r from unnest('{OWNER,ADMIN,MEMBER,GUEST,ROOT}'::text[]) r"
                      + " where coditect_shared.current_user_reaches(r)",
                  String.class))
          .containsExactly("ADMIN", "MEMBER", "GUEST");
      app.set("app.current_user_id", THEIRS.toString());
      assertThat(app.list("select coditect_shared.current_user_reaches('GUEST')", Boolean.class))
          .containsExactly(false);
    }
  }

  private List<String> unguarded() {
    try (var worker = tenants.as(LocalPostgres.WORKER)) {
      return worker.list(
          "select name from (\n%s) found"
              .formatted(Sql.file("check/list_unguarded_tenant_tables").text()),
          String.class);
    }
  }
}
