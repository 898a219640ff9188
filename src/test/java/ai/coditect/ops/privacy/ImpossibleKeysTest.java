package ai.coditect.ops.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.privacy.Catalogue.Column;
import ai.coditect.ops.privacy.Catalogue.ForeignKey;
import ai.coditect.ops.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What would fail for every row is said before the first. */
class ImpossibleKeysTest {
  private static final String TABLE = "coditect_shared.notes";
  private static final String SHIPPED =
      new String(PersonalDataFile.in(Optional.empty()).bytes(), StandardCharsets.UTF_8);
  private static final String LINES =
      """
        coditect_shared.notes:
          rows: keep
          subject: author_id -> coditect_shared.users.id
          organization: organization_id -> coditect_shared.organizations.id
          foreign-keys: { answers: { on-delete: set-null, reason: It stays. } }
          columns:
            author_id: { do: anonymise, how: %s, category: content, purpose: work, provided: true, export: [ access ] }
          not-personal: [ organization_id, parent_id ]
      """;
  private static final Map<String, Column> COLUMNS =
      Map.of(
          "organization_id", new Column("uuid", false, false, false),
          "author_id", new Column("uuid", true, false, false),
          "parent_id", new Column("uuid", true, false, false));

  @Test
  void a_pseudonym_is_in_no_other_table() {
    assertThat(problems("pseudonym", key("written_by", KeyAction.NONE, "author_id")))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what())
                  .contains("author_id", "pseudonym", "written_by", "coditect_shared.users");
              assertThat(problem.cure()).contains("\"how: clear\"", "drop constraint written_by;");
            });
    assertThat(problems("clear", key("written_by", KeyAction.NONE, "author_id"))).isEmpty();
  }

  @Test
  void a_column_that_may_not_be_null_is_not_set_null() {
    assertThat(
            problems("clear", key("answers", KeyAction.SET_NULL, "organization_id", "parent_id")))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).contains("answers", "organization_id");
              assertThat(problem.cure()).endsWith("on delete set null (parent_id);");
            });
    assertThat(problems("clear", key("answers", KeyAction.SET_NULL, "organization_id")))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.cure()).endsWith("alter column organization_id drop not null;"));
    assertThat(problems("clear", key("answers", KeyAction.SET_NULL, "parent_id"))).isEmpty();
    // Nobody wants it: what refuses that is another rule.
    assertThat(problems("clear", key("other", KeyAction.SET_NULL, "organization_id"))).isEmpty();
  }

  private static List<Problem> problems(String how, ForeignKey key) {
    PersonalDataMap map =
        PersonalDataReader.read(
            new PersonalDataFile(
                "jobs/personal-data.yaml",
                (SHIPPED + "\n" + LINES.formatted(how)).getBytes(StandardCharsets.UTF_8)));
    return new ImpossibleKeys(map, new Catalogue(Map.of(TABLE, COLUMNS), List.of(key))).of(key);
  }

  private static ForeignKey key(String name, KeyAction onDelete, String... columns) {
    return new ForeignKey(
        TABLE,
        name,
        "coditect_shared.users",
        List.of(columns),
        List.of(columns),
        true,
        "",
        onDelete,
        List.of(columns));
  }
}
