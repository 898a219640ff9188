package ai.coditect.ops.export.parcel.check;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads CSV as RFC 4180 has it, strictly: a header with exactly the columns, and as many cells in
 * every record. Holds no record.
 */
final class CsvReader {
  private static final int LONGEST_NAME = 1_000;

  private enum At {
    START_OF_RECORD,
    START_OF_CELL,
    PLAIN,
    QUOTED,
    QUOTE_IN_QUOTED,
    CARRIAGE_RETURN
  }

  private final List<String> columns;
  private final List<String> header = new ArrayList<>();
  private final StringBuilder name = new StringBuilder();
  private At at = At.START_OF_RECORD;
  private long record = 1;
  private int cells;

  private CsvReader(List<String> columns) {
    this.columns = columns;
  }

  /**
   * @return how many records there are after the header
   */
  static long rows(Reader source, List<String> columns) throws IOException, MisfitException {
    return new CsvReader(columns).read(source);
  }

  private long read(Reader source) throws IOException, MisfitException {
    char[] buffer = new char[1 << 14];
    for (int length = source.read(buffer); length >= 0; length = source.read(buffer)) {
      for (int i = 0; i < length; i++) {
        at = after(buffer[i]);
      }
    }
    if (at != At.START_OF_RECORD) {
      throw wrong("is not ended by carriage return and line feed.");
    }
    if (record == 1) {
      throw wrong("is missing: a CSV file has a header.");
    }
    return record - 2;
  }

  private At after(char c) throws MisfitException {
    return switch (at) {
      case START_OF_RECORD, START_OF_CELL -> c == '"' ? At.QUOTED : plain(c);
      case PLAIN -> plain(c);
      case QUOTED -> {
        if (c == '"') {
          yield At.QUOTE_IN_QUOTED;
        }
        keep(c);
        yield At.QUOTED;
      }
      case QUOTE_IN_QUOTED -> {
        if (c == '"') {
          keep(c);
          yield At.QUOTED;
        }
        if (c != ',' && c != '\r') {
          throw wrong("has something between a closing quote and the end of its cell.");
        }
        yield plain(c);
      }
      case CARRIAGE_RETURN -> {
        if (c != '\n') {
          throw wrong("has a carriage return outside quotes.");
        }
        endRecord();
        yield At.START_OF_RECORD;
      }
    };
  }

  private At plain(char c) throws MisfitException {
    switch (c) {
      case ',' -> {
        endCell();
        return At.START_OF_CELL;
      }
      case '\r' -> {
        return At.CARRIAGE_RETURN;
      }
      case '\n' -> throw wrong("has a line feed outside quotes.");
      case '"' -> throw wrong("has a quote inside a cell without quotes.");
      default -> {
        keep(c);
        return At.PLAIN;
      }
    }
  }

  private void keep(char c) {
    if (record == 1 && name.length() <= LONGEST_NAME) {
      name.append(c);
    }
  }

  private void endCell() {
    cells++;
    if (record == 1 && cells <= columns.size()) {
      header.add(name.toString());
      name.setLength(0);
    }
  }

  private void endRecord() throws MisfitException {
    endCell();
    if (record == 1 && !(cells == columns.size() && header.equals(columns))) {
      throw wrong("is not the header: it does not name exactly the columns of the table.");
    }
    if (cells != columns.size()) {
      throw wrong("has not as many cells as the header.");
    }
    cells = 0;
    record++;
  }

  /** Records, not lines of text: a cell may hold line ends. */
  private MisfitException wrong(String what) {
    return new MisfitException(record, what);
  }
}
