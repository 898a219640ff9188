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

  public static SqlArrayValue uuids(Collection<?> ids) {
    return new SqlArrayValue("uuid", ids.toArray());
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

  /** Instants as text in ISO 8601; cast them to {@code timestamptz[]}. */
  public static SqlArrayValue instants(Collection<Instant> instants) {
    return new SqlArrayValue("text", instants.stream().map(Instant::toString).toArray());
  }

  public static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  /** A parameter whose type the statement says with a cast, so that it may be null. */
  public static SqlParameterValue untyped(@Nullable Object value) {
    return new SqlParameterValue(java.sql.Types.OTHER, value);
  }
}
