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
}
