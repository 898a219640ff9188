package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.LocalPostgres;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Many worlds side by side in one database, so that one run meets them all. */
final class Worlds {
  final List<World> all = new ArrayList<>();
  private final LocalPostgres.Database database;
  private final JdbcClient jdbc;

  Worlds(LocalPostgres.Database database) {
    this.database = database;
    this.jdbc = JdbcClient.create(database.asSuperuser());
  }

  /** The same worlds as they were when a backup was made, in the restored database. */
  Worlds(LocalPostgres.Database restored, List<World> worlds) {
    this(restored);
    all.addAll(worlds);
  }

  void happen(Instant now, int most, boolean toPeopleOnly) {
    List<String> sql = new ArrayList<>();
    for (World world : all) {
      for (int n = 0; n < most; n++) {
        sql.addAll(world.happen(now, toPeopleOnly));
      }
    }
    execute(sql);
  }

  void absorb(Instant asOf) {
    TreeSet<UUID> there =
        new TreeSet<>(jdbc.sql("select id from coditect_shared.users").query(UUID.class).list());
    for (World world : all) {
      assertThat(world.absorb(there, asOf)).as(story(world)).isEmpty();
    }
  }

  void compare() {
    Map<UUID, World.Expected> found = new HashMap<>();
    all.forEach(
        world ->
            found.put(
                world.organization,
                new World.Expected(false, new TreeMap<>(), new TreeMap<>(), new TreeMap<>())));
    jdbc.sql("select id from coditect_shared.organizations")
        .query(UUID.class)
        .list()
        .forEach(
            id ->
                found.computeIfPresent(
                    id,
                    (same, e) ->
                        new World.Expected(true, e.deletedByPerson(), e.owners(), e.requests())));
    jdbc.sql(
            "select id, organization_id, deleted_at is not null as deleted from coditect_shared.users")
        .query(
            row -> {
              found
                  .get(row.getObject("organization_id", UUID.class))
                  .deletedByPerson()
                  .put(row.getObject("id", UUID.class), row.getBoolean("deleted"));
            });
    jdbc.sql("select id, organization_id, owner_id from coditect_shared.projects")
        .query(
            row -> {
              found
                  .get(row.getObject("organization_id", UUID.class))
                  .owners()
                  .put(row.getObject("id", UUID.class), row.getObject("owner_id", UUID.class));
            });
    jdbc.sql("select id, organization_id, state from coditect_ops.erasure_requests")
        .query(
            row -> {
              found
                  .get(row.getObject("organization_id", UUID.class))
                  .requests()
                  .put(row.getObject("id", UUID.class), row.getString("state"));
            });
    for (World world : all) {
      assertThat(found.get(world.organization)).as(story(world)).isEqualTo(world.expected());
    }
  }

  static String story(World world) {
    return "-Dseed=" + world.seed + "\n" + String.join("\n", world.story);
  }

  void execute(List<String> statements) {
    for (int from = 0; from < statements.size(); from += 500) {
      database.execute(
          String.join(";\n", statements.subList(from, Math.min(from + 500, statements.size()))));
    }
  }
}
