package ai.coditect.ops.export.parcel.check;

import java.io.IOException;
import java.io.Reader;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/** Reads JSON Lines: one object a line, with exactly the fields. Holds no line. */
final class JsonLinesReader {
  // As deep, long and wide as PostgreSQL lets a value be.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(1_000_000)
                  .maxNumberLength(1_000_000)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /** One line as if it were a file. */
  private static final class Line extends Reader {
    private final Reader source;
    private final char[] buffer = new char[1 << 14];
    private int next;
    private int end;
    private boolean ended = true;

    Line(Reader source) {
      this.source = source;
    }

    /** Whether there is another line. */
    boolean begin() throws IOException {
      ended = false;
      return filled();
    }

    @Override
    public int read(char[] to, int offset, int length) throws IOException {
      if (ended || !filled()) {
        return -1;
      }
      int most = Math.min(length, end - next);
      int count = 0;
      while (count < most && buffer[next + count] != '\n') {
        count++;
      }
      System.arraycopy(buffer, next, to, offset, count);
      next += count;
      if (count < most) {
        next++;
        ended = true;
      }
      return count == 0 ? -1 : count;
    }

    private boolean filled() throws IOException {
      if (next == end) {
        next = 0;
        end = Math.max(0, source.read(buffer));
      }
      return end > 0;
    }

    @Override
    public void close() {}
  }

  private JsonLinesReader() {}

  /**
   * @return how many rows there are
   */
  static long rows(Reader source, List<String> fields) throws IOException, MisfitException {
    Line line = new Line(source);
    long rows = 0;
    while (line.begin()) {
      rows++;
      try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), line)) {
        row(parser, fields, rows);
      } catch (JacksonIOException e) {
        throw e.getCause();
      } catch (JacksonException e) {
        throw new MisfitException(rows, "is not JSON.");
      }
      if (!line.ended) {
        throw new MisfitException(rows, "is not ended by a line feed.");
      }
    }
    return rows;
  }

  private static void row(JsonParser parser, List<String> fields, long row) throws MisfitException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new MisfitException(row, "is not a JSON object.");
    }
    for (String field : fields) {
      if (parser.nextToken() != JsonToken.PROPERTY_NAME || !parser.currentName().equals(field)) {
        throw new MisfitException(row, "has not exactly the fields of its table.");
      }
      parser.nextToken();
      parser.skipChildren();
    }
    if (parser.nextToken() != JsonToken.END_OBJECT) {
      throw new MisfitException(row, "has not exactly the fields of its table.");
    }
    if (parser.nextToken() != null) {
      throw new MisfitException(row, "holds more than one JSON object.");
    }
  }
}
