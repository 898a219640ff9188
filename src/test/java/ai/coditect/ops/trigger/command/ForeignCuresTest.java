package ai.coditect.ops.trigger.command;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.architecture.CitedTests;
import ai.coditect.ops.trigger.command.Quotations.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the worker tells people to type elsewhere. No parser of ours knows gcloud, and what a
 * statement does to somebody's database is a question for people: each stands in a file, and who
 * adds one reads it there again. Beside each statement of SQL stands the test that executes it on a
 * database with the fault, and sees the fault go.
 */
class ForeignCuresTest {
  private static final Path READ_BY_PEOPLE = Path.of("src/test/resources/cures/foreign.txt");

  private static final Pattern FOREIGN =
      Pattern.compile(
          "\\bgcloud |\\balter (role|table|policy|system|database|%s) |\\bgrant .+ to |"
              + "\\brevoke .+ from |\\bcreate policy |\\bcreate index |\\bcreate table |\\bopenssl |"
              + "\\bdrop (trigger|rule|policy|materialized view) ",
          Pattern.DOTALL);

  /** What takes from somebody else, or stops half way where the first part was done before. */
  private static final Pattern HARMFUL =
      Pattern.compile(
          "superuser;|nosuperuser|nocreaterole|&&|drop (table|schema|role|owned)|cascade|"
              + "disable row level security|alter system",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern LITERAL = Pattern.compile("'((?:[^'\n]|'')*)'");

  @Test
  void every_cure_that_is_typed_elsewhere_was_read_by_people() throws IOException {
    List<String> found =
        Stream.concat(
                Quotations.ofClasses(Path.of("target/classes")).stream(),
                Quotations.ofFiles(Path.of("sql/queries"), ".sql").stream()
                    .flatMap(ForeignCuresTest::literals))
            .filter(text -> FOREIGN.matcher(text.text()).find())
            .map(text -> text.where() + "\t" + text.text().strip().replaceAll("\\s+", " "))
            .distinct()
            .sorted()
            .toList();
    List<String> read = Files.readAllLines(READ_BY_PEOPLE);
    assertThat(found)
        .isEqualTo(read.stream().map(line -> line.replaceAll("\t[^\t]*$", "")).toList());
    assertThat(read).allSatisfy(ForeignCuresTest::assertExecuted);
    assertThat(found).noneMatch(text -> HARMFUL.matcher(text).find());
  }

  private static void assertExecuted(String line) {
    String test = line.substring(line.lastIndexOf('\t') + 1);
    if (line.contains("gcloud ") || line.contains("openssl ")) {
      assertThat(test).as(line).isEqualTo("-");
      return;
    }
    if (line.contains(" with inherit true;")) {
      // The tests' server is older, and has no such thing.
      assertThat(test).as(line).isEqualTo("needs PostgreSQL 16");
      return;
    }
    String[] cited = test.split("#");
    assertThat(cited).as(line).hasSize(2);
    assertThat(CitedTests.isTest(cited[0], cited[1], false)).as(test).isTrue();
  }

  private static Stream<Text> literals(Text file) {
    Matcher matcher = LITERAL.matcher(file.text());
    return matcher.results().map(found -> new Text(file.where(), found.group(1)));
  }
}
