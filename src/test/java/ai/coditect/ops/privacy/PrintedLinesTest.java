package ai.coditect.ops.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.privacy.Catalogue.ForeignKey;
import ai.coditect.ops.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever line is printed to be added to the map is a line that the map is read with. */
class PrintedLinesTest {
  private static final String SHIPPED =
      new String(PersonalDataFile.in(Optional.empty()).bytes(), StandardCharsets.UTF_8);
  private static final PersonalDataMap MAP = map("");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "Capitals",
        "with blank",
        "with-hyphen",
        "größe",
        "表",
        "select",
        "null",
        "true",
        "NO",
        "y",
        "~",
        "123",
        "1e3",
        "0x1F",
        "-dash",
        "say \"hi\"",
        "it's",
        "back\\slash",
        "a: b",
        "a, b",
        "[a]",
        "{a}",
        "#a",
        "a #b",
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "%a",
        "@a",
        "`a`",
        "?",
        "a->b",
        "a\u200Bb",
        "rows",
        "columns",
        "x23456789_123456789_123456789_123456789_123456789_123456789_123"
      })
  void a_printed_line_is_the_line_that_is_read(String name) {
    String of = "coditect_shared." + name;
    for (boolean person : new boolean[] {true, false}) {
      Map<String, Catalogue.Column> columns = new LinkedHashMap<>();
      columns.put(name, new Catalogue.Column("uuid", true, false, false));
      columns.put("other", new Catalogue.Column("text", true, false, false));
      Catalogue catalogue =
          new Catalogue(
              Map.of(of, columns),
              person
                  ? List.of(
                      new ForeignKey(
                          of,
                          "fk",
                          "coditect_shared.users",
                          List.of(name),
                          List.of("id"),
                          true,
                          "",
                          KeyAction.NONE,
                          List.of()))
                  : List.of());

      PersonalDataMap.Table table =
          map(line(problem(MAP, catalogue, "table " + of))).tables().get(of);

      assertThat(table.named()).containsExactlyInAnyOrder(name, "other");
      assertThat(table.subject().map(step -> step.column() + " -> " + step.to()))
          .isEqualTo(
              person ? Optional.of(name + " -> coditect_shared.users.id") : Optional.empty());

      // One column more, and another one.
      columns.put(name + "2", new Catalogue.Column("text", true, false, false));
      String more =
          problem(
                  map(line(problem(MAP, without(catalogue, of, name + "2"), "table " + of))),
                  catalogue,
                  name + "2")
              .cure();
      String added =
          person
              ? more.substring(more.indexOf("\": ") + 3, more.indexOf(" — or"))
              : more.substring(more.indexOf("\"columns\": ") + 11);
      PersonalDataMap again =
          map(
              "  coditect_shared.again: { rows: "
                  + (person ? "keep" : "erase")
                  + ", subject: a -> coditect_shared.users.id, columns: { a: { do: "
                  + (person ? "anonymise, how: clear" : "erase")
                  + ", category: identity, purpose: account, provided: false, export:"
                  + " [ access ] }, "
                  + added
                  + " } }\n");
      assertThat(again.tables().get("coditect_shared.again").columns()).containsKey(name + "2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.b", "a -> b", " a", "a ", "a\nb", "a\u0007"})
  void a_name_that_no_line_can_have_is_to_be_changed(String name) {
    Catalogue catalogue =
        new Catalogue(
            Map.of(
                "coditect_shared." + name,
                Map.of("id", new Catalogue.Column("uuid", false, false, false)),
                "coditect_shared.all_fine",
                Map.of(name, new Catalogue.Column("uuid", false, false, false))),
            List.of());
    assertThat(new MapComparison(MAP, catalogue).problems())
        .filteredOn(problem -> problem.what().startsWith("Name not sayable"))
        .extracting(Problem::cure)
        .anyMatch(
            cure ->
                cure.endsWith("alter table coditect_shared.\"" + name + "\" rename to new_name;"))
        .anyMatch(
            cure ->
                cure.endsWith(
                    "alter table coditect_shared.all_fine rename column \""
                        + name
                        + "\" to new_name;"))
        .hasSize(2);
  }

  private static Catalogue without(Catalogue catalogue, String table, String column) {
    Map<String, Catalogue.Column> fewer = new LinkedHashMap<>(catalogue.tables().get(table));
    fewer.remove(column);
    return new Catalogue(Map.of(table, fewer), catalogue.foreignKeys());
  }

  private static Problem problem(PersonalDataMap map, Catalogue catalogue, String about) {
    return new MapComparison(map, catalogue)
        .problems().stream()
            .filter(each -> each.what().contains(about + " is not in the map"))
            .findFirst()
            .orElseThrow();
  }

  /** What a person copies out of the cure. */
  private static String line(Problem problem) {
    String cure = problem.cure();
    int from = cure.indexOf("coditect_shared.", cure.indexOf("under \"tables\""));
    from -= cure.charAt(from - 1) == '"' ? 1 : 0;
    int to = cure.indexOf(" — otherwise");
    return "  " + (to < 0 ? cure.substring(from) : cure.substring(from, to)) + "\n";
  }

  private static PersonalDataMap map(String more) {
    return PersonalDataReader.read(
        new PersonalDataFile("map", (SHIPPED + "\n" + more).getBytes(StandardCharsets.UTF_8)));
  }
}
