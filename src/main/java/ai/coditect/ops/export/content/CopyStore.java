package ai.coditect.ops.export.content;

import ai.coditect.ops.export.parcel.Rows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.postgresql.copy.CopyOut;

/**
 * Reads a COPY whose rows are a tenant, a person and the text of a row, and lets no row through
 * that is somebody else's.
 *
 * @param table for the message
 * @param person empty where the rows of the whole organization are wanted
 * @param hasTenant whether rows of the table say which tenant they belong to
 * @param watch asked before each row; throws to stop
 */
record CopyStore(
    SnapshotStore snapshot,
    String table,
    UUID organization,
    Optional<UUID> person,
    boolean hasTenant,
    Runnable watch) {
  private static final byte[] SIGNATURE =
      "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final int ABSENT = -1;

  /** What came of a copy. */
  record Tally(long rows, long large) {}

  /** Rows of three binary fields; a large row has no text and is left for {@link #pieces}. */
  Tally rows(String statement, Rows into) throws IOException {
    long[] seen = new long[2];
    read(
        statement,
        3,
        row -> {
          held(row);
          int length = row.getInt();
          if (length == ABSENT) {
            seen[1]++;
            return;
          }
          into.piece(row.array(), row.position(), length);
          into.endRow();
          row.position(row.position() + length);
          seen[0]++;
        });
    return new Tally(seen[0], seen[1]);
  }

  /**
   * Pieces of large rows: four binary fields, the third says whether it is the last one of its row.
   */
  long pieces(String statement, Rows into) throws IOException {
    long[] seen = new long[1];
    read(
        statement,
        4,
        row -> {
          held(row);
          expect(row.getInt() == 1, "a flag");
          boolean last = row.get() == 1;
          int length = row.getInt();
          expect(length >= 0, "a piece");
          into.piece(row.array(), row.position(), length);
          row.position(row.position() + length);
          if (last) {
            into.endRow();
            seen[0]++;
          }
        });
    return seen[0];
  }

  /** Rows of the server's own CSV, each of which begins with the tenant and the person. */
  long lines(String statement, Rows into) throws IOException {
    byte[] tenant = cell(hasTenant ? organization.toString() : "");
    byte[] both =
        cell(
            (hasTenant ? organization.toString() : "")
                + ","
                + person.map(UUID::toString).orElse(""));
    long[] seen = new long[1];
    messages(
        statement,
        line -> {
          watch.run();
          if (!begins(line, both)) {
            throw foreign(begins(line, tenant));
          }
          told();
          into.piece(line, both.length, line.length - both.length - 1);
          into.endRow();
          seen[0]++;
        });
    return seen[0];
  }

  private static byte[] cell(String text) {
    return (text + ",").getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean begins(byte[] line, byte[] with) {
    return line.length > with.length
        && java.util.Arrays.equals(line, 0, with.length, with, 0, with.length);
  }

  @FunctionalInterface
  private interface Row {
    void read(ByteBuffer fields) throws IOException;
  }

  @FunctionalInterface
  private interface Message {
    void read(byte[] bytes) throws IOException;
  }

  /** The protocol promises one message a row. */
  private void messages(String statement, Message reader) throws IOException {
    try {
      CopyOut copy = snapshot.copy(statement);
      try {
        byte[] message;
        while ((message = copy.readFromCopy()) != null) {
          reader.read(message);
        }
      } finally {
        if (copy.isActive()) {
          snapshot.breakOff();
        }
      }
    } catch (SQLException e) {
      throw SnapshotStore.trouble(table, e);
    }
  }

  private void read(String statement, int fields, Row reader) throws IOException {
    boolean[] begun = new boolean[1];
    boolean[] ended = new boolean[1];
    messages(
        statement,
        message -> {
          ByteBuffer buffer = ByteBuffer.wrap(message);
          if (!begun[0]) {
            header(buffer);
            begun[0] = true;
          }
          while (buffer.hasRemaining()) {
            expect(!ended[0], "nothing more");
            watch.run();
            int count = buffer.getShort();
            ended[0] = count == ABSENT;
            expect(ended[0] || count == fields, fields + " fields");
            if (!ended[0]) {
              reader.read(buffer);
            }
          }
        });
    // A stream that breaks off is no whole file.
    expect(ended[0], "its end");
  }

  private void header(ByteBuffer buffer) {
    byte[] signature = new byte[SIGNATURE.length];
    buffer.get(signature);
    expect(java.util.Arrays.equals(signature, SIGNATURE), "the binary format");
    expect(buffer.getInt() == 0, "no flags");
    buffer.position(buffer.position() + 4 + buffer.getInt(buffer.position()));
  }

  /** Every row is of this tenant and this person, whichever way it was found. */
  private void held(ByteBuffer row) {
    Optional<UUID> tenant = uuid(row);
    Optional<UUID> subject = uuid(row);
    if (hasTenant && !tenant.equals(Optional.of(organization))) {
      throw foreign(false);
    }
    if (person.isPresent() && !subject.equals(person)) {
      throw foreign(true);
    }
    told();
  }

  private ForeignRowException foreign(boolean ofTheTenant) {
    return new ForeignRowException(
        table, ofTheTenant ? "a row of another person" : "a row of another tenant");
  }

  private void told() {
    if (!hasTenant && person.isEmpty()) {
      throw new ForeignRowException(table, "a row that says nothing of its tenant");
    }
  }

  private static Optional<UUID> uuid(ByteBuffer row) {
    int length = row.getInt();
    if (length == ABSENT) {
      return Optional.empty();
    }
    expect(length == 16, "a UUID");
    return Optional.of(new UUID(row.getLong(), row.getLong()));
  }

  private static void expect(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException("the server did not send " + what);
    }
  }
}
