package ai.coditect.ops.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A place in a file is one of a single table: whoever compares places compares tables too. */
public class RowPlacesTest {
  private static final Pattern COMMENT = Pattern.compile("--[^\n]*");
  private static final String PLACE = "(?<!\\w)(?:(\\w+)\\.)?ctid\\b";
  private static final Pattern COMPARED =
      Pattern.compile(PLACE + "\\s*(?:=|<|>|\\bin\\b)|(?:=|<|>)\\s*" + PLACE);

  /** The names of tables of which a statement compares places and nothing else. */
  public static Set<String> compared(String statement) {
    String text = COMMENT.matcher(statement).replaceAll("");
    Set<String> compared = new TreeSet<>();
    for (Matcher place = COMPARED.matcher(text); place.find(); ) {
      String alias = place.group(1) == null ? place.group(2) : place.group(1);
      String table = alias == null ? "(?<![\\w.])tableoid\\b" : "\\b" + alias + "\\.tableoid\\b";
      if (!Pattern.compile(table).matcher(text).find()) {
        compared.add(alias == null ? "" : alias);
      }
    }
    return compared;
  }

  @Test
  void no_file_compares_places_without_their_tables() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("sql"))) {
      List<Path> all = files.filter(file -> file.toString().endsWith(".sql")).toList();
      assertThat(all).hasSizeGreaterThan(300);
      for (Path file : all) {
        assertThat(compared(Files.readString(file))).as(file.toString()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delete from t where ctid = any (:places)",
        "delete from t x using g where g.place = x.ctid",
        "delete from t x using g where x.ctid = g.place and g.tableoid = 1",
        "select from t where t.ctid in (select 1)",
        "select from t where t.ctid >= '(0,1)' -- t.tableoid"
      })
  void a_place_alone_is_seen(String statement) {
    assertThat(compared(statement)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select t.ctid as place from t order by t.ctid",
        "delete from t x using g where x.ctid = g.place and x.tableoid = g.part",
        "delete from t where (tableoid, ctid) = (select 1, 2)"
      })
  void with_its_table_it_is_fine(String statement) {
    assertThat(compared(statement)).isEmpty();
  }
}
