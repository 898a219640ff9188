package ai.coditect.ops.erasure;

import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.PersonalTokens;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Organizations and people as a test plants them, and what it finds later. All that is theirs is a
 * token of {@link PersonalTokens}.
 */
public final class Tenants {
  private final JdbcClient jdbc;
  private int planted;

  public Tenants(LocalPostgres.Database database) {
    this.jdbc = JdbcClient.create(database.asSuperuser());
  }

  public JdbcClient jdbc() {
    return jdbc;
  }

  public UUID organization(String plan, String zone, @Nullable Instant deletedAt) {
    int number = ++planted;
    return jdbc.sql(
            "insert into coditect_shared.organizations (name, slug, plan, time_zone, deleted_at)"
                + " values (?, ?, ?, ?, cast(? as timestamptz)) returning id")
        .params("Tenant " + number, "tenant-" + number, plan, zone, text(deletedAt))
        .query(UUID.class)
        .single();
  }

  public UUID organization(String plan) {
    return organization(plan, "UTC", null);
  }

  public UUID user(UUID organization, String role, @Nullable Instant deletedAt) {
    int number = ++planted;
    return jdbc.sql(
            "insert into coditect_shared.users (organization_id, email, username, full_name, role,"
                + " deleted_at, created_at) values (?, ?, ?, ?, ?, cast(? as timestamptz),"
                + " timestamptz '2020-01-01 00:00:00+00' + ? * interval '1 minute') returning id")
        .params(
            organization,
            "zoe." + number + "@tokens.example.org",
            "zoe-" + PersonalTokens.NAME.toLowerCase(Locale.ROOT) + "-" + number,
            "Zoë " + PersonalTokens.NAME + " " + number,
            role,
            text(deletedAt),
            number)
        .query(UUID.class)
        .single();
  }

  /** So many people of it, with one statement. */
  public List<UUID> users(UUID organization, int many) {
    return jdbc.sql(
            "insert into coditect_shared.users (organization_id, email, username, full_name, role)"
                + " select ?, 'zoe.many' || n || '@tokens.example.org', ? || n, ? || n, 'MEMBER'"
                + " from generate_series(1, ?) n returning id")
        .params(
            organization,
            "zoe-" + PersonalTokens.NAME.toLowerCase(Locale.ROOT) + "-many-",
            "Zoë " + PersonalTokens.NAME + " ",
            many)
        .query(UUID.class)
        .list();
  }

  public UUID project(UUID organization, UUID owner) {
    int number = ++planted;
    return jdbc.sql(
            "insert into coditect_shared.projects (organization_id, owner_id, name, slug)"
                + " values (?, ?, ?, ?) returning id")
        .params(organization, owner, "Project " + number, "project-" + number)
        .query(UUID.class)
        .single();
  }

  public UUID license(UUID organization) {
    int number = ++planted;
    return jdbc.sql(
            "insert into coditect_shared.licenses (organization_id, license_key, expires_at)"
                + " values (?, ?, timestamptz '2099-01-01 00:00:00+00') returning id")
        .params(
            organization,
            "LICENSE-OF-" + PersonalTokens.NAME.toUpperCase(Locale.ROOT) + "-" + number)
        .query(UUID.class)
        .single();
  }

  public UUID request(UUID organization, @Nullable UUID user) {
    return jdbc.sql(
            "insert into coditect_ops.erasure_requests"
                + " (id, organization_id, user_id, whole_organization, requested_at, due_at)"
                + " values (gen_random_uuid(), ?, ?, ?, now(), now() + interval '1 month')"
                + " returning id")
        .params(organization, user, user == null)
        .query(UUID.class)
        .single();
  }

  public UUID hold(String kind, UUID organization, @Nullable UUID user, @Nullable UUID project) {
    return jdbc.sql(
            "insert into coditect_ops.holds (kind, organization_id, user_id, project_id, ground,"
                + " placed_by) values (?, ?, ?, ?, 'case 12', 'counsel') returning id")
        .params(kind, organization, user, project)
        .query(UUID.class)
        .single();
  }

  public List<UUID> users() {
    return ids("select id from coditect_shared.users order by created_at, id");
  }

  public List<UUID> ids(String sql) {
    return jdbc.sql(sql).query(UUID.class).list();
  }

  public long count(String sql) {
    return jdbc.sql(sql).query(Long.class).single();
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
