package ai.coditect.ops.zoo;

import ai.coditect.ops.local.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * One folder of the zoo: a schema, its part of the map, its rows, and what must become of them.
 *
 * @param names what the rows call the ids that they were given
 */
record ZooSchema(String name, LocalPostgres.Database database, Map<UUID, String> names) {
  private static final Path ZOO = Path.of("src/test/resources/zoo");
  private static final String GRANTS =
      """
      do $$ declare t record; begin
        for t in select c.oid, format('%I.%I', n.nspname, c.relname) as shown, c.relkind
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where n.nspname = 'coditect_shared' and c.relkind in ('r', 'p', 'm', 'f') and not c.relispartition
            and c.relname not in ('organizations', 'users', 'projects', 'licenses')
            and not exists (select from pg_inherits i where i.inhrelid = c.oid) loop
          execute case t.relkind when 'm' then 'grant select on ' else 'grant select, update, delete on ' end || t.shown || ' to coditect_system';
          insert into coditect_ops.declared_privileges
            select t.shown, p, '{}' from unnest(case t.relkind when 'm' then array['select'] else array['select', 'update', 'delete'] end) as p on conflict do nothing;
        end loop;
      end $$
      """;

  private static final String NAMES =
      "create table public.zoo_names (id uuid primary key, name text not null)";

  static List<String> all() {
    try (Stream<Path> folders = Files.list(ZOO)) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Who lives in every schema, and nothing more. */
  static void house(LocalPostgres.Database database) {
    database.execute(NAMES, read(ZOO.resolve("house.sql")));
  }

  /** Gives the worker every table of the tenants that has none of its grants yet. */
  static String grants() {
    return GRANTS;
  }

  static ZooSchema make(String name) {
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    Path folder = ZOO.resolve(name);
    database.execute(
        NAMES,
        "create schema billing authorization coditect_owner",
        "set role coditect_owner",
        read(folder.resolve("schema.sql")),
        "reset role",
        GRANTS,
        "grant usage on schema billing to coditect_system",
        grants(folder),
        read(ZOO.resolve("house.sql")),
        read(folder.resolve("rows.sql")));
    Map<UUID, String> names = new HashMap<>();
    JdbcClient.create(database.asSuperuser())
        .sql("select id, name from public.zoo_names")
        .query(
            row -> {
              names.put(row.getObject("id", UUID.class), row.getString("name"));
            });
    database.execute("drop function zoo_id(text)", "drop table public.zoo_names", "analyze");
    return new ZooSchema(name, database, Map.copyOf(names));
  }

  UUID id(String wanted) {
    return names.entrySet().stream()
        .filter(each -> each.getValue().equals(wanted))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  /** The shipped job files, with the map of this schema. */
  Path jobs(Path directory) {
    Path house = ZOO.resolve(name).resolve("house.map");
    List<String> lines = Files.exists(house) ? read(house).lines().toList() : List.of();
    Path jobs = jobs(directory, lines, read(ZOO.resolve(name).resolve("map.yaml")));
    Path own = ZOO.resolve(name).resolve("privileges.yaml");
    if (Files.exists(own)) {
      try {
        Files.copy(own, jobs.resolve("privileges.yaml"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return jobs;
  }

  /** The shipped job files, with this at the end of the map. */
  static Path jobs(Path directory, String more) {
    return jobs(directory, List.of(), more);
  }

  private static Path jobs(Path directory, List<String> house, String more) {
    Path shipped = Path.of("jobs");
    try (Stream<Path> files = Files.walk(shipped)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = directory.resolve(shipped.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
      Path map = directory.resolve("personal-data.yaml");
      String text = Files.readString(map);
      for (String line : house) {
        // What the schema adds to tables of the house: a line after that of the table.
        if (line.startsWith("schemas:")) {
          text = line + "\n" + text;
          continue;
        }
        String table = line.substring(0, line.indexOf(':') + 1);
        text = text.replace(table + "\n", table + "\n  " + line.substring(table.length()) + "\n");
      }
      Files.writeString(map, text + "\n" + more);
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What must happen.
   *
   * @param who goes, or "left"
   * @param where the table, or who is left
   * @param row its name, or the reason
   * @param what gone, changed, changed-first (of what goes later), untied, kept or written (by a
   *     trigger, and gone at once), or the hold
   * @param column that changes
   */
  record Line(String who, String where, String row, String what, String column) {}

  /** Of the house that all share and of this schema. */
  List<Line> expected() {
    List<Line> lines = new ArrayList<>();
    Stream.of(ZOO.resolve("house.expected"), ZOO.resolve(name).resolve("expected"))
        .flatMap(file -> read(file).lines())
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split("\\s+"))
        .forEach(
            words -> {
              // A blank of a name.
              words[1] = words[1].replace('·', ' ');
              String columns = words.length > 4 ? words[4] : "";
              for (String column : columns.split(",")) {
                lines.add(new Line(words[0], words[1], words[2], words[3], column));
              }
            });
    return lines;
  }

  /** Of a schema beside, what its own list of privileges says. */
  private static String grants(Path folder) {
    return Files.exists(folder.resolve("privileges.yaml"))
        ? "grant select, delete on all tables in schema billing to coditect_system;"
            + " grant update (approved_by) on billing.invoices to coditect_system"
        : "select 1";
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
