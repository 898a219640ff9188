package ai.coditect.ops.export.parcel.page;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** Reads the values of a row for the page, also of one whose end is missing. */
final class RowReader {
  private static final int LONGER_THAN_A_ROW = 1 << 16;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(LONGER_THAN_A_ROW)
                  .maxNumberLength(LONGER_THAN_A_ROW)
                  .build())
          .build();

  private RowReader() {}

  /**
   * The values that are there in full, by field; empty for null. Text as it is, all else as it is
   * written.
   */
  static Map<String, Optional<String>> values(byte[] json) {
    Map<String, Optional<String>> values = new LinkedHashMap<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      JsonToken token = parser.nextToken();
      while (token == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        Optional<String> value = value(parser, json);
        // A number is whole only if something follows it.
        token = parser.nextToken();
        values.put(name, value);
      }
    } catch (JacksonException e) {
      return values;
    }
    return values;
  }

  private static Optional<String> value(JsonParser parser, byte[] json) {
    JsonToken token = parser.nextToken();
    if (token == JsonToken.VALUE_NULL) {
      return Optional.empty();
    }
    if (!token.isStructStart()) {
      return Optional.of(parser.getString());
    }
    int from = (int) parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    int to = (int) parser.currentLocation().getByteOffset();
    return Optional.of(new String(json, from, to - from, StandardCharsets.UTF_8));
  }
}
