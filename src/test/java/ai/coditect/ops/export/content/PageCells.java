package ai.coditect.ops.export.content;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.export.content.Source.Value;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import com.google.gson.internal.LazilyParsedNumber;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** The page's cells, held against the database. */
final class PageCells {
  private PageCells() {}

  /** The rows of a table, as the page has them. */
  static @Nullable Element shown(Document page, String table) {
    String caption = "Rows of " + table.substring(table.indexOf('.') + 1).replace('_', ' ');
    return page.select("table").stream()
        .filter(each -> each.selectFirst("caption").text().equals(caption))
        .findFirst()
        .orElse(null);
  }

  /** One, or none where the page says that a long row is not shown. */
  static int compare(String what, Value value, Element td) {
    Element note = td.selectFirst("span.note");
    if (note != null) {
      if (note.text().startsWith("not shown")) {
        return 0;
      }
      boolean none = value.text() == null || value.shape() instanceof JsonNull;
      assertThat(note.text()).as(what).isEqualTo(none ? "no value" : "empty text");
      assertThat(none || value.text().isEmpty()).as(what).isTrue();
      return 1;
    }
    String cell = td.wholeText();
    if (value.shape() != null) {
      // A tab between two tokens has its sign.
      Source.assertSame(what, value.shape(), Source.json(cell.replace('→', ' ')));
    } else {
      Source.assertSame(
          what,
          new Value(value.type(), signed(value.text()), null),
          value.type().matches("boolean")
              ? new JsonPrimitive(Boolean.parseBoolean(cell))
              : value.type().matches("integer|smallint|bigint|numeric.*|real|double.*|.*amount")
                      && !cell.matches("NaN|-?Infinity")
                  ? new JsonPrimitive(new LazilyParsedNumber(cell))
                  : new JsonPrimitive(cell));
    }
    return 1;
  }

  /** Signs stand for what cannot be seen. */
  private static String signed(String text) {
    StringBuilder signed = new StringBuilder();
    text.codePoints()
        .forEach(
            code -> {
              if (code == '\n') {
                signed.append("↵\n");
              } else if (code == '\t') {
                signed.append('→');
              } else if (Character.isISOControl(code) || code == 0xfeff || code == 0x202e) {
                signed.append("U+%04X".formatted(code));
              } else {
                signed.appendCodePoint(code);
              }
            });
    return signed.toString();
  }
}
