package ai.coditect.ops.zoo.random;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one seed has drawn.
 *
 * @param tables the house's own and the drawn ones, by name
 * @param functions of triggers, made before the tables
 * @param rows the statements that plant them
 * @param late keys that do not hold for the rows that are there
 * @param hold kind and whom it protects; none for some seeds
 * @param lie whether the map calls a trigger harmless that is not
 */
record DrawnSchema(
    long seed,
    Map<String, DrawnTable> tables,
    List<String> functions,
    List<String> rows,
    List<String> late,
    @Nullable Hold hold,
    boolean lie) {

  /** A standing hold. */
  record Hold(String kind, String name) {}

  /** Who lives where, in every schema. */
  static final Map<String, String> PEOPLE =
      pairs(
          "alf", "acme", "ann", "acme", "bob", "acme", "bea", "bolt", "ben", "bolt", "cyd", "coil",
          "cat", "coil");

  static final List<String> TENANTS = List.of("acme", "bolt", "coil");
  static final Map<String, String> PROJECTS =
      pairs("pacme", "alf", "pann", "ann", "pbolt", "bea", "pcoil", "cyd");

  /** In this order, as draws follow it. */
  private static Map<String, String> pairs(String... words) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (int i = 0; i < words.length; i += 2) {
      pairs.put(words[i], words[i + 1]);
    }
    return Collections.unmodifiableMap(pairs);
  }

  /** Every seed has ids of its own, lest the ledger knows somebody. */
  UUID id(String name) {
    return id(seed, name);
  }

  static UUID id(long seed, String name) {
    return UUID.nameUUIDFromBytes((seed + "/" + name).getBytes(StandardCharsets.UTF_8));
  }

  List<DrawnTable> drawn() {
    return tables.values().stream().filter(table -> !table.made.isEmpty()).toList();
  }

  List<DrawnKey> keys() {
    return tables.values().stream().flatMap(table -> table.keys.stream()).toList();
  }

  /** Everything that makes its tables. */
  List<String> ddl() {
    List<String> ddl = new ArrayList<>(functions);
    drawn().forEach(table -> ddl.add(table.made));
    drawn().forEach(table -> ddl.addAll(table.after));
    for (DrawnTable table : drawn()) {
      for (DrawnKey key : table.keys) {
        if (key.valid()) {
          ddl.add(key.sql(table.name));
          table.children.forEach(child -> ddl.add(key.sql(child)));
        }
      }
    }
    return ddl;
  }

  String map() {
    return drawn().stream()
        .filter(table -> table.mapped)
        .map(DrawnTable::lines)
        .collect(Collectors.joining());
  }

  /** All that is needed to see it again. */
  String story() {
    return "seed %d, hold on %s%n%s;%n%s%nrows:%n%s;%n%s"
        .formatted(
            seed,
            hold,
            String.join(";\n", ddl()),
            map(),
            String.join(";\n", rows),
            String.join(";\n", late));
  }

  /** The same without one of the statements that plant rows. */
  DrawnSchema without(String row) {
    List<String> fewer = new ArrayList<>(rows);
    fewer.remove(row);
    return new DrawnSchema(seed, tables, functions, fewer, late, hold, lie);
  }

  /** A text with names in place of ids. */
  String named(String text) {
    List<String> names =
        new ArrayList<>(
            List.of("pacme", "pann", "pbolt", "pcoil", "hold", "license", "ask-ann", "ask-coil"));
    names.addAll(TENANTS);
    names.addAll(PEOPLE.keySet());
    for (DrawnTable table : drawn()) {
      for (int row = 0; row < 12; row++) {
        names.add(table.shortName() + "-" + row);
      }
    }
    String named = text;
    for (String name : names) {
      named = named.replace(id(name).toString(), name);
    }
    return named;
  }
}
