package ai.coditect.ops.export.content;

import ai.coditect.ops.local.LocalPostgres;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Organizations and people whose data is exported, as a test plants them. */
public final class Residents {
  private final JdbcClient jdbc;
  private int planted;

  public Residents(LocalPostgres.Database database) {
    this.jdbc = JdbcClient.create(database.asSuperuser());
  }

  public JdbcClient jdbc() {
    return jdbc;
  }

  public UUID organization(String slug) {
    return jdbc.sql(
            "insert into coditect_shared.organizations (name, slug, plan) values (?, ?, 'PRO')"
                + " returning id")
        .params("Company " + slug, slug)
        .query(UUID.class)
        .single();
  }

  /** Somebody with the address {@code name@<slug>.test}. */
  public UUID user(UUID organization, String name) {
    return jdbc.sql(
            "insert into coditect_shared.users (organization_id, email, username, full_name, role)"
                + " select id, ? || '@' || slug || '.test', ?, ?, 'MEMBER'"
                + " from coditect_shared.organizations where id = ? returning id")
        .params(name, name, "Full " + name, organization)
        .query(UUID.class)
        .single();
  }

  public UUID project(UUID organization, UUID owner, String name) {
    return jdbc.sql(
            "insert into coditect_shared.projects (organization_id, owner_id, name, slug)"
                + " values (?, ?, ?, ?) returning id")
        .params(organization, owner, name, "project-" + ++planted)
        .query(UUID.class)
        .single();
  }

  public UUID license(UUID organization, String features) {
    return jdbc.sql(
            "insert into coditect_shared.licenses (organization_id, license_key, features)"
                + " values (?, ?, cast(? as jsonb)) returning id")
        .params(organization, "key-" + ++planted, features)
        .query(UUID.class)
        .single();
  }

  /** What the worker itself has on record about somebody. */
  public void evidence(UUID organization, UUID user) {
    jdbc.sql(
            "with a as (insert into coditect_ops.audit_log (run_id, table_name, row_id,"
                + " organization_id, action) values (gen_random_uuid(), 'users', :user, :tenant,"
                + " 'update')), l as (insert into coditect_ops.erasure_left (run_id,"
                + " organization_id, user_id, reason) values (gen_random_uuid(), :tenant, :user,"
                + " 'changed')), h as (insert into coditect_ops.holds (kind, organization_id,"
                + " user_id, ground, placed_by) values ('user', :tenant, :user, 'case',"
                + " 'counsel')), e as (insert into coditect_ops.erasure_requests (id,"
                + " organization_id, user_id, requested_at, due_at, state) values"
                + " (gen_random_uuid(), :tenant, :user, now(), now(), 'refused')) insert into"
                + " coditect_ops.export_requests (id, organization_id, user_id, requested_at,"
                + " due_at, state) values (gen_random_uuid(), :tenant, :user, now(), now(),"
                + " 'failed')")
        .param("tenant", organization)
        .param("user", user)
        .update();
  }
}
