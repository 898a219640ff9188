package ai.coditect.ops.trigger.command;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.trigger.command.Quotations.Text;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** Every command that a cure, a check, a query or a page of the documentation names is one. */
class QuotedCommandsTest {
  private static final String ID = "0b5c9a1e-7c64-4c5f-9d53-3f0a6f1c2d3e";

  private static final Session NOBODY =
      new Session(
          QuotedCommandsTest.class,
          Map.of(),
          new PrintStream(PrintStream.nullOutputStream()),
          new PrintStream(PrintStream.nullOutputStream()),
          false,
          Clock.systemUTC(),
          new Interruption(Duration.ofSeconds(25)),
          "nobody",
          Optional::empty);
  private static final CommandLine COMMANDS = CommandLineEntry.commands(NOBODY);

  private static List<Text> ofCode() {
    Set<String> names = COMMANDS.getSubcommands().keySet();
    return Stream.of(
            Quotations.quoted(Quotations.ofClasses(Path.of("target/classes")), names),
            Quotations.quoted(Quotations.ofFiles(Path.of("sql"), ".sql"), names),
            Quotations.quoted(Quotations.ofFiles(Path.of("jobs"), ".yaml"), names))
        .flatMap(List::stream)
        .distinct()
        .toList();
  }

  @Test
  void what_the_worker_tells_people_to_type_can_be_typed() {
    List<Text> quoted = ofCode();
    assertThat(quoted)
        .extracting(Text::text)
        .contains("erasures list", "check", "destruction pause --by NAME");
    assertThat(
            quoted.stream()
                .map(each -> each.where() + " says " + each.text() + ": " + faults(each.text()))
                .filter(each -> !each.endsWith("[]")))
        .isEmpty();
  }

  @Test
  void what_the_documentation_shows_exists() {
    List<Text> marked =
        Quotations.marked(
            Stream.concat(
                    Quotations.ofFiles(Path.of("src/docs"), ".md").stream(),
                    Quotations.ofFiles(Path.of("README.md"), ".md").stream())
                .toList(),
            COMMANDS.getSubcommands().keySet());
    assertThat(marked).extracting(Text::text).contains("migrate", "erasures replay");
    assertThat(
            marked.stream()
                .map(each -> each.where() + " says " + each.text() + ": " + strangers(each.text()))
                .filter(each -> !each.endsWith("[]")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "erasures requests",
        "runs --jobs license-expiry",
        "run licence-expiry",
        "run gdpr-purge only=true",
        "approve RUN --who NAME",
        "approve RUN",
        "holds place --user UUID --by NAME",
        "exports retry NAME --by NAME",
        "migrate now"
      })
  void what_cannot_be_typed_is_found(String command) {
    assertThat(faults(command)).isNotEmpty();
  }

  /** A command by its name alone is a reference; anything more is typed as it stands. */
  private static Set<String> faults(String quoted) {
    Set<String> faults = new TreeSet<>(strangers(quoted));
    if (faults.isEmpty() && !isName(quoted)) {
      faults.addAll(refusals(quoted));
    }
    return faults;
  }

  private static boolean isName(String quoted) {
    CommandLine at = COMMANDS;
    for (String word : quoted.split(" ")) {
      at = at == null ? null : at.getSubcommands().get(word);
    }
    return at != null;
  }

  /** Words that no command has: subcommands and options. */
  private static Set<String> strangers(String quoted) {
    Set<String> strangers = new LinkedHashSet<>();
    CommandLine at = COMMANDS;
    for (String word : quoted.split("[ |()\\[\\]=]+")) {
      if (!at.getSubcommands().isEmpty()) {
        if (at.getSubcommands().containsKey(word)) {
          at = at.getSubcommands().get(word);
        } else {
          strangers.add(word);
          break;
        }
      } else if (word.startsWith("--") && !at.getCommandSpec().optionsMap().containsKey(word)) {
        strangers.add(word);
      }
    }
    return strangers;
  }

  /** What the command line says against it, the missing environment aside. */
  private static Set<String> refusals(String quoted) {
    List<String> words =
        new ArrayList<>(Arrays.stream(quoted.split(" ")).map(QuotedCommandsTest::filled).toList());
    if (words.get(0).equals("run") && words.size() > 1 && words.get(1).equals(ID)) {
      words.set(1, "license-expiry");
    }
    if (!words.contains("--json")) {
      words.add("--json");
    }
    Typed typed = Typed.run(QuotedCommandsTest.class, Map.of(), words.toArray(String[]::new));
    Set<String> refusals = new TreeSet<>();
    for (JsonNode problem : typed.json().get("problems")) {
      if (!problem.get("where").stringValue().equals("environment")) {
        refusals.add(problem.get("where").stringValue() + ": " + problem.get("what").stringValue());
      }
    }
    return refusals;
  }

  private static String filled(String word) {
    return switch (word) {
      case "NAME", "TEXT" -> "somebody";
      case "T" -> "2030-01-01T00:00:00Z";
      // Of a job that runs every ten minutes.
      case "--scheduled=T" -> "--scheduled=2026-01-01T00:00:00Z";
      case "RUN", "HOLD", "REQUEST", "UUID", "ID" -> ID;
      default -> word.replaceAll("\u0001|%s|%[0-9]\\$s", ID);
    };
  }
}
