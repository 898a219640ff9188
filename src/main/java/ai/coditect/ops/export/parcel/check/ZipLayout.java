package ai.coditect.ops.export.parcel.check;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Accounts for every byte of a zip: the files from the first byte on without a gap, then their list
 * in the same order, then one end record that is the end of the file. Nothing hides in front, in
 * between, behind, in a comment, in an extra field or in what the two descriptions of a file say
 * differently. Readers of zip disagree about all of these, so that one package would show different
 * things to different people.
 */
final class ZipLayout {
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int DESCRIPTOR = 0x08074b50;
  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int LOCAL_SIZE = 30;
  private static final int CENTRAL_SIZE = 46;
  private static final int END_SIZE = 22;
  private static final int END_64_SIZE = 56;
  private static final int LOCATOR_64_SIZE = 20;
  private static final int HAS_DESCRIPTOR = 1 << 3;
  private static final int UTF_8 = 1 << 11;
  private static final int VERSION_64 = 45;
  private static final int NONE_16 = 0xFFFF;
  private static final long NONE_32 = 0xFFFF_FFFFL;

  /** The first byte that is not as it has to be. */
  private static final class FaultException extends Exception {
    private static final long serialVersionUID = 1L;

    FaultException(String what) {
      super(what);
    }
  }

  /** What the list says of a file. */
  private record Entry(
      int version,
      int flags,
      int method,
      int time,
      int crc,
      long packed,
      long size,
      byte[] name,
      long offset) {
    boolean isLarge() {
      return packed >= NONE_32 || size >= NONE_32;
    }
  }

  /** Where the list is. */
  private record End(long entries, long size, long offset, long behind) {}

  private final FileChannel file;

  private ZipLayout(FileChannel file) {
    this.file = file;
  }

  /** What is wrong; empty when every byte is accounted for. */
  static Optional<String> fault(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path)) {
      new ZipLayout(file).hold();
      return Optional.empty();
    } catch (FaultException e) {
      return Optional.ofNullable(e.getMessage());
    } catch (EOFException e) {
      return Optional.of("It is no zip, or not all of it is there.");
    }
  }

  private void hold() throws IOException, FaultException {
    End end = end();
    long listed = end.offset();
    long next = 0;
    for (long i = 0; i < end.entries(); i++) {
      ByteBuffer fixed = read(listed, CENTRAL_SIZE);
      Entry entry = central(fixed, listed);
      require(entry.offset() == next, gap(i == 0));
      next = local(entry);
      listed += CENTRAL_SIZE + entry.name().length + unsigned(fixed, 30);
    }
    require(next == end.offset(), gap(end.entries() == 0));
    require(
        listed == end.offset() + end.size() && listed == end.behind(),
        "It has bytes between its list of files and its end.");
  }

  private static String gap(boolean first) {
    return first ? "It has bytes in front of its first file." : "It has bytes between its files.";
  }

  private End end() throws IOException, FaultException {
    long at = file.size() - END_SIZE;
    ByteBuffer end = read(at, END_SIZE);
    require(
        end.getInt(0) == END && end.getShort(20) == 0,
        "It has bytes behind its end, or a comment, which no package has.");
    int here = unsigned(end, 10);
    long size = unsignedInt(end, 12);
    long offset = unsignedInt(end, 16);
    require(end.getInt(4) == 0 && unsigned(end, 8) == here, "It is in several parts.");
    if (here != NONE_16 && size != NONE_32 && offset != NONE_32) {
      return new End(here, size, offset, at);
    }
    long at64 = at - LOCATOR_64_SIZE - END_64_SIZE;
    ByteBuffer locator = read(at - LOCATOR_64_SIZE, LOCATOR_64_SIZE);
    ByteBuffer end64 = read(at64, END_64_SIZE);
    long entries64 = end64.getLong(32);
    long size64 = end64.getLong(40);
    long offset64 = end64.getLong(48);
    require(
        locator.getInt(0) == LOCATOR_64
            && locator.getInt(4) == 0
            && locator.getLong(8) == at64
            && locator.getInt(16) == 1
            && end64.getInt(0) == END_64
            && end64.getLong(4) == END_64_SIZE - 12
            && end64.getShort(12) == VERSION_64
            && end64.getShort(14) == VERSION_64
            && end64.getLong(16) == 0
            && end64.getLong(24) == entries64
            && (here == NONE_16 || here == entries64)
            && (size == NONE_32 || size == size64)
            && (offset == NONE_32 || offset == offset64)
            && Math.min(Math.min(entries64, size64), offset64) >= 0,
        "Its two end records differ.");
    return new End(entries64, size64, offset64, at64);
  }

  private Entry central(ByteBuffer fixed, long at) throws IOException, FaultException {
    require(fixed.getInt(0) == CENTRAL, "It has bytes between its list of files and its end.");
    int extra = unsigned(fixed, 30);
    byte[] name = read(at + CENTRAL_SIZE, unsigned(fixed, 28)).array();
    long packed = unsignedInt(fixed, 20);
    long size = unsignedInt(fixed, 24);
    long offset = unsignedInt(fixed, 42);
    boolean large = packed == NONE_32 || size == NONE_32 || offset == NONE_32;
    int wide =
        (size == NONE_32 ? 8 : 0) + (packed == NONE_32 ? 8 : 0) + (offset == NONE_32 ? 8 : 0);
    require(extra == (large ? wide + 4 : 0), "It has bytes that describe no file.");
    if (large) {
      ByteBuffer field = read(at + CENTRAL_SIZE + name.length, extra);
      require(
          field.getShort() == 1 && field.getShort() == wide, "It has bytes that describe no file.");
      size = size == NONE_32 ? field.getLong() : size;
      packed = packed == NONE_32 ? field.getLong() : packed;
      offset = offset == NONE_32 ? field.getLong() : offset;
    }
    int version = unsigned(fixed, 6);
    int method = unsigned(fixed, 10);
    int flags = unsigned(fixed, 8);
    require(
        unsigned(fixed, 4) == version
            && (version == 10 || version == 20 || large && version == VERSION_64)
            && (flags & ~(HAS_DESCRIPTOR | UTF_8)) == 0
            && (method == 0 || method == 8)
            && (method == 8 || packed == size)
            // Comment, disk, and attributes.
            && fixed.getShort(32) == 0
            && fixed.getInt(34) == 0
            && fixed.getInt(38) == 0
            && Math.min(Math.min(size, packed), offset) >= 0,
        "It has an entry of a kind that no package has.");
    return new Entry(
        version, flags, method, fixed.getInt(12), fixed.getInt(16), packed, size, name, offset);
  }

  /** Where the next file has to begin. */
  private long local(Entry entry) throws IOException, FaultException {
    String differ = "Its list of files and the files themselves differ.";
    ByteBuffer fixed = read(entry.offset(), LOCAL_SIZE);
    boolean described = (entry.flags() & HAS_DESCRIPTOR) != 0;
    int version = unsigned(fixed, 4);
    require(
        fixed.getInt(0) == LOCAL
            && (version == entry.version() || entry.version() == VERSION_64 && version == 20)
            && unsigned(fixed, 6) == entry.flags()
            && unsigned(fixed, 8) == entry.method()
            && fixed.getInt(10) == entry.time()
            && unsigned(fixed, 26) == entry.name().length,
        differ);
    long at = entry.offset() + LOCAL_SIZE;
    require(read(at, entry.name().length).equals(ByteBuffer.wrap(entry.name())), differ);
    require(unsigned(fixed, 28) == 0, "It has bytes that describe no file.");
    at += entry.name().length + entry.packed();
    if (!described) {
      require(
          fixed.getInt(14) == entry.crc()
              && unsignedInt(fixed, 18) == entry.packed()
              && unsignedInt(fixed, 22) == entry.size(),
          differ);
      return at;
    }
    require(fixed.getInt(14) == 0 && fixed.getLong(18) == 0, differ);
    ByteBuffer descriptor = read(at, entry.isLarge() ? 24 : 16);
    require(
        descriptor.getInt(0) == DESCRIPTOR
            && descriptor.getInt(4) == entry.crc()
            && (entry.isLarge()
                ? descriptor.getLong(8) == entry.packed() && descriptor.getLong(16) == entry.size()
                : unsignedInt(descriptor, 8) == entry.packed()
                    && unsignedInt(descriptor, 12) == entry.size()),
        differ);
    return at + descriptor.capacity();
  }

  private ByteBuffer read(long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (at < 0 || file.read(bytes, at + bytes.position()) < 0) {
        throw new EOFException();
      }
    }
    return bytes.flip();
  }

  private static int unsigned(ByteBuffer bytes, int at) {
    return bytes.getShort(at) & 0xFFFF;
  }

  private static long unsignedInt(ByteBuffer bytes, int at) {
    return bytes.getInt(at) & NONE_32;
  }

  private static void require(boolean holds, String otherwise) throws FaultException {
    if (!holds) {
      throw new FaultException(otherwise);
    }
  }
}
