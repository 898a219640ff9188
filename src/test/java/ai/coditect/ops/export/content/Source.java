package ai.coditect.ops.export.content;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.LocalPostgres;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.QuoteMode;
import org.jspecify.annotations.Nullable;

/** A table as the database has it, and how it reads in files with other parsers than ours. */
final class Source {
  private static final CSVFormat CSV =
      CSVFormat.RFC4180.builder().setQuoteMode(QuoteMode.ALL_NON_NULL).setNullString("").get();

  private Source() {}

  /** A value in the server's own words, and as JSON where it has a shape of its own. */
  record Value(String type, @Nullable String text, @Nullable JsonElement shape) {}

  /** In the order of the primary key. */
  static List<Map<String, Value>> rows(
      LocalPostgres.Database database, UUID user, String table, Map<String, String> columns)
      throws SQLException {
    String cells =
        columns.keySet().stream()
            .map(name -> "\"%1$s\", cast(\"%1$s\" as text)".formatted(name))
            .collect(Collectors.joining(", "));
    List<Map<String, Value>> rows = new ArrayList<>();
    try (Connection connection = database.asSuperuser().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "set timezone to 'UTC'; set datestyle to 'ISO, YMD'; set intervalstyle to 'iso_8601';"
              + " set bytea_output to 'hex'; set extra_float_digits to 1");
      try (ResultSet found =
          statement.executeQuery(
              "select "
                  + cells
                  + " from "
                  + OddTables.quoted(table)
                  + " where user_id = '"
                  + user
                  + "' order by id")) {
        while (found.next()) {
          Map<String, Value> row = new LinkedHashMap<>();
          int at = 1;
          for (Map.Entry<String, String> column : columns.entrySet()) {
            String text = found.getString(at + 1);
            JsonElement shape = null;
            if (text != null && column.getValue().endsWith("[]")) {
              shape = array(found.getArray(at).getArray(), column.getValue().startsWith("json"));
            } else if (text != null && column.getValue().startsWith("json")) {
              shape = json(text);
            } else if (text != null && column.getValue().endsWith("\"Thing\"")) {
              shape = thing(text);
            }
            row.put(column.getKey(), new Value(column.getValue(), text, shape));
            at += 2;
          }
          rows.add(row);
        }
      }
    }
    return rows;
  }

  private static JsonElement array(Object array, boolean ofJson) {
    if (!(array instanceof Object[] elements)) {
      return array == null
          ? JsonNull.INSTANCE
          : array instanceof Number number
              ? new JsonPrimitive(number)
              : ofJson ? json(array.toString()) : new JsonPrimitive(array.toString());
    }
    JsonArray shape = new JsonArray();
    for (Object element : elements) {
      shape.add(array(element, ofJson));
    }
    return shape;
  }

  /** Only of the two that a test plants. */
  private static JsonElement thing(String text) {
    JsonObject shape = new JsonObject();
    shape.addProperty("label", text.startsWith("(\"") ? "a \"b\", \\ c" : null);
    shape.addProperty("Count", text.endsWith(",)") ? null : -7);
    return shape;
  }

  static List<JsonObject> json(Exported exported, String table) {
    return exported
        .text(table + ".jsonl")
        .lines()
        .map(line -> json(line).getAsJsonObject())
        .toList();
  }

  static JsonElement json(String text) {
    try (JsonReader reader = new JsonReader(new StringReader(text))) {
      reader.setStrictness(Strictness.STRICT);
      reader.setNestingLimit(100_000);
      JsonElement element = JsonParser.parseReader(reader);
      assertThat(reader.peek()).isEqualTo(com.google.gson.stream.JsonToken.END_DOCUMENT);
      return element;
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The header and the records. */
  static List<CSVRecord> csv(Exported exported, String table) throws IOException {
    try (CSVParser parser = CSVParser.parse(exported.text(table + ".csv"), CSV)) {
      return parser.getRecords();
    }
  }

  /** Without recursion: what is nested some thousand times would take more than the stack has. */
  static void assertSame(String what, JsonElement expected, JsonElement actual) {
    record Pair(JsonElement expected, JsonElement actual) {}
    Deque<Pair> pairs = new ArrayDeque<>(List.of(new Pair(expected, actual)));
    while (!pairs.isEmpty()) {
      Pair pair = pairs.pop();
      if (pair.expected() instanceof JsonArray one && pair.actual() instanceof JsonArray other) {
        assertThat(other.size()).as(what).isEqualTo(one.size());
        for (int i = 0; i < one.size(); i++) {
          pairs.push(new Pair(one.get(i), other.get(i)));
        }
      } else if (pair.expected() instanceof JsonObject one
          && pair.actual() instanceof JsonObject other) {
        assertThat(other.keySet()).as(what).isEqualTo(one.keySet());
        one.entrySet()
            .forEach(member -> pairs.push(new Pair(member.getValue(), other.get(member.getKey()))));
      } else {
        assertThat(pair.actual()).as(what).isEqualTo(pair.expected());
      }
    }
  }

  /** As JSON Lines have it. */
  static void assertSame(String what, Value value, JsonElement json) {
    if (value.text() == null) {
      assertThat(json).as(what).isEqualTo(JsonNull.INSTANCE);
    } else if (value.shape() != null) {
      assertSame(what, value.shape(), json);
    } else if (value.type().equals("boolean")) {
      assertThat(json.getAsJsonPrimitive().isBoolean()).as(what).isTrue();
      assertThat(json.getAsString()).as(what).isEqualTo(value.text());
    } else if (value.type().startsWith("timestamp")) {
      assertThat(json.getAsString().replace('T', ' ').replace("+00:00", "+00"))
          .as(what)
          .isEqualTo(value.text());
    } else if (value.type().startsWith("char")) {
      // Blanks at its end are padding, which its text has not.
      assertThat(json.getAsString().stripTrailing()).as(what).isEqualTo(value.text());
    } else {
      boolean number =
          value.type().matches("integer|smallint|bigint|numeric.*|real|double.*|.*amount")
              && !value.text().matches("NaN|-?Infinity");
      assertThat(json.getAsJsonPrimitive().isNumber()).as(what).isEqualTo(number);
      assertThat(json.getAsString()).as(what).isEqualTo(value.text());
    }
  }

  /** As CSV has it; what a spreadsheet might run is marked, and the mark is taken off again. */
  static void assertSame(String what, Value value, @Nullable String cell) {
    boolean plain =
        value.type().matches("integer|smallint|bigint|numeric.*|real|double.*|.*amount");
    if (cell != null && !plain) {
      assertThat(cell).as(what).doesNotStartWith("=").doesNotContainPattern("^[+\\-@\t\r\n＝＋－＠]");
    }
    String read = cell != null && cell.startsWith("'") ? cell.substring(1) : cell;
    if (value.shape() != null && !read.equals(value.text()) && !value.type().equals("text[]")) {
      assertSame(what, value.shape(), json(read));
    } else {
      assertThat(read).as(what).isEqualTo(value.text());
    }
  }
}
