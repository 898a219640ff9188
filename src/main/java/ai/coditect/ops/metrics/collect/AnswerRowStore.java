package ai.coditect.ops.metrics.collect;

import ai.coditect.ops.metrics.figure.AnsweredRow;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of an answer: columns value, figure and since; every other one is a label. */
final class AnswerRowStore {
  private static final Set<Integer> NUMBERS =
      Set.of(
          Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.NUMERIC,
          Types.REAL,
          Types.DOUBLE,
          Types.BIT,
          Types.BOOLEAN,
          Types.NULL);

  private AnswerRowStore() {}

  /** Why rows of these columns are no answer; empty when they are. */
  static Optional<String> wrongShape(ResultSetMetaData columns) throws SQLException {
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      if (columns.getColumnLabel(i).equals("value")) {
        return NUMBERS.contains(columns.getColumnType(i))
            ? Optional.empty()
            : Optional.of("its column \"value\" is no number");
      }
    }
    return Optional.of("it has no column \"value\"");
  }

  static AnsweredRow row(ResultSet found) throws SQLException {
    ResultSetMetaData columns = found.getMetaData();
    Map<String, String> labels = new LinkedHashMap<>();
    Optional<String> figure = Optional.empty();
    Optional<Double> value = Optional.empty();
    Optional<Instant> since = Optional.empty();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String name = columns.getColumnLabel(i);
      @Nullable String text = name.equals("value") ? null : found.getString(i);
      switch (name) {
        case "value" -> value = number(found, i, columns.getColumnType(i));
        case "figure" -> figure = Optional.ofNullable(text);
        case "since" ->
            since =
                Optional.ofNullable(found.getObject(i, OffsetDateTime.class))
                    .map(OffsetDateTime::toInstant);
        default -> {
          if (text != null) {
            labels.put(name, text);
          }
        }
      }
    }
    return new AnsweredRow(figure, value, since, labels);
  }

  private static Optional<Double> number(ResultSet found, int column, int type)
      throws SQLException {
    double value =
        type == Types.BIT || type == Types.BOOLEAN
            ? (found.getBoolean(column) ? 1 : 0)
            : found.getDouble(column);
    return found.wasNull() ? Optional.empty() : Optional.of(value);
  }
}
