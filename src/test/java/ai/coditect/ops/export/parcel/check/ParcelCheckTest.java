package ai.coditect.ops.export.parcel.check;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.export.parcel.Contents;
import ai.coditect.ops.export.parcel.Format;
import ai.coditect.ops.export.parcel.Parcels;
import ai.coditect.ops.export.parcel.Parcels.Entry;
import ai.coditect.ops.export.parcel.Rows;
import ai.coditect.ops.export.parcel.write.ParcelWriter;
import ai.coditect.ops.problem.Problem;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way to tamper with a package that we could think of, and what is said about it. */
class ParcelCheckTest {
  private static final String JSON = "coditect_shared.users.jsonl";
  private static final String CSV = "coditect_shared.users.csv";
  private static final int JSON_AT = 0;
  private static final int CSV_AT = 1;
  private static final int MANIFEST_AT = 5;

  private final byte[] sound = Parcels.small();
  @TempDir Path folder;

  @Test
  void a_package_of_the_writer_is_sound() {
    ParcelCheck.Result result = check(sound);
    assertThat(result.problems()).isEmpty();
    assertThat(result.files()).isEqualTo(5);
    assertThat(result.rows()).isEqualTo(3);
    assertThat(result.bytes()).isEqualTo(sound.length);
    assertThat(result.sha256())
        .isEqualTo(HexFormat.of().formatHex(ParcelCheck.sha256().digest(sound)));
    assertThat(ofEntries(entries -> entries)).as("packed again by somebody").isEmpty();
  }

  @Test
  void the_whole_file_is_held_against_a_hash() throws IOException {
    Path file = write(sound);
    String hash = check(sound).sha256();
    assertThat(ParcelCheck.check(file, Optional.of(hash)).sound()).isTrue();
    assertThat(ParcelCheck.check(file, Optional.of("0".repeat(64))).problems())
        .extracting(Problem::what)
        .containsExactly("Its SHA-256 is not the given one.");
  }

  @Test
  void an_edited_value_is_found_by_its_hash_alone() {
    assertThat(edited(JSON_AT, text -> text.replace("Anna", "Otto")))
        .containsExactly(JSON + ": Its SHA-256 is not that of the manifest.");
  }

  @Test
  void an_edited_byte_anywhere_in_the_file_is_found() {
    List<Integer> unnoticed = new ArrayList<>();
    for (int i = 0; i < sound.length; i += 7) {
      byte[] edited = sound.clone();
      edited[i] ^= 0x20;
      if (check(edited).sound()) {
        unnoticed.add(i);
      }
    }
    assertThat(unnoticed).isEmpty();
  }

  @Test
  void a_file_cut_anywhere_is_not_sound() {
    cutEvery(61);
    assertThat(whats(Arrays.copyOf(sound, sound.length / 2)))
        .containsExactly("the package: It is no zip, or not all of it is there.");
    assertThat(whats("not a zip".getBytes(StandardCharsets.UTF_8)))
        .containsExactly("the package: It is no zip, or not all of it is there.");
  }

  @Test
  @Tag("campaign")
  void so_is_one_that_is_cut_closer() {
    cutEvery(31);
  }

  private void cutEvery(int step) {
    for (int length = 0; length < sound.length; length += step) {
      assertThat(check(Arrays.copyOf(sound, length)).sound()).as("length %d", length).isFalse();
    }
  }

  @Test
  void missing_extra_renamed_and_doubled_files_are_named() {
    assertThat(ofEntries(entries -> without(entries, CSV_AT)))
        .containsExactly(CSV + ": It is missing.");
    assertThat(ofEntries(entries -> without(entries, MANIFEST_AT)))
        .containsExactly("the package: It has no manifest.");
    assertThat(ofEntries(entries -> with(entries, 0, new Entry("more.csv", new byte[0]))))
        .containsExactly("entry 1: It is not in the manifest.");
    assertThat(ofEntries(entries -> with(entries, 0, new Entry("folder/", new byte[0]))))
        .containsExactly("entry 1: It is not in the manifest.");
    assertThat(ofEntries(entries -> replaced(entries, CSV_AT, entries.get(CSV_AT).named("x.csv"))))
        .containsExactlyInAnyOrder(CSV + ": It is missing.", "entry 2: It is not in the manifest.");
  }

  @Test
  void two_files_of_one_name_are_named() {
    List<Entry> entries = Parcels.entries(sound);
    byte[] other = Parcels.zip(with(entries, 0, new Entry("x".repeat(CSV.length()), new byte[3])));
    byte[] doubled = replaceAll(other, "x".repeat(CSV.length()), CSV);
    assertThat(whats(doubled)).contains(CSV + ": It is there more than once.");
  }

  @Test
  void names_that_lead_out_of_the_folder_are_named_and_not_repeated() {
    for (String name :
        List.of("../evil.sh", "/etc/evil", "C:evil", "a\\..\\evil", "a/../../evil")) {
      assertThat(ofEntries(entries -> with(entries, 2, new Entry(name, new byte[1]))))
          .containsExactly("entry 3: Its name leads out of the folder it is unpacked in.");
    }
  }

  @Test
  void a_manifest_that_is_not_last_or_files_out_of_order_are_named() {
    String order = "the package: Its files are not in the order of the manifest, which comes last.";
    assertThat(
            ofEntries(entries -> with(without(entries, MANIFEST_AT), 0, entries.get(MANIFEST_AT))))
        .containsExactly(order);
    assertThat(ofEntries(entries -> with(without(entries, JSON_AT), 1, entries.get(JSON_AT))))
        .containsExactly(order);
  }

  @Test
  void a_list_that_hides_a_file_is_named() {
    // Renamed in front of the file itself, and not in the list at the end.
    byte[] hidden = sound.clone();
    byte[] name = CSV.getBytes(StandardCharsets.UTF_8);
    int at = indexOf(hidden, name, 0);
    hidden[at] = 'X';
    assertThat(whats(hidden))
        .containsExactly("the package: Its list of files and the files themselves differ.");
    // Something in front of the first file, which a list at the end would pass over.
    byte[] shifted = new byte[sound.length + 10];
    System.arraycopy(sound, 0, shifted, 10, sound.length);
    assertThat(check(shifted).sound()).isFalse();
  }

  @Test
  void dropped_rows_are_named_where_they_are_missing() {
    assertThat(edited(JSON_AT, text -> text.substring(text.indexOf('\n') + 1)))
        .containsExactlyInAnyOrder(
            JSON + ": It has 2 rows; the manifest says 3.",
            JSON + ": It is shorter than the manifest says.",
            JSON + ": Its SHA-256 is not that of the manifest.");
  }

  @Test
  void rows_dropped_with_a_manifest_made_to_fit_are_named() {
    assertThat(
            forged(JSON_AT, text -> text.substring(text.indexOf('\n') + 1), manifest -> manifest))
        .containsExactly(JSON + ": It has 2 rows; the manifest says 3.");
    assertThat(
            forged(
                JSON_AT,
                text -> text.substring(text.indexOf('\n') + 1),
                manifest -> manifest.replaceFirst("\"rows\" : 3", "\"rows\" : 2")))
        .containsExactly("manifest.json: It gives the two files of table 1 different rows.");
  }

  @Test
  void lines_that_are_no_rows_of_the_table_are_named() {
    assertThat(json(text -> text.replace("\"email\"", "\"mail\"")))
        .containsExactly(JSON + ": Line 1 has not exactly the fields of its table.");
    assertThat(json(text -> text.replaceFirst("}\n", ",\"more\":1}\n")))
        .containsExactly(JSON + ": Line 1 has not exactly the fields of its table.");
    assertThat(json(text -> text.replaceFirst(",\"email\"", ",\n\"email\"")))
        .containsExactly(JSON + ": Line 1 is not JSON.");
    assertThat(json(text -> text.replaceFirst("}\n", "} {}\n")))
        .containsExactly(JSON + ": Line 1 holds more than one JSON object.");
    assertThat(json(text -> text.replaceFirst("\n", "\n\n")))
        .containsExactly(JSON + ": Line 2 is not a JSON object.");
    assertThat(json(text -> text.substring(0, text.length() - 1)))
        .containsExactly(JSON + ": Line 3 is not ended by a line feed.");
    assertThat(json(text -> "[" + text)).containsExactly(JSON + ": Line 1 is not a JSON object.");
  }

  @Test
  void records_that_do_not_fit_their_header_are_named() {
    assertThat(csv(text -> text.replaceFirst("email", "mail")))
        .containsExactly(
            CSV + ": Line 1 is not the header: it does not name exactly the columns of the table.");
    assertThat(csv(text -> text.replace("\"Anna\"", "\"An\",\"na\"")))
        .containsExactly(CSV + ": Line 2 has not as many cells as the header.");
    assertThat(csv(text -> text.replace("\"Anna\"\r\n", "\"Anna\"\n")))
        .containsExactly(
            CSV + ": Line 2 has something between a closing quote and the end of its cell.");
    assertThat(csv(text -> text.replace("\"Anna\"", "An\"na")))
        .containsExactly(CSV + ": Line 2 has a quote inside a cell without quotes.");
    assertThat(csv(text -> text.replace("\"Anna\"\r\n", "Anna\n")))
        .containsExactly(CSV + ": Line 2 has a line feed outside quotes.");
    assertThat(csv(text -> text.replace("\"Anna\"\r\n", "Anna\r")))
        .containsExactly(CSV + ": Line 2 has a carriage return outside quotes.");
    assertThat(csv(text -> text.substring(0, text.length() - 2)))
        .containsExactly(CSV + ": Line 4 is not ended by carriage return and line feed.");
    assertThat(csv(text -> ""))
        .containsExactly(CSV + ": Line 1 is missing: a CSV file has a header.");
    assertThat(csv(text -> text.replace("\"3\"", "\"3")))
        .containsExactly(
            CSV + ": Line 4 has something between a closing quote and the end of its cell.");
  }

  @Test
  void bytes_that_are_no_text_are_named() {
    byte[] broken = sound(JSON_AT).clone();
    broken[broken.length - 5] = (byte) 0xff;
    assertThat(ofEntries(entries -> replaced(entries, JSON_AT, new Entry(JSON, broken))))
        .contains(JSON + ": It is not UTF-8.");
  }

  @Test
  void a_manifest_that_breaks_its_schema_is_named_without_its_words() {
    assertThat(edited(MANIFEST_AT, text -> text.replace("\"csv\" : \"RFC", "\"secret\" : \"RFC")))
        .hasSize(2)
        .contains("manifest.json: It lacks csv.")
        .allSatisfy(
            what -> assertThat(what).startsWith("manifest.json: ").doesNotContain("secret"));
    assertThat(
            edited(MANIFEST_AT, text -> text.replace("\"kind\" : \"person\"", "\"kind\" : \"us\"")))
        .isNotEmpty();
    assertThat(edited(MANIFEST_AT, text -> text.replace("\"version\" : 1", "\"version\" : 2")))
        .singleElement()
        .asString()
        .contains("version");
    assertThat(edited(MANIFEST_AT, text -> text.substring(2)))
        .containsExactly("manifest.json: It is not JSON.");
    assertThat(edited(MANIFEST_AT, text -> text.replace("users.csv\"", "../users.csv\"")))
        .isNotEmpty();
    assertThat(
            edited(
                MANIFEST_AT,
                text -> text.replace("\"name\" : \"coditect_shared.users\"", "\"name\" : \"u\"")))
        .containsExactly(
            "manifest.json: Its files are not the two of each table, in the order of the tables.");
  }

  @Test
  void one_broken_file_does_not_hide_the_next() {
    byte[] broken = sound.clone();
    broken[indexOf(broken, JSON.getBytes(StandardCharsets.UTF_8), 0) + JSON.length() + 4] ^= 0x55;
    broken[indexOf(broken, CSV.getBytes(StandardCharsets.UTF_8), 0) + CSV.length() + 4] ^= 0x55;
    assertThat(whats(broken))
        .anyMatch(what -> what.startsWith(JSON + ":"))
        .anyMatch(what -> what.startsWith(CSV + ":"));
  }

  @Test
  void an_encrypted_package_is_to_be_decrypted_first() throws IOException {
    for (String head :
        List.of("age-encryption.org/v1\n-> X25519 abc", "-----BEGIN AGE ENCRYPTED FILE-----\n")) {
      byte[] encrypted = (head + "x".repeat(200)).getBytes(StandardCharsets.UTF_8);
      assertThat(check(encrypted).problems())
          .singleElement()
          .satisfies(
              problem -> {
                assertThat(problem.what()).isEqualTo("It is encrypted.");
                assertThat(problem.cure()).startsWith("Decrypt it");
              });
      assertThat(ParcelCheck.check(write(encrypted), Optional.of("0".repeat(64))).problems())
          .hasSize(2);
    }
  }

  @Test
  void a_zip_that_unpacks_to_much_more_is_not_read_to_its_end() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] bomb =
        Parcels.zip(replaced(Parcels.entries(sound), JSON_AT, new Entry(JSON, new byte[1 << 26])));
    Path file = write(bomb);
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThat(whats(file)).contains(JSON + ": It is longer than the manifest says.");
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(8 << 20);
  }

  @Test
  void a_row_of_a_hundred_megabytes_is_checked_in_little_memory() throws IOException {
    Path file = folder.resolve("large.zip");
    byte[] piece = "x".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
    Contents contents = Parcels.contents(Parcels.PROJECTS);
    try (OutputStream out = Files.newOutputStream(file);
        ParcelWriter parcel = ParcelWriter.to(out, contents)) {
      for (Format format : Format.values()) {
        boolean json = format == Format.JSON_LINES;
        Rows rows = parcel.begin(Parcels.PROJECTS, format);
        piece(rows, json ? "{\"id\":1,\"settings\":{\"deep\":" + "[".repeat(5000) + "\"" : "1,\"");
        for (int i = 0; i < 100 * 16; i++) {
          rows.piece(piece, 0, piece.length);
        }
        piece(rows, json ? "\"" + "]".repeat(5000) + "}}" : "\"");
        rows.endRow();
      }
      parcel.finish();
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThat(whats(file)).isEmpty();
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(16 << 20);
  }

  private static void piece(Rows rows, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    rows.piece(bytes, 0, bytes.length);
  }

  private byte[] sound(int entry) {
    return Parcels.entries(sound).get(entry).content();
  }

  private List<String> edited(int at, UnaryOperator<String> edit) {
    return ofEntries(
        entries -> replaced(entries, at, entries.get(at).with(edit.apply(entries.get(at).text()))));
  }

  private List<String> json(UnaryOperator<String> edit) {
    return forged(JSON_AT, edit, manifest -> manifest);
  }

  private List<String> csv(UnaryOperator<String> edit) {
    return forged(CSV_AT, edit, manifest -> manifest);
  }

  /** With the manifest's length and hash of the file made to fit, so that only its rows speak. */
  private List<String> forged(
      int at, UnaryOperator<String> edit, UnaryOperator<String> editManifest) {
    List<Entry> entries = Parcels.entries(sound);
    Entry before = entries.get(at);
    Entry after = before.with(edit.apply(before.text()));
    String manifest =
        entries
            .get(MANIFEST_AT)
            .text()
            .replace(sha256(before), sha256(after))
            .replaceFirst(
                "\"bytes\" : " + before.content().length, "\"bytes\" : " + after.content().length);
    return ofEntries(
        any ->
            replaced(
                replaced(entries, at, after),
                MANIFEST_AT,
                entries.get(MANIFEST_AT).with(editManifest.apply(manifest))));
  }

  private static String sha256(Entry entry) {
    return HexFormat.of().formatHex(ParcelCheck.sha256().digest(entry.content()));
  }

  private List<String> ofEntries(UnaryOperator<List<Entry>> change) {
    return whats(Parcels.zip(change.apply(Parcels.entries(sound))));
  }

  private static List<Entry> without(List<Entry> entries, int at) {
    List<Entry> fewer = new ArrayList<>(entries);
    fewer.remove(at);
    return fewer;
  }

  private static List<Entry> with(List<Entry> entries, int at, Entry entry) {
    List<Entry> more = new ArrayList<>(entries);
    more.add(at, entry);
    return more;
  }

  private static List<Entry> replaced(List<Entry> entries, int at, Entry entry) {
    return with(without(entries, at), at, entry);
  }

  private static byte[] replaceAll(byte[] in, String from, String to) {
    byte[] out = in.clone();
    byte[] wanted = from.getBytes(StandardCharsets.UTF_8);
    byte[] instead = to.getBytes(StandardCharsets.UTF_8);
    for (int at = indexOf(out, wanted, 0); at >= 0; at = indexOf(out, wanted, at + 1)) {
      System.arraycopy(instead, 0, out, at, instead.length);
    }
    return out;
  }

  private static int indexOf(byte[] in, byte[] wanted, int from) {
    for (int i = from; i <= in.length - wanted.length; i++) {
      if (Arrays.equals(in, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }

  private List<String> whats(byte[] zip) {
    return whats(write(zip));
  }

  private static List<String> whats(Path file) {
    return check(file).problems().stream()
        .map(problem -> problem.where() + ": " + problem.what())
        .toList();
  }

  private ParcelCheck.Result check(byte[] zip) {
    return check(write(zip));
  }

  private static ParcelCheck.Result check(Path file) {
    try {
      return ParcelCheck.check(file, Optional.empty());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Path write(byte[] zip) {
    try {
      return Files.write(folder.resolve("package.zip"), zip);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
