package ai.coditect.ops.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.problem.ProblemsException;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an editor marks and what the worker refuses are the same, as far as a schema can see. */
final class PersonalDataSchemaTest {
  private static final String SHIPPED =
      new String(PersonalDataFile.in(Optional.empty()).bytes(), StandardCharsets.UTF_8);

  @Test
  void the_shipped_map_names_the_schema_and_fits_it() throws IOException {
    assertThat(SHIPPED).startsWith("# yaml-language-server: $schema=personal-data.schema.json\n");
    assertThat(schema().validate(SHIPPED, InputFormat.YAML)).isEmpty();
    assertThat(refused(SHIPPED)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          subject: coditect_shared.users.id       | subject: users.id                          | both
          subject: coditect_shared.users.id       | subjekt: coditect_shared.users.id          | both
          coditect_shared.users:                  | public.users:                              | worker
          rows: erase                             | rows: erased                               | both
          rows: erase                             | rows: keep                                 | both
          rows: keep                              | rows: erase                                | both
          email: { do: erase                      | email: { do: erasee                        | both
          email: { do: erase                      | email: { doo: erase                        | both
          email: { do: erase                      | email: { do: anonymise                     | both
          how: reassign                           | how: reasign                               | both
          how: reassign                           | hwo: reassign                              | both
          how: pseudonym                          | how: pseudonym, ground: none               | both
          for: life-of-organization               | for: ever                                  | both
          for: life-of-organization               | for: 0d                                    | both
          for: life-of-organization               | for: 10h                                   | both
          for: 10y                                | where: here                                | both
          category: contact                       | category: contacts                         | both
          purpose: account,                       | purpose: The Account,                      | both
          purpose: account,                       |                                            | both
          provided: true                          | provided: perhaps                          | both
          provided: true                          | provided: false                            | both
          export: [ access, portability ]         | export: [ portability ]                    | both
          export: [ access, portability ]         | export: [ access, access ]                 | both
          export: [ access, portability ]         | export: access                             | both
          owner_id -> coditect_shared.users.id    | owner_id => coditect_shared.users.id       | both
          subject: owner_id -> coditect_shared.users.id | rows: keep                           | both
          not-personal: [ id, name                | not-personal: [ id, id, name               | both
          not-personal: [ id, name                | not-personall: [ id, name                  | both
          { nothing-personal: Run ids. }          | { nothing-personal: Run ids., maybe: true } | both
          { nothing-personal: Run ids. }          | { nothing-personal: }                      | both
          where-present: true                     | where-present: possibly                    | both
          outlives-organization: true             | outlives-organization: 1                   | both
          not-personal: [ only_row, reached, settings_hash, swept_at ] | nothing-personal: Time. | both
          owner_id -> coditect_shared.users.id    | ownerid -> coditect_shared.users.id        | worker
          owner_id -> coditect_shared.users.id    | owner_id -> coditect_shared.licenses.id    | worker
          how: pseudonym                          | how: reassign                              | neither
          """)
  void what_is_wrong_is_refused_and_marked(String good, @Nullable String bad, String who)
      throws IOException {
    assertThat(SHIPPED).contains(good);
    int at = SHIPPED.indexOf(good, SHIPPED.indexOf("\nsubject:"));
    String text =
        SHIPPED.substring(0, at) + (bad == null ? "" : bad) + SHIPPED.substring(at + good.length());

    assertThat(refused(text)).as("refused").isEqualTo(!who.equals("neither"));
    assertThat(marked(text)).as("marked").isEqualTo(who.equals("both"));
  }

  /** A table more, with a line of its own in each place where the map says more. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          subject: b -> coditect_shared.users.id              | subject: b -> coditect_shared.users.id              | neither
          subject: b -> coditect_shared.users.id              | subject: b -> users.id                              | both
          subject: b -> coditect_shared.users.id              | subject: b                                          | both
          subject: b -> coditect_shared.users.id              | subject: b -> coditect_shared.users.id when k = User | neither
          subject: b -> coditect_shared.users.id              | subject: b -> coditect_shared.users.id when k       | worker
          subject: b -> coditect_shared.users.id              | subject: b -> coditect_shared.users.id when x = y   | worker
          subject: b -> coditect_shared.users.id              | subject: b -> coditect_shared.licenses.id           | worker
          subject: b -> coditect_shared.users.id              | subject: a -> coditect_shared.users.id              | worker
          do: anonymise, how: clear                           | do: anonymise                                       | both
          do: anonymise, how: clear                           | do: anonymise, how: away                            | both
          do: anonymise, how: clear                           | do: anonymise, how: remove                          | both
          do: anonymise, how: clear                           | do: anonymise, how: reassign                        | neither
          do: anonymise, how: clear                           | do: keep                                            | both
          do: anonymise, how: clear                           | do: erase                                           | neither
          do: anonymise, how: clear                           | do: set                                             | both
          do: anonymise, how: clear                           | do: set, to: nobody                                 | neither
          do: anonymise, how: clear                           | do: set, to: nobody, how: clear                     | both
          "l[] -> coditect_shared.users.id", do: anonymise, how: remove | "l[] -> coditect_shared.users.id", do: anonymise, how: clear | both
          "l[] -> coditect_shared.users.id", do: anonymise, how: remove | "l[] -> coditect_shared.users.id", do: set, to: x | both
          "l[] -> coditect_shared.users.id", do: anonymise, how: remove | "l[] -> coditect_shared.users.id", do: erase | neither
          "l[] -> coditect_shared.users.id", do: anonymise, how: remove | l -> coditect_shared.users.id, do: anonymise, how: remove | both
          "j.m.n[] -> coditect_shared.users.id", do: anonymise, how: remove | j.m.n -> coditect_shared.users.id, do: anonymise, how: remove | neither
          "j.m.n[] -> coditect_shared.users.id", do: anonymise, how: remove | j.m.n -> coditect_shared.users.id, do: anonymise, how: reassign | both
          "j.m.n[] -> coditect_shared.users.id", do: anonymise, how: remove | j.m.n -> coditect_shared.projects.owner_id, do: anonymise, how: clear | worker
          b: { do: also                                       | b: { do: erase                                      | worker
          l: { do: also                                       | l: { do: keep, ground: law, for: 1y                 | both
          j: { do: erase                                      | j: { do: also                                       | neither
          a: { do: erase                                      | a: { do: also                                       | worker
          not-personal: [ k ]                                 | not-personal: [ k, b ]                              | worker
          rows: erase                                         | rows: keep                                          | both
          rows: erase                                         | refresh: { by: coditect_shared.f }                  | both
          """)
  void who_else_stands_in_a_row_is_refused_and_marked(String good, String bad, String who)
      throws IOException {
    String table =
        """
          coditect_shared.more:
            rows: erase
            subject: a -> coditect_shared.users.id
            also:
              - { subject: b -> coditect_shared.users.id, do: anonymise, how: clear }
              - { subject: "l[] -> coditect_shared.users.id", do: anonymise, how: remove }
              - { subject: "j.m.n[] -> coditect_shared.users.id", do: anonymise, how: remove }
            columns:
              a: { do: erase, category: membership, purpose: p, provided: false, export: [ access ] }
              b: { do: also, category: membership, purpose: p, provided: false, export: [ access ] }
              l: { do: also, category: membership, purpose: p, provided: false, export: [ access ] }
              j: { do: erase, category: content, purpose: p, provided: false, export: [ access ] }
            not-personal: [ k ]
        """;
    assertThat(table).contains(good);
    String text = SHIPPED + "\n" + table.replace(good, bad);

    assertThat(refused(text)).as("refused").isEqualTo(!who.equals("neither"));
    assertThat(marked(text)).as("marked").isEqualTo(who.equals("both"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          refresh: { by: coditect_shared.f }                                             | neither
          refresh: { by: coditect_shared.f, subject: a -> coditect_shared.users.id }     | neither
          refresh: { by: f }                                                             | both
          refresh: { }                                                                   | both
          refresh: { by: coditect_shared.f, when: soon }                                 | both
          refresh: { by: coditect_shared.f }, not-personal: [ a ]                        | both
          refresh: { by: coditect_shared.f, subject: a -> coditect_shared.projects.id }  | worker
          """)
  void a_view_that_is_made_anew_is_refused_and_marked(String text, String who) throws IOException {
    String map = SHIPPED + "\n  coditect_shared.more: { " + text + " }\n";
    assertThat(refused(map)).as("refused").isEqualTo(!who.equals("neither"));
    assertThat(marked(map)).as("marked").isEqualTo(who.equals("both"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          effect: writes, into: coditect_shared.history                         | effect: harmless                               | neither
          effect: writes, into: coditect_shared.history                         | effect: writes                                 | both
          effect: writes, into: coditect_shared.history                         | effect: harmless, into: coditect_shared.history | both
          effect: writes, into: coditect_shared.history                         | effect: writes, into: history                  | both
          effect: writes, into: coditect_shared.history                         | effect: writes, into: coditect_shared.gone     | worker
          effect: writes, into: coditect_shared.history                         | effect: writes, into: coditect_shared.more     | worker
          subject: c -> coditect_shared.users.id                                | subject: c -> coditect_shared.more.a           | worker
          rows: erase, subject: c -> coditect_shared.users.id, columns: { c: { do: erase | rows: keep, subject: c -> coditect_shared.users.id, columns: { c: { do: anonymise, how: clear | worker
          """)
  void a_history_that_a_trigger_writes_is_refused_and_marked(String good, String bad, String who)
      throws IOException {
    String tables =
        """
          coditect_shared.more:
            rows: erase
            subject: a -> coditect_shared.users.id
            triggers: { keep: { effect: writes, into: coditect_shared.history, reason: why } }
            columns:
              a: { do: erase, category: membership, purpose: p, provided: false, export: [ access ] }
          coditect_shared.history: { rows: erase, subject: c -> coditect_shared.users.id, columns: { c: { do: erase, category: membership, purpose: p, provided: false, export: [ access ] } } }
        """;
    assertThat(tables).contains(good);
    String text = SHIPPED + "\n" + tables.replace(good, bad);

    assertThat(refused(text)).as("refused").isEqualTo(!who.equals("neither"));
    assertThat(marked(text)).as("marked").isEqualTo(who.equals("both"));
  }

  private static boolean marked(String text) throws IOException {
    return !schema().validate(text, InputFormat.YAML).isEmpty();
  }

  private static boolean refused(String text) {
    try {
      PersonalDataReader.read(new PersonalDataFile("map", text.getBytes(StandardCharsets.UTF_8)));
      return false;
    } catch (ProblemsException e) {
      return true;
    }
  }

  private static Schema schema() throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Files.readString(Path.of("jobs/personal-data.schema.json")));
  }
}
