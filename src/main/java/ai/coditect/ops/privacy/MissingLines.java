package ai.coditect.ops.privacy;

import ai.coditect.ops.privacy.PersonalDataMap.Key;
import ai.coditect.ops.privacy.PersonalDataMap.Rows;
import ai.coditect.ops.privacy.PersonalDataMap.Table;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes the line that an unmapped table or column lacks, on the side of erasing it. */
record MissingLines(PersonalDataMap map, Catalogue catalogue) {
  private static final String TAGS =
      ", category: identity, purpose: account, provided: false, export: [ access ] }";

  Problem column(Table table, String column) {
    String cure =
        table.subject().isPresent()
            ? "Add under \"columns\": "
                + line(table, column)
                + " — or, if it says nothing about a person, add "
                + TableName.inMap(column)
                + " to \"not-personal\"."
            : "Add "
                + TableName.inMap(column)
                + " to \"not-personal\" if it says nothing about a person; otherwise give the table"
                + " \"rows\", a \"subject\" and \"columns\": "
                + TableName.inMap(column)
                + ": { do: erase"
                + TAGS;
    return new Problem(
        "The column " + table.name() + "." + column + " is not in the map of personal data.",
        map.file() + ", tables." + table.name(),
        cure);
  }

  private String line(Table table, String column) {
    if (table.rows().equals(Optional.of(Rows.ERASE))) {
      return TableName.inMap(column) + ": { do: erase" + TAGS;
    }
    Catalogue.Column found = catalogue.tables().get(table.name()).get(column);
    boolean clear = found.nullable() || !MapComparison.HASHABLE.contains(found.type());
    return TableName.inMap(column)
        + ": { do: anonymise, how: "
        + (clear ? "clear" : "pseudonym")
        + TAGS;
  }

  Problem table(String name) {
    Map<String, Catalogue.Column> columns = catalogue.tables().get(name);
    boolean tenants = columns.containsKey("organization_id");
    String organization =
        tenants
            ? "organization: " + TableName.step("organization_id", map.organization()) + ", "
            : "";
    Optional<String> person = columnToSubject(name);
    String cure;
    if (person.isPresent()) {
      List<String> entries = new ArrayList<>();
      columns.keySet().stream()
          .filter(column -> !column.equals("organization_id"))
          .forEach(column -> entries.add(TableName.inMap(column) + ": { do: erase" + TAGS));
      cure =
          "Add under \"tables\", and correct what is not so: "
              + TableName.inMap(name)
              + ": { rows: erase, subject: "
              + TableName.step(person.get(), map.subject())
              + ", "
              + organization
              + "columns: { "
              + String.join(", ", entries)
              + " }"
              + (tenants ? ", not-personal: [ organization_id ]" : "")
              + " }";
    } else {
      String line =
          "add under \"tables\": "
              + TableName.inMap(name)
              + ": { "
              + organization
              + "not-personal: [ "
              + columns.keySet().stream().map(TableName::inMap).collect(Collectors.joining(", "))
              + " ] }";
      // Nothing can be erased from a materialized view, so no other line could be right.
      cure =
          catalogue.copies().contains(name)
              ? "drop materialized view "
                  + TableName.inSql(name)
                  + "; A plain view of the same query shows what is there. If it copies nothing of a"
                  + " person, "
                  + line
                  + "."
              : "If no column can reach a person, "
                  + line
                  + " — otherwise give it \"rows\", a \"subject\" and \"columns\".";
    }
    return new Problem(
        "The table " + name + " is not in the map of personal data.", map.file(), cure);
  }

  /** The column of a foreign key to the people, if there is one. */
  private Optional<String> columnToSubject(String table) {
    Key subject = map.subject();
    return catalogue.foreignKeys().stream()
        .filter(key -> key.table().equals(table) && key.target().equals(subject.table()))
        .flatMap(key -> key.columns().stream())
        .filter(column -> !column.equals("organization_id"))
        .findFirst();
  }
}
