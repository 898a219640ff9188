package ai.coditect.ops.trigger.command;

import static org.assertj.core.api.Assertions.assertThat;

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
 * adds one reads it there again. The statements are executed by SystemRoleGuardIT and CheckListIT.
 */
class ForeignCuresTest {
  private static final Path READ_BY_PEOPLE = Path.of("src/test/resources/cures/foreign.txt");

  private static final Pattern FOREIGN =
      Pattern.compile(
          "\\bgcloud |\\balter (role|table|policy|system|database|%s) |\\bgrant .+ to |"
              + "\\brevoke .+ from |\\bcreate policy |\\bopenssl ",
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
    assertThat(found).isEqualTo(Files.readAllLines(READ_BY_PEOPLE));
    assertThat(found).noneMatch(text -> HARMFUL.matcher(text).find());
  }

  private static Stream<Text> literals(Text file) {
    Matcher matcher = LITERAL.matcher(file.text());
    return matcher.results().map(found -> new Text(file.where(), found.group(1)));
  }
}
