package ai.coditect.ops.privacy;

import static java.util.stream.Collectors.joining;

import ai.coditect.ops.privacy.PersonalDataMap.Key;
import ai.coditect.ops.privacy.PersonalDataMap.Rows;
import ai.coditect.ops.privacy.PersonalDataMap.Table;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes the line that an unmapped table or column lacks, on the side of erasing it: but never that
 * rows go with somebody who does not own them, nor that where somebody is reached is not personal.
 */
record MissingLines(PersonalDataMap map, Catalogue catalogue) {
  private static final String REST = "purpose: account, provided: false, export: [ access ] }";

  /** Columns by which a row is somebody's own; by others it only names them. */
  private static final Set<String> OWNING =
      Set.of("user_id", "owner_id", "author_id", "member_id", "person_id", "profile_id");

  /** Where somebody is reached. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?i)(?:.*[^a-z])?(?:e?-?mails?|phones?|telephone|tel|fax|mobile|cell|addr|address(?:es)?|street"
              + "|zip|post_?code|postal_code|city|ip|ip_?addr(?:ess)?|contacts?|recipients?|sender|handle)"
              + "(?:[^a-z].*)?");

  private static final Set<String> WORDS = Set.of("text", "character varying", "json", "jsonb");

  Problem column(Table table, String column) {
    boolean address = isAddress(column);
    String name = TableName.inMap(column);
    String cure;
    if (table.leadsToPeople() && people(table.name()).contains(column)) {
      cure =
          "Add under \"also\": "
              + also(table.name(), column, table.rows())
              + " and under \"columns\": "
              + name
              + ": { do: also, category: membership, "
              + REST
              + ".";
    } else if (table.leadsToPeople()) {
      cure =
          "Add under \"columns\": "
              + name
              + ": "
              + entry(table.name(), column, table.rows())
              + (address
                  ? "."
                  : " — or, if it says nothing about a person, add "
                      + name
                      + " to \"not-personal\".");
    } else {
      cure =
          (address
                  ? "It"
                  : "Add "
                      + name
                      + " to \"not-personal\" if it says nothing about a person; otherwise")
              + (address ? " is named like a way to reach somebody:" : "")
              + " give the table \"rows\", a \"subject\" and \"columns\": "
              + name
              + ": { do: erase, category: "
              + (address ? "contact, " : "identity, ")
              + REST;
    }
    return new Problem(
        "The column " + table.name() + "." + column + " is not in the map of personal data.",
        map.file() + ", tables." + table.name(),
        cure);
  }

  Problem table(String name) {
    Map<String, Catalogue.Column> columns = catalogue.tables().get(name);
    List<String> people = people(name);
    List<String> addresses = columns.keySet().stream().filter(MissingLines::isAddress).toList();
    List<String> owning = people.stream().filter(OWNING::contains).toList();
    String notPersonal =
        "add under \"tables\": "
            + TableName.inMap(name)
            + ": { "
            + organization(columns)
            + "not-personal: [ "
            + columns.keySet().stream().map(TableName::inMap).collect(joining(", "))
            + " ] }";
    String cure;
    if (catalogue.copies().contains(name)) {
      // Nothing can be erased from a materialized view, so no other line could be right.
      cure =
          "drop materialized view "
              + TableName.inSql(name)
              + "; A plain view of the same query shows what is there. Or have it made anew after"
              + " each erasure, with refresh: { by: SCHEMA.FUNCTION } in the map: \"check\" prints the"
              + " function."
              + (addresses.isEmpty()
                  ? " If it copies nothing of a person, " + notPersonal + "."
                  : "");
    } else if (people.size() > 1 && owning.size() != 1) {
      cure =
          "Whose a row is, is yours to say: that of "
              + String.join(" or of ", people)
              + ". Add one of these under \"tables\", and correct what is not so: "
              + people.stream().map(each -> line(name, each, people)).collect(joining(" — or: "));
    } else if (!people.isEmpty()) {
      String whose = owning.size() == 1 ? owning.get(0) : people.get(0);
      cure = "Add under \"tables\", and correct what is not so: " + line(name, whose, people);
    } else if (!addresses.isEmpty()) {
      cure =
          "It has "
              + String.join(", ", addresses)
              + ", named like a way to reach somebody, and no foreign key to "
              + map.subject().table()
              + ". Lead it there by a column, or over another table: add under \"tables\": "
              + TableName.inMap(name)
              + ": { rows: erase, subject: … -> "
              + map.subject()
              + ", "
              + organization(columns)
              + "columns: { "
              + entries(name, columns, Optional.of(Rows.ERASE), List.of())
              + " } }";
    } else {
      cure =
          "If no column can reach a person, "
              + notPersonal
              + " — otherwise give it \"rows\", a \"subject\" and \"columns\".";
    }
    return new Problem(
        "The table " + name + " is not in the map of personal data.", map.file(), cure);
  }

  /** The line where a row is of whom that column names; who else stands in it is told apart. */
  private String line(String name, String whose, List<String> people) {
    Map<String, Catalogue.Column> columns = catalogue.tables().get(name);
    Optional<Rows> rows = Optional.of(OWNING.contains(whose) ? Rows.ERASE : Rows.KEEP);
    List<String> others = people.stream().filter(each -> !each.equals(whose)).toList();
    List<String> plain =
        columns.keySet().stream().filter(each -> isPlain(name, each, rows, people)).toList();
    return TableName.inMap(name)
        + ": { rows: "
        + (rows.get() == Rows.ERASE ? "erase" : "keep")
        + ", subject: "
        + TableName.step(whose, map.subject())
        + ", "
        + (others.isEmpty()
            ? ""
            : "also: [ "
                + others.stream().map(each -> also(name, each, rows)).collect(joining(", "))
                + " ], ")
        + organization(columns)
        + "columns: { "
        + entries(name, columns, rows, others)
        + " }"
        + (plain.isEmpty()
            ? ""
            : ", not-personal: [ "
                + plain.stream().map(TableName::inMap).collect(joining(", "))
                + " ]")
        + " }";
  }

  private String organization(Map<String, Catalogue.Column> columns) {
    return columns.containsKey("organization_id")
        ? "organization: " + TableName.step("organization_id", map.organization()) + ", "
        : "";
  }

  private String entries(
      String table,
      Map<String, Catalogue.Column> columns,
      Optional<Rows> rows,
      List<String> others) {
    List<String> people = people(table);
    List<String> entries = new ArrayList<>();
    for (String column : columns.keySet()) {
      if (others.contains(column)) {
        entries.add(TableName.inMap(column) + ": { do: also, category: membership, " + REST);
      } else if (!isPlain(table, column, rows, people)) {
        entries.add(TableName.inMap(column) + ": " + entry(table, column, rows));
      }
    }
    return String.join(", ", entries);
  }

  /** Of rows that stay, what is no text, names nobody and is no address, is the organization's. */
  private boolean isPlain(String table, String column, Optional<Rows> rows, List<String> people) {
    Catalogue.Column found = catalogue.tables().get(table).get(column);
    return column.equals("organization_id")
        || rows.equals(Optional.of(Rows.KEEP))
            && !people.contains(column)
            && !isAddress(column)
            && !WORDS.contains(found.type());
  }

  /** What becomes of a column. */
  private String entry(String table, String column, Optional<Rows> rows) {
    String category = isAddress(column) ? "contact" : "identity";
    String tags = ", category: " + category + ", " + REST;
    if (rows.equals(Optional.of(Rows.ERASE))) {
      return "{ do: erase" + tags;
    }
    Catalogue.Column found = catalogue.tables().get(table).get(column);
    if (found.nullable() || !MapComparison.HASHABLE.contains(found.type())) {
      return "{ do: anonymise, how: clear" + tags;
    }
    return people(table).contains(column)
        ? "{ do: anonymise, how: reassign" + tags
        : "{ do: anonymise, how: pseudonym" + tags;
  }

  /** What becomes of a place where somebody stands whose the row is not. */
  private String also(String table, String column, Optional<Rows> rows) {
    boolean nullable = catalogue.tables().get(table).get(column).nullable();
    String does =
        nullable
            ? "do: anonymise, how: clear"
            : rows.equals(Optional.of(Rows.ERASE))
                ? "do: erase"
                : "do: set, to: 00000000-0000-0000-0000-000000000000";
    return "{ subject: " + TableName.step(column, map.subject()) + ", " + does + " }";
  }

  private static boolean isAddress(String column) {
    return ADDRESS.matcher(column).matches();
  }

  /** The columns of foreign keys to the people. */
  private List<String> people(String table) {
    Key subject = map.subject();
    return catalogue.foreignKeys().stream()
        .filter(key -> key.table().equals(table) && key.target().equals(subject.table()))
        .flatMap(key -> key.columns().stream())
        .filter(column -> !column.equals("organization_id"))
        .distinct()
        .toList();
  }
}
