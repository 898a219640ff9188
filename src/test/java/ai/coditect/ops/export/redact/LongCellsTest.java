package ai.coditect.ops.export.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cells that are looked at in parts: what lies across two of them, and what comes behind. */
class LongCellsTest {
  private static final int PART = 1 << 17;
  private static final String BOB = RedactionGrammarTest.BOB.toString();

  // A part is settled up to 3,072 signs before its end; an id at every place around that is tried.
  private static final int BORDER = PART - 3072;

  @Test
  void an_id_across_two_parts_of_a_text_is_taken_out_whole() {
    String blanks = " ".repeat(PART);
    List<Integer> leaking = new ArrayList<>();
    for (int at = BORDER - 40; at < BORDER + 4; at++) {
      String text = blanks.substring(0, at) + BOB + ";" + BOB + blanks.substring(at);
      String longer = blanks.substring(0, at) + "a" + BOB + blanks.substring(at);
      if (!csv(text, CellForm.TEXT).equals(text.replace(BOB, "[redacted]"))
          || !csv(longer, CellForm.TEXT).equals(longer)) {
        leaking.add(at);
      }
    }
    assertThat(leaking).isEmpty();
  }

  @Test
  void an_id_across_two_parts_of_bytes_is_taken_out_whole() {
    String blanks = " ".repeat(PART / 2);
    int border = PART / 2 - 3072;
    List<Integer> leaking = new ArrayList<>();
    for (int at = border - 40; at < border + 4; at++) {
      String text = blanks.substring(0, at) + BOB + blanks.substring(at);
      if (!csv(RedactionGrammarTest.hex(text), CellForm.BYTES)
          .equals(RedactionGrammarTest.hex(text.replace(BOB, "[redacted]")))) {
        leaking.add(at);
      }
    }
    assertThat(leaking).isEmpty();
  }

  @Test
  void a_cell_behind_one_that_ended_with_a_part_is_looked_at_from_its_beginning() {
    String chain = "a" + "@b".repeat((PART - 2) / 2) + "c";
    assertThat(chain).hasSize(PART);
    String bytes = RedactionGrammarTest.hex("bob@x.test");
    assertThat(redacted(chain + "," + bytes, Map.of(0, CellForm.TEXT, 1, CellForm.BYTES)))
        .isEqualTo("[redacted]," + RedactionGrammarTest.hex("[redacted]"));
    assertThat(
            redacted(
                chain + ",\"\"\"bob b\"\"@x.test\"", Map.of(0, CellForm.TEXT, 1, CellForm.TEXT)))
        .isEqualTo("[redacted],\"[redacted]\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\u200B", "=\n", "a\u200B\u200B\u200B", "&shy;", "&amp;amp;amp;amp;#0000000173;"})
  void what_is_not_seen_is_passed_on_before_the_cell_ends(String part) {
    byte[] line =
        ("\"bob@x.test " + part.repeat((6 << 20) / part.length()) + " bob@x.test\"")
            .getBytes(StandardCharsets.UTF_8);
    RedactionGrammarTest.Collected collected = new RedactionGrammarTest.Collected();
    RedactedRows rows =
        RedactedRows.ofCsv(collected, Map.of(0, CellForm.TEXT), RedactionGrammarTest.OTHERS);
    // What takes the square of it takes minutes.
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          rows.piece(line, 0, line.length);
          assertThat(collected.size()).isGreaterThan(line.length - (2 << 20));
          rows.endRow();
        });
    String left = collected.text();
    assertThat(left).startsWith("\"[redacted] ").endsWith(" [redacted]\"");
  }

  private static String csv(String cell, CellForm form) {
    return redacted(cell, Map.of(0, form));
  }

  private static String redacted(String line, Map<Integer, CellForm> cells) {
    RedactionGrammarTest.Collected collected = new RedactionGrammarTest.Collected();
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    RedactionGrammarTest.write(
        bytes, bytes.length, RedactedRows.ofCsv(collected, cells, RedactionGrammarTest.OTHERS));
    return collected.text();
  }
}
