package ai.coditect.ops.database;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.support.SqlArrayValue;

/** Parameters as the server takes them best: typed arrays, which are constants to the planner. */
public final class Arrays {
  private Arrays() {}

  /** Ids; cast the parameter to {@code uuid[]}. */
  public static SqlParameterValue uuids(Collection<?> ids) {
    return plain(ids);
  }

  /**
   * Values whose text needs no quotes in an array (ids, hex digits, words, numbers), written once
   * and in one piece. The cast of the parameter says the type.
   */
  public static SqlParameterValue plain(Collection<?> values) {
    StringBuilder text = new StringBuilder(2 + 37 * values.size()).append('{');
    for (Object value : values) {
      if (text.length() > 1) {
        text.append(',');
      }
      text.append(value == null ? "NULL" : value.toString());
    }
    return untyped(text.append('}').toString());
  }

  public static SqlArrayValue texts(Collection<?> texts) {
    return new SqlArrayValue("text", texts.toArray());
  }

  public static SqlArrayValue integers(Collection<Integer> numbers) {
    return new SqlArrayValue("int4", numbers.toArray());
  }

  public static SqlArrayValue longs(Collection<?> numbers) {
    return new SqlArrayValue("int8", numbers.toArray());
  }

  /** Instants; cast the parameter to {@code timestamptz[]}. */
  public static SqlParameterValue instants(Collection<Instant> instants) {
    return plain(instants);
  }

  public static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  /** A parameter whose type the statement says with a cast, so that it may be null. */
  public static SqlParameterValue untyped(@Nullable Object value) {
    return new SqlParameterValue(java.sql.Types.OTHER, value);
  }
}
