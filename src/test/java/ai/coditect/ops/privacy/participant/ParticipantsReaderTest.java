package ai.coditect.ops.privacy.participant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.privacy.PersonalDataFile;
import ai.coditect.ops.privacy.PersonalDataMap.Category;
import ai.coditect.ops.problem.ProblemsException;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.Period;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of other stores, as the worker and as an editor reads it. */
final class ParticipantsReaderTest {
  private static final String GOOD =
      """
      participants:
        sessions:
          title: Sessions in FoundationDB
          holds: { activity: "when, and from where", identity: "the id" }
          within: 7d
        search-index:
          title: The search index
          holds:
            content: what the person wrote
          within: 1mo
      """;

  @Test
  void reads_each_store_with_its_words_and_its_time() {
    Participants read = read(GOOD);
    assertThat(read.names()).containsExactly("sessions", "search-index");
    Participant sessions = read.find("sessions").orElseThrow();
    assertThat(sessions.holds())
        .isEqualTo(Map.of(Category.ACTIVITY, "when, and from where", Category.IDENTITY, "the id"));
    assertThat(sessions.words()).isEqualTo("identity (the id); activity (when, and from where)");
    assertThat(read.find("search-index").orElseThrow().within()).isEqualTo(Period.ofMonths(1));
    assertThat(
            read.find("search-index").orElseThrow().deadline(Instant.parse("2026-01-31T10:00:00Z")))
        .isEqualTo("2026-02-28T10:00:00Z");
    assertThat(fitsSchema(GOOD)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "# none yet\n", "participants: {}", "participants: { }\n"})
  void an_empty_list_says_that_this_database_is_all_there_is(String text) {
    assertThat(read(text).isEmpty()).isTrue();
  }

  @Test
  void the_shipped_file_names_its_schema_and_no_store_and_its_example_fits() throws IOException {
    String shipped = Files.readString(Path.of("jobs/participants.yaml"));
    assertThat(shipped).startsWith("# yaml-language-server: $schema=participants.schema.json\n");
    assertThat(read(shipped).isEmpty()).isTrue();
    assertThat(fitsSchema(shipped)).isTrue();
    String example =
        "participants:\n"
            + shipped
                .lines()
                .filter(line -> line.startsWith("#   "))
                .map(line -> line.substring(2) + "\n")
                .reduce("", String::concat);
    assertThat(read(example).names()).containsExactly("sessions");
    assertThat(fitsSchema(example)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          participants:                 | participant:                  | Unknown key "participant"
          sessions:                     | Sessions:                     | is not a store's name
          sessions:                     | "my sessions":                | is not a store's name
          title: Sessions in FoundationDB | titel: Sessions             | Did you mean "title"
          title: Sessions in FoundationDB | title:                      | Empty value
          activity:                     | activities:                   | Unknown key "activities"
          within: 7d                    | within: 7h                    | calendar time
          within: 7d                    | within: 0d                    | one day at least
          within: 7d                    | within: 31d                   | one day at least
          within: 7d                    | within: 2mo                   | one day at least
          within: 7d                    | within: 1y                    | one day at least
          within: 7d                    | whithin: 7d                   | Did you mean "within"
          search-index:                 | sessions:                     | Duplicate key
          content: what the person wrote | content: [ a ]               | Expected text
          """)
  void whatever_is_wrong_is_told_with_its_cure_and_marked_by_an_editor(
      String good, String bad, String what) {
    String text = GOOD.replace(good, bad);
    assertThat(text).isNotEqualTo(GOOD);
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            ProblemsException.class,
            e -> {
              assertThat(e.problems().toString()).contains(what);
              assertThat(e.problems()).allSatisfy(p -> assertThat(p.cure()).isNotBlank());
            });
    // A key twice is what a schema cannot see.
    assertThat(what.equals("Duplicate key") || !fitsSchema(text)).as("the schema").isTrue();
  }

  @Test
  void every_problem_of_the_file_is_told_at_once() {
    assertThatThrownBy(() -> read("participants:\n  a: {}\n  b: { holds: {}, within: never }\n"))
        .isInstanceOfSatisfying(
            ProblemsException.class, e -> assertThat(e.problems().size()).isGreaterThan(4));
  }

  @Test
  void the_directory_that_replaces_the_packaged_files_counts(@TempDir Path directory)
      throws IOException {
    assertThat(in(directory).isEmpty()).isTrue();
    Files.writeString(directory.resolve("participants.yaml"), GOOD);
    assertThat(in(directory).names()).hasSize(2);
    assertThat(in(directory).file()).startsWith(directory.toString());
  }

  private static Participants in(Path directory) {
    return new ParticipantsConfiguration().participants(directory.toString());
  }

  private static Participants read(String text) {
    return ParticipantsReader.read(
        new PersonalDataFile("participants.yaml", text.getBytes(StandardCharsets.UTF_8)));
  }

  private static boolean fitsSchema(String text) {
    try {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(Files.readString(Path.of("jobs/participants.schema.json")))
          .validate(text, InputFormat.YAML)
          .isEmpty();
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }
}
