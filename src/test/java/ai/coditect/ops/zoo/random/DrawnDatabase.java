package ai.coditect.ops.zoo.random;

import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.zoo.random.DrawnSchema.Hold;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One database in which drawn schemas stand one after the other, as its own server would be slow.
 */
record DrawnDatabase(LocalPostgres.Database database) {
  private static final String AS_OWNER = "set role coditect_owner";
  private static final String GRANT =
      """
      grant select, update, delete on %1$s to coditect_system;
      insert into coditect_ops.declared_privileges select '%1$s', p, '{}' from unnest(array['select', 'update', 'delete']) as p
      """;

  static DrawnDatabase make() {
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    database.execute("create schema elsewhere authorization coditect_owner");
    return new DrawnDatabase(database);
  }

  /** Puts the drawn schema, its rows, a hold and two requests where nothing is. */
  void plant(DrawnSchema schema) {
    List<String> statements = new ArrayList<>();
    statements.add(AS_OWNER);
    statements.addAll(schema.ddl());
    statements.add("reset role");
    schema.drawn().stream()
        .filter(table -> table.name.startsWith("coditect_shared."))
        .forEach(table -> statements.add(GRANT.formatted(table.name)));
    for (String tenant : DrawnSchema.TENANTS) {
      statements.add(
          "insert into coditect_shared.organizations (id, name, slug, deleted_at) values ('%s', '%s', '%s', %s)"
              .formatted(
                  schema.id(tenant),
                  tenant,
                  tenant,
                  tenant.equals("coil") ? "'2024-01-01 00:00:00+00'" : "null"));
    }
    DrawnSchema.PEOPLE.forEach(
        (person, tenant) ->
            statements.add(
                "insert into coditect_shared.users (id, organization_id, email, username, role) values ('%s', '%s', '%s@%s.example', '%s', '%s')"
                    .formatted(
                        schema.id(person),
                        schema.id(tenant),
                        person,
                        tenant,
                        person,
                        List.of("alf", "bea", "cyd").contains(person) ? "OWNER" : "MEMBER")));
    DrawnSchema.PROJECTS.forEach(
        (project, owner) ->
            statements.add(
                "insert into coditect_shared.projects (id, organization_id, owner_id, name, slug) values ('%s', '%s', '%s', '%s', '%s')"
                    .formatted(
                        schema.id(project),
                        schema.id(DrawnSchema.PEOPLE.get(owner)),
                        schema.id(owner),
                        project,
                        project)));
    statements.add(
        "insert into coditect_shared.licenses (id, organization_id, license_key) values ('%s', '%s', 'coil')"
            .formatted(schema.id("license"), schema.id("coil")));
    statements.addAll(schema.rows());
    statements.add(AS_OWNER);
    statements.addAll(schema.late());
    statements.add("reset role");
    ask(schema, "ann", "acme", false, statements);
    ask(schema, "coil", "coil", true, statements);
    hold(schema, statements);
    database.execute(statements.toArray(String[]::new));
  }

  private static void ask(
      DrawnSchema schema, String who, String tenant, boolean whole, List<String> statements) {
    statements.add(
        "insert into coditect_ops.erasure_requests (id, organization_id, user_id, whole_organization, requested_at, due_at) values ('%s', '%s', %s, %s, '2026-10-20 00:00:00+00', '2026-11-20 00:00:00+00')"
            .formatted(
                schema.id("ask-" + who),
                schema.id(tenant),
                whole ? "null" : "'" + schema.id(who) + "'",
                whole));
  }

  private static void hold(DrawnSchema schema, List<String> statements) {
    Hold hold = schema.hold();
    if (hold == null) {
      return;
    }
    String tenant =
        switch (hold.kind()) {
          case "user" -> DrawnSchema.PEOPLE.get(hold.name());
          case "project" -> DrawnSchema.PEOPLE.get(DrawnSchema.PROJECTS.get(hold.name()));
          default -> hold.name();
        };
    Map<String, String> values = new TreeMap<>();
    values.put("id", schema.id("hold").toString());
    values.put("kind", hold.kind());
    values.put("organization_id", schema.id(tenant).toString());
    values.put("ground", "case 1");
    values.put("placed_by", "counsel");
    if (!hold.kind().equals("organization")) {
      values.put(hold.kind().toLowerCase(Locale.ROOT) + "_id", schema.id(hold.name()).toString());
    }
    statements.add(
        "insert into coditect_ops.holds (%s) values ('%s')"
            .formatted(String.join(", ", values.keySet()), String.join("', '", values.values())));
  }

  /** Takes everything of the schema away again. */
  void clear(DrawnSchema schema) {
    List<String> statements = new ArrayList<>();
    statements.add("set session_replication_role = replica");
    schema
        .drawn()
        .forEach(table -> statements.add("drop table if exists " + table.name + " cascade"));
    schema
        .functions()
        .forEach(each -> statements.add("drop function if exists " + each.split(" ")[2]));
    for (String table :
        List.of(
            "coditect_shared.projects",
            "coditect_shared.users",
            "coditect_shared.licenses",
            "coditect_shared.organizations",
            "coditect_ops.holds",
            "coditect_ops.erasure_requests",
            "coditect_ops.erasure_left")) {
      statements.add("delete from " + table);
    }
    statements.add(
        "delete from coditect_ops.declared_privileges where object ~ '[.]s[0-9]+_t[0-9]'");
    statements.add("reset session_replication_role");
    database.execute(statements.toArray(String[]::new));
  }
}
