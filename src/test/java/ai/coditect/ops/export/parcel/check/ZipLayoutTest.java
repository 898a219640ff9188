package ai.coditect.ops.export.parcel.check;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.export.parcel.Parcels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be hidden in a zip that lenient readers still open. */
class ZipLayoutTest {
  private static final String DIFFER = "Its list of files and the files themselves differ.";
  private static final byte[] PAYLOAD = "PAYLOAD".getBytes(StandardCharsets.US_ASCII);
  private static final int CENTRAL = 0x02014b50;
  private static final int END_SIZE = 22;

  private final byte[] sound = Parcels.small();
  private final int list = ints(sound).getInt(sound.length - END_SIZE + 16);
  @TempDir Path folder;

  @Test
  void bytes_behind_the_end_and_comments_are_refused() throws IOException {
    String behind = "It has bytes behind its end, or a comment, which no package has.";
    for (byte[] more : new byte[][] {{0}, PAYLOAD, new byte[70_000]}) {
      assertThat(fault(joined(sound, more))).contains(behind);
      assertThat(ParcelCheck.check(write(joined(sound, more)), Optional.empty()).sound()).isFalse();
    }
    assertThat(fault(joined(sound, sound))).as("another package behind it").isPresent();
    byte[] comment = joined(sound, PAYLOAD);
    ints(comment).putShort(sound.length - 2, (short) PAYLOAD.length);
    // The list is found, so that the package opens everywhere.
    try (ZipFile zip = new ZipFile(write(comment).toFile())) {
      assertThat(zip.getComment()).isEqualTo("PAYLOAD");
    }
    assertThat(fault(comment)).contains(behind);
    assertThat(ParcelCheck.check(write(comment), Optional.empty()).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).isEqualTo(behind));
  }

  @Test
  void bytes_in_front_are_refused_whether_the_list_knows_of_them_or_not() throws IOException {
    byte[] shifted = joined(PAYLOAD, sound);
    assertThat(fault(shifted)).isPresent();
    assertThat(ParcelCheck.check(write(shifted), Optional.empty()).sound()).isFalse();
    byte[] told = inserted(sound, 0, PAYLOAD);
    try (ZipFile zip = new ZipFile(write(told).toFile())) {
      assertThat(zip.size()).isEqualTo(6);
    }
    assertThat(fault(told)).contains("It has bytes in front of its first file.");
    assertThat(ParcelCheck.check(write(told), Optional.empty()).sound()).isFalse();
  }

  @Test
  void bytes_between_are_refused() throws IOException {
    int second = ints(sound).getInt(entry(1) + 42);
    byte[] between = inserted(sound, second, PAYLOAD);
    assertThat(fault(between)).contains("It has bytes between its files.");
    assertThat(ParcelCheck.check(write(between), Optional.empty()).sound()).isFalse();
    assertThat(fault(inserted(sound, list, PAYLOAD))).contains("It has bytes between its files.");
    byte[] beforeEnd =
        joined(
            joined(Arrays.copyOf(sound, sound.length - END_SIZE), PAYLOAD),
            Arrays.copyOfRange(sound, sound.length - END_SIZE, sound.length));
    assertThat(fault(beforeEnd)).contains("It has bytes between its list of files and its end.");
  }

  @Test
  void a_file_that_the_list_does_not_have_or_has_alone_is_refused() throws IOException {
    // The list begins with the second file, and the end counts one less.
    int second = entry(1);
    byte[] hidden =
        joined(Arrays.copyOf(sound, list), Arrays.copyOfRange(sound, second, sound.length));
    ByteBuffer end = ints(hidden);
    int at = hidden.length - END_SIZE;
    end.putShort(at + 8, (short) 5).putShort(at + 10, (short) 5);
    end.putInt(at + 12, sound.length - END_SIZE - second);
    try (ZipFile zip = new ZipFile(write(hidden).toFile())) {
      assertThat(zip.size()).isEqualTo(5);
    }
    assertThat(fault(hidden)).contains("It has bytes in front of its first file.");
    // Two names of the list for one file.
    byte[] twice = sound.clone();
    ints(twice).putInt(entry(1) + 42, 0);
    assertThat(fault(twice)).contains("It has bytes between its files.");
  }

  @Test
  void what_the_two_descriptions_of_a_file_say_differently_is_refused() throws IOException {
    for (int field : new int[] {4, 6, 8, 10, 12, 14, 18, 22, 26, 28}) {
      assertThat(fault(changed(bytes -> bytes[field] ^= 1))).as("local, at %d", field).isPresent();
    }
    for (int field : new int[] {4, 5, 6, 8, 10, 12, 14, 16, 20, 24, 28, 30, 32, 34, 36, 38, 42}) {
      assertThat(fault(changed(bytes -> bytes[list + field] ^= 1)))
          .as("in the list, at %d", field)
          .isPresent();
    }
    assertThat(fault(changed(bytes -> bytes[30] ^= 1))).as("name").contains(DIFFER);
    int second = ints(sound).getInt(entry(1) + 42);
    for (int back = 1; back <= 16; back++) {
      int at = second - back;
      assertThat(fault(changed(bytes -> bytes[at] ^= 1))).as("descriptor, at %d", at).isPresent();
    }
  }

  @Test
  void extra_fields_are_refused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      ZipEntry entry = new ZipEntry("a");
      entry.setExtra(new byte[] {(byte) 0xFE, (byte) 0xCA, 2, 0, 'h', 'i'});
      zip.putNextEntry(entry);
    }
    assertThat(fault(bytes.toByteArray())).contains("It has bytes that describe no file.");
    bytes.reset();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      ZipEntry entry = new ZipEntry("a");
      entry.setComment("hidden");
      zip.putNextEntry(entry);
    }
    assertThat(fault(bytes.toByteArray()))
        .contains("It has an entry of a kind that no package has.");
  }

  @Test
  void stored_files_and_very_many_are_whole_zips() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      CRC32 crc = new CRC32();
      crc.update(PAYLOAD);
      ZipEntry stored = new ZipEntry("stored");
      stored.setMethod(ZipEntry.STORED);
      stored.setSize(PAYLOAD.length);
      stored.setCrc(crc.getValue());
      zip.putNextEntry(stored);
      zip.write(PAYLOAD);
      // More than the end record can count without the one of zip64.
      for (int i = 0; i < 0xFFFF; i++) {
        ZipEntry empty = new ZipEntry("" + i);
        empty.setMethod(ZipEntry.STORED);
        empty.setSize(0);
        empty.setCrc(0);
        zip.putNextEntry(empty);
      }
    }
    byte[] whole = bytes.toByteArray();
    assertThat(fault(whole)).isEmpty();
    int end64 = whole.length - END_SIZE - 20 - 56;
    for (int at = end64; at < whole.length; at++) {
      byte[] edited = whole.clone();
      edited[at] ^= 1;
      assertThat(fault(edited)).as("%d of the end records", at - end64).isPresent();
    }
    assertThat(fault(Parcels.small())).isEmpty();
  }

  private byte[] changed(Consumer<byte[]> change) {
    byte[] bytes = sound.clone();
    change.accept(bytes);
    return bytes;
  }

  /** With every offset behind the place moved on, as somebody does who hides something well. */
  private byte[] inserted(byte[] zip, int at, byte[] more) {
    byte[] result =
        joined(joined(Arrays.copyOf(zip, at), more), Arrays.copyOfRange(zip, at, zip.length));
    ByteBuffer bytes = ints(result);
    int end = result.length - END_SIZE;
    int moved = list + more.length;
    bytes.putInt(end + 16, moved);
    for (int entry = moved; bytes.getInt(entry) == CENTRAL; entry += size(bytes, entry)) {
      int offset = bytes.getInt(entry + 42);
      bytes.putInt(entry + 42, offset >= at ? offset + more.length : offset);
    }
    return result;
  }

  private int entry(int number) {
    int at = list;
    for (int i = 0; i < number; i++) {
      at += size(ints(sound), at);
    }
    return at;
  }

  private static int size(ByteBuffer bytes, int entry) {
    return 46 + bytes.getShort(entry + 28) + bytes.getShort(entry + 30);
  }

  private static ByteBuffer ints(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] joined(byte[] one, byte[] two) {
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    return both;
  }

  private Optional<String> fault(byte[] zip) throws IOException {
    return ZipLayout.fault(write(zip));
  }

  private Path write(byte[] zip) throws IOException {
    return Files.write(folder.resolve("layout.zip"), zip);
  }
}
