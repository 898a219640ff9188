package ai.coditect.ops.export.parcel.page;

import ai.coditect.ops.export.parcel.Contents;
import ai.coditect.ops.export.parcel.Contents.Field;
import ai.coditect.ops.export.parcel.Contents.Sheet;
import ai.coditect.ops.export.parcel.Format;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The part of the page about the tables: what is in them and why, and their first rows. */
final class PageTables {

  /** What columns have in common. */
  private record Meaning(
      String category, String purpose, String source, String retention, List<String> recipients) {}

  private final Contents contents;
  private final List<Preview> previews;

  PageTables(Contents contents, List<Preview> previews) {
    this.contents = contents;
    this.previews = previews;
  }

  void write(Markup out) throws IOException {
    out.element("h2", "The tables");
    out.open("ul");
    for (int i = 0; i < contents.sheets().size(); i++) {
      out.open("li");
      out.open("a", "href", "#" + id(i));
      out.foreign(contents.sheets().get(i).title());
      out.close();
      out.text(": " + count(rows(i), "row"));
      out.close();
    }
    out.close();
    for (int i = 0; i < contents.sheets().size(); i++) {
      table(out, i);
    }
  }

  private void table(Markup out, int index) throws IOException {
    Sheet sheet = contents.sheets().get(index);
    out.open("h3", "id", id(index));
    out.foreign(sheet.title());
    out.close();
    out.open("p");
    out.text(count(rows(index), "row") + ", all of them in ");
    Page.link(out, Format.CSV.fileName(sheet));
    out.text(" and in ");
    Page.link(out, Format.JSON_LINES.fileName(sheet));
    out.text(".");
    out.close();
    meanings(out, sheet, index);
    rows(out, sheet, index);
  }

  private static void meanings(Markup out, Sheet sheet, int index) throws IOException {
    Map<Meaning, List<String>> columns = new LinkedHashMap<>();
    List<String> others = new ArrayList<>();
    for (Field field : sheet.fields()) {
      if (field.category().isPresent()) {
        columns.computeIfAbsent(meaning(field), any -> new ArrayList<>()).add(field.name());
      } else {
        others.add(field.name());
      }
    }
    if (!columns.isEmpty()) {
      head(
          out,
          "meaning-" + index,
          "What is personal in " + sheet.title(),
          List.of("Category", "Columns", "Purpose", "Source", "Kept", "Other recipients"));
      for (Map.Entry<Meaning, List<String>> each : columns.entrySet()) {
        Meaning meaning = each.getKey();
        out.open("tr");
        out.open("th", "scope", "row");
        out.foreign(meaning.category());
        out.close();
        cell(out, String.join(", ", each.getValue()));
        cell(out, meaning.purpose());
        cell(out, meaning.source());
        cell(out, meaning.retention());
        cell(
            out,
            meaning.recipients().isEmpty() ? "nobody" : String.join(", ", meaning.recipients()));
        out.close();
      }
      foot(out);
    }
    if (!others.isEmpty()) {
      out.open("p");
      out.text("Not personal by themselves: ");
      out.foreign(String.join(", ", others));
      out.text(".");
      out.close();
    }
  }

  private static Meaning meaning(Field field) {
    return new Meaning(
        field.category().orElse(""),
        field.purpose().orElse("not stated"),
        field.source().orElse("not stated"),
        field.retention().orElse("not stated"),
        field.recipients());
  }

  private void rows(Markup out, Sheet sheet, int index) throws IOException {
    List<Preview.Row> shown = previews.get(index).rows();
    if (shown.isEmpty()) {
      out.element("p", "There are no rows.");
      return;
    }
    if (shown.size() < rows(index)) {
      out.element(
          "p",
          "This page shows the first %d of %d rows. The CSV file has all of them."
              .formatted(shown.size(), rows(index)));
    }
    head(
        out,
        "rows-" + index,
        "Rows of " + sheet.title(),
        sheet.fields().stream().map(Field::name).toList());
    for (Preview.Row row : shown) {
      row(out, sheet, row);
    }
    foot(out);
  }

  private static void row(Markup out, Sheet sheet, Preview.Row row) throws IOException {
    Map<String, Optional<String>> values = RowReader.values(row.json());
    out.open("tr");
    for (Field field : sheet.fields()) {
      Optional<String> value = values.get(field.name());
      if (value == null) {
        note(out, row.cut() ? "not shown: this row is long; the files have it" : "not in this row");
      } else if (value.isEmpty()) {
        note(out, "no value");
      } else if (value.get().isEmpty()) {
        note(out, "empty text");
      } else {
        cell(out, value.get());
      }
    }
    out.close();
  }

  private static void head(Markup out, String id, String caption, List<String> columns)
      throws IOException {
    // It scrolls on a narrow screen, so the keyboard must reach it and a reader must name it.
    out.open("div", "class", "wide", "role", "region", "tabindex", "0", "aria-labelledby", id);
    out.open("table");
    out.open("caption", "id", id);
    out.foreign(caption);
    out.close();
    out.open("thead");
    out.open("tr");
    for (String column : columns) {
      out.open("th", "scope", "col");
      out.foreign(column);
      out.close();
    }
    out.close();
    out.close();
    out.open("tbody");
  }

  private static void foot(Markup out) throws IOException {
    out.close();
    out.close();
    out.close();
  }

  private static void cell(Markup out, String text) throws IOException {
    out.open("td");
    out.foreign(text);
    out.close();
  }

  private static void note(Markup out, String text) throws IOException {
    out.open("td");
    out.element("span", text, "class", "note");
    out.close();
  }

  private long rows(int sheet) {
    return previews.get(sheet).count();
  }

  private static String id(int sheet) {
    return "table-" + sheet;
  }

  static String count(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
