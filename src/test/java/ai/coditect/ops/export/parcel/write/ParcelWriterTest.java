package ai.coditect.ops.export.parcel.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.export.parcel.Contents.Sheet;
import ai.coditect.ops.export.parcel.Format;
import ai.coditect.ops.export.parcel.Parcels;
import ai.coditect.ops.export.parcel.Parcels.Raw;
import ai.coditect.ops.export.parcel.Rows;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.QuoteMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever goes wrong, nobody waits for ever: every test has an end. */
@Timeout(60)
class ParcelWriterTest {
  private static final byte[] PIECE = new byte[1 << 16];

  static {
    Arrays.fill(PIECE, (byte) 'x');
  }

  @Test
  void equal_data_gives_equal_bytes_whatever_the_machine_is_set_to() {
    TimeZone zone = TimeZone.getDefault();
    Locale locale = Locale.getDefault();
    byte[] first = more();
    assertThat(more()).isEqualTo(first);
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(more()).isEqualTo(first);
    } finally {
      TimeZone.setDefault(zone);
      Locale.setDefault(locale);
    }
  }

  /** More rows than the page shows. */
  private static byte[] more() {
    Object[] row = {"1", "anna@example.com", "Anna \u0001"};
    return Parcels.bytes(Parcels.contents(Parcels.USERS), List.of(Collections.nCopies(1_234, row)));
  }

  @Test
  void files_come_in_order_and_the_manifest_last() {
    assertThat(Parcels.texts(Parcels.small()).keySet())
        .containsExactly(
            "coditect_shared.users.jsonl",
            "coditect_shared.users.csv",
            "coditect_shared.projects.jsonl",
            "coditect_shared.projects.csv",
            "index.html",
            "manifest.json");
  }

  @Test
  void rows_come_out_of_other_peoples_readers_as_they_went_in() throws IOException {
    String every = "\u0001\t\r\n\"',;=+-@\u007f\u0085\u202eא\uffff\ue000😀\udbff\udffd";
    Object[][] rows = {
      {"1", every, "plain"}, {"2", "", null}, {"3", "a,b\"\"c", "\n"}, {"4", null, ""},
    };
    Map<String, String> texts =
        Parcels.texts(Parcels.bytes(Parcels.contents(Parcels.USERS), List.of(Arrays.asList(rows))));
    List<JsonNode> json =
        texts
            .get("coditect_shared.users.jsonl")
            .lines()
            .map(JsonMapper.shared()::readTree)
            .toList();
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setNullString("")
            .setQuoteMode(QuoteMode.ALL_NON_NULL)
            .get();
    List<CSVRecord> csv =
        format.parse(new StringReader(texts.get("coditect_shared.users.csv"))).getRecords();
    assertThat(json).hasSize(4);
    assertThat(csv).hasSize(4);
    List<String> names = List.of("id", "email", "full_name");
    for (int i = 0; i < rows.length; i++) {
      for (int c = 0; c < 3; c++) {
        assertThat(json.get(i).get(names.get(c)).stringValue(null)).isEqualTo(rows[i][c]);
        assertThat(csv.get(i).get(names.get(c))).isEqualTo(rows[i][c]);
      }
    }
  }

  @Test
  void a_table_without_rows_has_an_empty_file_and_one_with_a_header() {
    Map<String, String> texts = Parcels.texts(Parcels.small());
    assertThat(texts.get("coditect_shared.projects.jsonl")).isEmpty();
    assertThat(texts.get("coditect_shared.projects.csv")).isEqualTo("id,settings\r\n");
  }

  @Test
  void a_header_is_quoted_where_it_must_be() {
    Sheet odd = new Sheet("odd", "odd", List.of(Parcels.field("a \"b\", c", "text")));
    assertThat(
            Parcels.texts(Parcels.bytes(Parcels.contents(odd), List.of(List.of()))).get("odd.csv"))
        .isEqualTo("\"a \"\"b\"\", c\"\r\n");
  }

  @Test
  void the_manifest_says_what_was_asked_for_and_what_was_done() {
    JsonNode manifest =
        JsonMapper.shared().readTree(Parcels.texts(Parcels.small()).get("manifest.json"));
    assertThat(manifest.at("/scope/kind").stringValue()).isEqualTo("person");
    assertThat(manifest.at("/scope/user").stringValue()).isEqualTo(Parcels.USER.toString());
    assertThat(manifest.at("/instant").stringValue()).isEqualTo("2026-11-23T04:05:06.789Z");
    assertThat(manifest.at("/files/0/rows").intValue()).isEqualTo(3);
    assertThat(manifest.at("/files/3/format").stringValue()).isEqualTo("csv");
    assertThat(manifest.at("/tables/0/fields/1/recipients/0").stringValue())
        .isEqualTo("mail provider");
    assertThat(manifest.at("/tables/0/fields/0").has("category")).isFalse();
    assertThat(manifest.at("/redactions/0/column").stringValue()).isEqualTo("full_name");
    assertThat(manifest.at("/leftOut/1/columns")).isEmpty();
  }

  @Test
  void a_row_of_a_hundred_megabytes_takes_no_memory() throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (ParcelWriter parcel =
        ParcelWriter.to(OutputStream.nullOutputStream(), Parcels.contents(Parcels.PROJECTS))) {
      long carrier = carrier().getId();
      Rows rows = parcel.begin(Parcels.PROJECTS, Format.JSON_LINES);
      long[] ids = {Thread.currentThread().getId(), carrier};
      long before = Arrays.stream(threads.getThreadAllocatedBytes(ids)).sum();
      for (int i = 0; i < 100 * 16; i++) {
        rows.piece(PIECE, 0, PIECE.length);
      }
      rows.endRow();
      parcel.begin(Parcels.PROJECTS, Format.CSV);
      long after = Arrays.stream(threads.getThreadAllocatedBytes(ids)).sum();
      assertThat(after - before).isLessThan(2 << 20);
    }
  }

  private static Thread carrier() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("export-parcel"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_stream_that_fails_is_told_at_the_next_call_and_no_later() {
    IOException full = new IOException("disk full");
    assertThatThrownBy(() -> pourInto(new Failing(full)))
        .isInstanceOf(IOException.class)
        .hasCause(full);
    OutOfMemoryError dying = new OutOfMemoryError("the carrying thread dies");
    assertThatThrownBy(() -> pourInto(new Failing(dying)))
        .isInstanceOf(IOException.class)
        .hasCause(dying);
    ProblemsException known = new ProblemsException(List.of(new Problem("a", "b", "c")));
    assertThatThrownBy(() -> pourInto(new Failing(known))).isSameAs(known);
  }

  @Test
  void a_stream_that_fails_on_the_last_bytes_fails_the_end() {
    assertThatThrownBy(
            () ->
                Parcels.write(
                    new Failing(new IOException("gone")),
                    Parcels.contents(Parcels.USERS),
                    List.of(List.of())))
        .isInstanceOf(IOException.class);
  }

  @Test
  void a_blocked_stream_holds_neither_close_nor_the_thread() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    OutputStream stuck =
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            blocked.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          }
        };
    ParcelWriter parcel = ParcelWriter.to(stuck, Parcels.contents(Parcels.PROJECTS));
    Thread carrier = carrier();
    Thread caller =
        new Thread(
            () -> {
              try {
                pour(parcel);
              } catch (IOException e) {
                Thread.currentThread().interrupt();
              }
            });
    caller.start();
    assertThat(blocked.await(3, TimeUnit.MINUTES)).isTrue();
    caller.interrupt();
    caller.join();
    parcel.close();
    carrier.join();
  }

  @Test
  void closing_early_ends_the_thread_and_all_further_calls() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ParcelWriter parcel = ParcelWriter.to(out, Parcels.contents(Parcels.PROJECTS));
    Thread carrier = carrier();
    Rows rows = parcel.begin(Parcels.PROJECTS, Format.JSON_LINES);
    rows.piece(PIECE, 0, 10);
    parcel.close();
    parcel.close();
    carrier.join();
    int size = out.size();
    assertThatThrownBy(() -> rows.piece(PIECE, 0, 10)).hasMessage("the package is closed");
    assertThatThrownBy(rows::endRow).isInstanceOf(IOException.class);
    assertThat(out.size()).isEqualTo(size);
  }

  @Test
  void files_out_of_turn_are_refused() throws IOException {
    try (ParcelWriter parcel =
        ParcelWriter.to(OutputStream.nullOutputStream(), Parcels.contents(Parcels.PROJECTS))) {
      assertThatThrownBy(() -> parcel.begin(Parcels.PROJECTS, Format.CSV))
          .hasMessage("not the turn of this file");
      assertThatThrownBy(parcel::finish).hasMessage("not all files are written");
      Rows json = parcel.begin(Parcels.PROJECTS, Format.JSON_LINES);
      json.piece(PIECE, 0, 1);
      assertThatThrownBy(() -> parcel.begin(Parcels.PROJECTS, Format.CSV))
          .hasMessage("the last row is not ended");
      json.endRow();
      parcel.begin(Parcels.PROJECTS, Format.CSV);
      assertThatThrownBy(json::endRow).hasMessage("this file is ended");
      assertThatThrownBy(parcel::finish).hasMessage("the two files of a table differ in rows");
    }
  }

  @Test
  void a_table_of_any_name_has_a_file_of_a_plain_name() {
    assertThat(Format.CSV.fileName("coditect_shared.users")).isEqualTo("coditect_shared.users.csv");
    assertThat(Format.JSON_LINES.fileName("s.My-Tables")).isEqualTo("s.My-Tables.jsonl");
    assertThat(Format.CSV.fileName("s.a/b\\c: \"ü\" $"))
        .isEqualTo("s.a$2fb$5cc$3a$20$22$c3$bc$22$20$24.csv");
  }

  @Test
  void names_that_are_no_plain_file_names_are_refused() {
    for (String name : List.of("", "../up", ".hidden")) {
      Sheet sheet = new Sheet(name, "x", List.of());
      assertThatThrownBy(
              () -> ParcelWriter.to(OutputStream.nullOutputStream(), Parcels.contents(sheet)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    Sheet same = new Sheet("CODITECT_SHARED.users", "x", List.of());
    assertThatThrownBy(
            () ->
                ParcelWriter.to(
                    OutputStream.nullOutputStream(), Parcels.contents(Parcels.USERS, same)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void what_a_row_holds_is_not_looked_at() {
    Object[] row = {new Raw("1"), new Raw("{\"k\":[1e400,\"\\u0000\"]}")};
    assertThat(
            Parcels.texts(
                    Parcels.bytes(
                        Parcels.contents(Parcels.PROJECTS), List.of(List.<Object[]>of(row))))
                .get("coditect_shared.projects.jsonl"))
        .isEqualTo("{\"id\":1,\"settings\":{\"k\":[1e400,\"\\u0000\"]}}\n");
  }

  /** More than all buffers hold, of bytes that hardly become fewer. */
  private static void pour(ParcelWriter parcel) throws IOException {
    byte[] noise = new byte[1 << 16];
    new java.util.Random(1).nextBytes(noise);
    Rows rows = parcel.begin(Parcels.PROJECTS, Format.JSON_LINES);
    for (int i = 0; i < 200; i++) {
      rows.piece(noise, 0, noise.length);
    }
  }

  private static void pourInto(OutputStream out) throws IOException {
    try (ParcelWriter parcel = ParcelWriter.to(out, Parcels.contents(Parcels.PROJECTS))) {
      pour(parcel);
    }
  }

  private static final class Failing extends OutputStream {
    private final Throwable failure;

    Failing(Throwable failure) {
      this.failure = failure;
    }

    @Override
    public void write(int one) throws IOException {
      if (failure instanceof IOException io) {
        throw io;
      }
      if (failure instanceof RuntimeException known) {
        throw known;
      }
      throw (Error) failure;
    }
  }
}
