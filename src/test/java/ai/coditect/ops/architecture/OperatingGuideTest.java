package ai.coditect.ops.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the guide says of a parked state is true because a test forces it, which it names. */
class OperatingGuideTest {
  private static final Path GUIDE = Path.of("src/docs/operating.md");
  private static final String STATES = "### States, and what becomes of them";
  private static final String OUTAGES = "### A service away, and the line that says so";
  private static final Pattern CITED = Pattern.compile("`(\\w+)#(\\w+)(…?)`");

  @Test
  void every_parked_state_names_the_tests_that_force_it() throws IOException {
    List<String> rows = rows(Files.readString(GUIDE), STATES);
    assertThat(rows).hasSizeGreaterThan(30);
    assertThat(rows.stream().flatMap(row -> wrong(row).stream())).isEmpty();
  }

  @Test
  void every_outage_of_a_service_names_its_tests_at_the_start_in_mid_run_and_in_a_one_shot()
      throws IOException {
    List<String> rows = rows(Files.readString(GUIDE), OUTAGES);
    assertThat(rows).hasSize(24);
    assertThat(rows.stream().flatMap(row -> wrong(row).stream())).isEmpty();
  }

  @Test
  void a_row_without_a_test_or_with_one_that_does_not_exist_is_found() {
    assertThat(wrong("| a state | how | what | — |")).containsExactly("no test: a state");
    assertThat(wrong("| a state | how | what | `NoSuchIT#a_test`, `OperatingGuideTest#wrong` |"))
        .containsExactly("NoSuchIT#a_test", "OperatingGuideTest#wrong");
    assertThat(wrong("| a state | how | what | `OperatingGuideTest#every_parked_…` |")).isEmpty();
  }

  private static List<String> rows(String guide, String heading) {
    assertThat(guide).contains(heading);
    return guide
        .substring(guide.indexOf(heading))
        .lines()
        .skip(1)
        .takeWhile(line -> !line.startsWith("#"))
        .filter(line -> line.startsWith("| "))
        // The heading of the table.
        .skip(1)
        .toList();
  }

  private static List<String> wrong(String row) {
    String[] cells = row.split("\\|");
    List<String> wrong = new ArrayList<>();
    Matcher cited = CITED.matcher(cells[cells.length - 1]);
    boolean any = false;
    while (cited.find()) {
      any = true;
      if (!CitedTests.isTest(cited.group(1), cited.group(2), !cited.group(3).isEmpty())) {
        wrong.add(cited.group(1) + "#" + cited.group(2));
      }
    }
    return any ? wrong : List.of("no test: " + cells[1].strip());
  }
}
