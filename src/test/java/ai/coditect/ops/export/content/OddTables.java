package ai.coditect.ops.export.content;

import ai.coditect.ops.local.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Tables of a person with columns of every kind, and a map that hands all of them out. */
final class OddTables {
  static final Map<String, String> TEXTS =
      columns("number integer", "body text", "details jsonb", "raw json");

  static final Map<String, String> KINDS =
      columns(
          "number integer",
          "short varchar(12)",
          "padded char(8)",
          "system name",
          "texts text[]",
          "grid integer[]",
          "bytes bytea",
          "span interval",
          "precise numeric",
          "price numeric(12,2)",
          "rough real",
          "rougher double precision",
          "yes boolean",
          "net inet",
          "mood coditect_shared.mood",
          "mail coditect_shared.mail",
          "amount coditect_shared.amount",
          "day date",
          "at timestamptz",
          "local timestamp(3)",
          "clock time",
          "zoned timetz",
          "documents jsonb[]",
          "thing coditect_shared.\"Thing\"",
          "span_of int4range",
          "bits bit(4)",
          "small smallint",
          "large bigint",
          "Upper text",
          "select text",
          "order text[]");

  static final Map<String, String> WIDE =
      IntStream.rangeClosed(1, 130)
          .boxed()
          .collect(
              Collectors.toMap(
                  i -> "c" + i,
                  i -> i % 3 == 0 ? "integer" : i % 3 == 1 ? "text" : "jsonb",
                  (a, b) -> a,
                  LinkedHashMap::new));

  /** Instants in other types than their own. */
  static final Map<String, String> MOMENTS =
      columns(
          "number integer",
          "at timestamptz",
          "moment coditect_shared.moment",
          "moments timestamptz[]",
          "grid timestamptz[]",
          "locals timestamp[]");

  static final Map<String, String> EMPTY = columns("number integer", "body text");
  static final Map<String, String> LARGE = columns("number integer", "body text");
  static final Map<String, String> HUGE = columns("payload jsonb");

  static final Map<String, Map<String, String>> TABLES = new LinkedHashMap<>();

  static {
    TABLES.put("coditect_shared.texts", TEXTS);
    TABLES.put("coditect_shared.Kinds", KINDS);
    TABLES.put("coditect_shared.wide", WIDE);
    TABLES.put("coditect_shared.nothing", EMPTY);
    TABLES.put("coditect_shared.large", LARGE);
    TABLES.put("coditect_shared.huge", HUGE);
  }

  private OddTables() {}

  private static Map<String, Map<String, String>> all() {
    Map<String, Map<String, String>> all = new LinkedHashMap<>(TABLES);
    all.put("coditect_shared.moments", MOMENTS);
    return all;
  }

  /** Builds them in a database whose own settings write values in every unusual way. */
  static void in(LocalPostgres.Database database) {
    database.execute(
        "create type coditect_shared.mood as enum ('fine', '=so, so', 'it''s \"bad\"')",
        "create domain coditect_shared.mail as text check (value ~ '^[^@]+@[^@]+$' and length(value)"
            + " < 16)",
        "create domain coditect_shared.amount as numeric(10,3) check (value < 1000)",
        "create type coditect_shared.\"Thing\" as (label text, \"Count\" integer)",
        "create domain coditect_shared.moment as timestamptz");
    all()
        .forEach(
            (name, columns) ->
                database.execute(
                    "create table %s (id uuid primary key default gen_random_uuid(), user_id uuid not null references coditect_shared.users (id), %s)"
                        .formatted(
                            quoted(name),
                            columns.entrySet().stream()
                                .map(each -> '"' + each.getKey() + "\" " + each.getValue())
                                .collect(Collectors.joining(", "))),
                    "create index on " + quoted(name) + " (user_id)",
                    "grant select on " + quoted(name) + " to coditect_system"));
    for (String setting :
        new String[] {
          "timezone = 'Asia/Kathmandu'",
          "datestyle = 'German, DMY'",
          "intervalstyle = 'sql_standard'",
          "bytea_output = 'escape'",
          "extra_float_digits = -10",
          "standard_conforming_strings = off"
        }) {
      database.execute("alter database " + database.name() + " set " + setting);
    }
  }

  /** The shipped job files, with these tables in the map. */
  static Path jobs(Path directory) {
    StringBuilder map = new StringBuilder("\n");
    all()
        .forEach(
            (name, columns) -> {
              map.append("  ").append(name).append(":\n    rows: erase\n");
              map.append("    subject: user_id -> coditect_shared.users.id\n    columns:\n");
              columns
                  .keySet()
                  .forEach(
                      column ->
                          map.append("      ")
                              .append(column)
                              .append(
                                  ": { do: erase, category: content, purpose: test, provided: true,"
                                      + " export: [ access, portability ] }\n"));
              map.append(
                  "      user_id: { do: erase, category: content, purpose: test, provided: false,"
                      + " export: [ ] }\n");
              map.append("    not-personal: [ id ]\n");
            });
    try {
      Files.writeString(
          WiderHouse.shipped(directory).resolve("personal-data.yaml"),
          map,
          StandardOpenOption.APPEND);
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String quoted(String table) {
    int dot = table.indexOf('.') + 1;
    return table.substring(0, dot) + '"' + table.substring(dot) + '"';
  }

  private static Map<String, String> columns(String... columns) {
    Map<String, String> types = new LinkedHashMap<>();
    for (String column : columns) {
      int space = column.indexOf(' ');
      types.put(column.substring(0, space), column.substring(space + 1));
    }
    return types;
  }
}
