package ai.coditect.ops.export.content;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.export.content.Outline.Place;
import ai.coditect.ops.export.content.Source.Value;
import ai.coditect.ops.export.content.StatementStore.Kind;
import ai.coditect.ops.export.parcel.Rows;
import ai.coditect.ops.export.parcel.check.ParcelCheck;
import ai.coditect.ops.export.parcel.page.Browser;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.personaldata.MappedDatabase;
import ai.coditect.ops.personaldata.PersonalDataMap.Profile;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.internal.LazilyParsedNumber;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.ZipFile;
import javax.sql.DataSource;
import org.apache.commons.csv.CSVRecord;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** Whatever PostgreSQL can store is read back by strangers' parsers as it was. */
class HostileValuesIT {
  @TempDir static Path directory;
  private static final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private static final Residents residents = new Residents(database);
  private static final JdbcClient jdbc = residents.jdbc();
  private static InProcessWorker worker;
  private static UUID tenant;
  private static UUID ada;
  private static Exported person;
  private static Exported organization;
  private static int number;

  @BeforeAll
  static void plant() {
    OddTables.in(database);
    tenant = residents.organization("first");
    ada = residents.user(tenant, "ada");
    texts();
    kinds();
    wide();
    worker =
        InProcessWorker.start(
            database, Map.of("OPS_JOBS_DIR", OddTables.jobs(directory.resolve("jobs")).toString()));
    person = Exported.by(worker, tenant, ada, Profile.ACCESS);
    organization = Exported.by(worker, tenant, null, Profile.ACCESS);
  }

  @AfterAll
  static void stop() {
    worker.close();
  }

  private static void texts() {
    for (int plane = 0; plane <= 16; plane++) {
      StringBuilder all = new StringBuilder();
      for (int code = plane << 16; code <= (plane << 16 | 0xffff); code++) {
        if (code != 0 && (code < Character.MIN_SURROGATE || code > Character.MAX_SURROGATE)) {
          all.appendCodePoint(code);
        }
      }
      text(all.toString(), null, null);
    }
    for (String start :
        "= + - @ ＝ ＋ － ＠ \t \r \n \r\n ' '' ,  \" \\ \u0301 \uFEFF \u202E \0".split(" ")) {
      String clean = start.replace("\0", "\u0001\u007f\u0085");
      text(clean, null, null);
      text(clean + "cmd|' /C calc'!A0,\"x\"\r\ny", "{}", "{}");
    }
    for (String odd :
        new String[] {
          "", " ", "null", "NULL", "\\N", "\\.", "\"\"", "\r\n\r\n", "a\u0301\u0301e"
        }) {
      text(odd, "null", "null");
    }
    text(null, null, null);
    text(
        "keys",
        """
        {"\\\\u0000": "\\\\u0000", "": {"": [null, true, -0.0, 1e60, 12345678901234567890.10]},
         "a\\"b,c\\nd": "\\u0001\\t", "=1+1": "=1+1", "\\ud83d\\ude00": "\\\\\\""}""",
        "{\"\\u0000\":\"\\u0000\\ud83d\\ude00\", \"a\" : 1,\r\n \"a\":\t2.50}");
    text(
        "deep",
        "[".repeat(2_000) + "]".repeat(2_000),
        "{\"a\":".repeat(500) + "1" + "}".repeat(500));
  }

  private static void text(String body, String details, String raw) {
    jdbc.sql(
            "insert into coditect_shared.texts (user_id, number, body, details, raw) values (?, ?,"
                + " ?, cast(? as jsonb), cast(? as json))")
        .params(ada, ++number, body, details, raw)
        .update();
  }

  private static void kinds() {
    List<String> rows = new ArrayList<>();
    rows.add("null" + ", null".repeat(OddTables.KINDS.size() - 2));
    rows.add(
        "'twelve char ', 'ab', 'name', '{a,NULL,\"NULL\",\"\",\"x \\\\\"y\\\\\", {z}\",\"=1\"}', '{{1,-2},{NULL,4}}',"
            + " '\\\\x00ff', '1 year -2 mons 3 days -04:05:06.789', 123456789012345678901234567890.123456789,"
            + " -12.50, 1.1, 0.1, true, '10.0.0.1/8', 'fine', 'ada@first.test', -1.5, '1500-02-28',"
            + " '2026-11-23 01:02:03.000001+05:45', '2026-11-23 01:02:03.4', '24:00', '01:02:03.5+05:45',"
            + " array['{\"a\": \"\\\\n=\"}', 'null', null]::jsonb[], row(E'a \"b\", \\\\\\\\ c', -7)::coditect_shared.\"Thing\","
            + " '[1,5)', b'0101', -32768, -9223372036854775808, '=1', '@x', '{}'");
    rows.add(
        "'', '', '', '{}', '{}', '', '0', 'NaN', 0.00, 'NaN', '-Infinity', false, '::1/64', '=so, so', 'bob@first.test', 999.999,"
            + " '0044-03-15 BC', '-infinity', 'infinity', '00:00', '00:00-15:59', '{}', row(null, null)::coditect_shared.\"Thing\","
            + " 'empty', b'0000', 0, 0, '', '', '{{a,b},{c,\"d e@first.test\"}}'");
    rows.add(
        "' lead', ' x', '-n', array[E'\\\\r\\\\n', '''', ',']::text[], '[3:4]={7,8}', '\\\\xdeadbeef', '-5 days', repeat('1234567890', 90)::numeric, -9999999999.99,"
            + " 'Infinity', 1e-307, false, '2001:db8::/32', 'it''s \"bad\"', 'x@first.test', 0, 'infinity', '0001-01-01 00:00:00+00 BC',"
            + " '4713-01-01 00:00:00 BC', '23:59:59.999999', '23:59:59.999999+15:59', array['[1]', '\"x\"']::jsonb[], null, '(,)', b'1111',"
            + " 32767, 9223372036854775807, '-', '+', '{-}'");
    rows.add(
        "'x', 'x', 'x', null, null, null, 'P1000Y', '-Infinity', null, -0.0, 1.7976931348623157e308, null, null, null, null, null, '-infinity',"
            + " '294276-12-31 23:59:59.999999+00', '294276-12-31', null, null, null, null, null, null, null, null, null, null, null");
    int count = 0;
    for (String row : rows) {
      String literal = row.replace("\\\\", "\\");
      try (var connection = database.asSuperuser().getConnection();
          var statement = connection.createStatement()) {
        statement.execute("set standard_conforming_strings to on");
        statement.execute(
            "insert into coditect_shared.\"Kinds\" values (gen_random_uuid(), '%s', %d, %s)"
                .formatted(ada, ++count, literal));
      } catch (java.sql.SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void wide() {
    StringBuilder values = new StringBuilder();
    OddTables.WIDE.forEach(
        (name, type) ->
            values.append(
                switch (type) {
                  case "integer" -> ", " + -name.hashCode();
                  case "text" -> ", '=" + name + "'";
                  default -> ", '{\"" + name + "\": 1}'";
                }));
    database.execute(
        "insert into coditect_shared.wide values (gen_random_uuid(), '" + ada + "'" + values + ")");
  }

  @Test
  void other_parsers_read_what_the_database_has() throws Exception {
    for (Exported exported : List.of(person, organization)) {
      for (Map.Entry<String, Map<String, String>> table : OddTables.TABLES.entrySet()) {
        compare(exported, table.getKey(), table.getValue());
      }
    }
  }

  private static void compare(Exported exported, String table, Map<String, String> columns)
      throws Exception {
    boolean ofPerson = exported == person;
    List<Map<String, Value>> source = Source.rows(database, ada, table, columns);
    List<JsonObject> json = Source.json(exported, table);
    List<CSVRecord> csv = Source.csv(exported, table);
    List<String> header = csv.get(0).toList();
    assertThat(json).as(table).hasSameSizeAs(source);
    assertThat(csv).as(table).hasSize(source.size() + 1);
    assertThat(header).as(table).containsAll(columns.keySet());
    for (int i = 0; i < source.size(); i++) {
      assertThat(json.get(i).keySet()).as(table).containsExactlyElementsOf(header);
      for (Map.Entry<String, Value> cell : source.get(i).entrySet()) {
        String name = cell.getKey();
        String what = table + "." + name + ", row " + source.get(i).get("number");
        Value value = ofPerson ? redacted(cell.getValue()) : cell.getValue();
        Source.assertSame(what, value, json.get(i).get(name));
        Source.assertSame(what, value, csv.get(i + 1).get(header.indexOf(name)));
      }
    }
  }

  /** The only addresses of others that are planted. */
  private static Value redacted(Value value) {
    String text = value.text();
    if (text == null || !text.matches(".*\\b(bob|e|x)@first.test.*")) {
      return value;
    }
    return new Value(
        value.type(),
        text.replaceAll("\\b(bob|e|x)@first.test", "[redacted]"),
        value.shape() == null
            ? null
            : Source.json(
                value.shape().toString().replaceAll("\\b(bob|e|x)@first.test", "[redacted]")));
  }

  @Test
  void what_is_packed_passes_the_check() throws IOException {
    assertThat(person.rows("coditect_shared.nothing")).isEmpty();
    assertThat(person.text("coditect_shared.nothing.csv")).isEqualTo("number,body\r\n");
    Path file = directory.resolve("person.zip");
    Files.write(file, Exported.bytes(worker, tenant, ada, Profile.ACCESS));
    assertThat(ParcelCheck.check(file, Optional.empty()).problems()).isEmpty();
  }

  @Test
  void a_browser_shows_every_cell() throws Exception {
    Browser browser = Browser.orSkip();
    Path folder = Files.createDirectories(directory.resolve("page"));
    for (Map.Entry<String, byte[]> file : person.files().entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
    Document page = browser.show(folder.resolve("index.html"));
    int compared = 0;
    for (Map.Entry<String, Map<String, String>> table : OddTables.TABLES.entrySet()) {
      String name = table.getKey();
      List<Map<String, Value>> source = Source.rows(database, ada, name, table.getValue());
      Element shown = shown(page, name);
      if (shown == null) {
        assertThat(source).as(name).isEmpty();
        continue;
      }
      List<String> header = shown.select("thead th").eachText();
      Elements rows = shown.select("tbody tr");
      assertThat(rows).as(name).hasSizeLessThanOrEqualTo(source.size()).isNotEmpty();
      for (int i = 0; i < rows.size(); i++) {
        for (Map.Entry<String, Value> cell : source.get(i).entrySet()) {
          Element td = rows.get(i).select("td").get(header.indexOf(cell.getKey()));
          compared += compare(name + "." + cell.getKey(), redacted(cell.getValue()), td);
        }
      }
    }
    assertThat(compared).isGreaterThan(300);
  }

  /** The rows of a table, as the page has them. */
  private static @Nullable Element shown(Document page, String table) {
    String caption = "Rows of " + table.substring(table.indexOf('.') + 1).replace('_', ' ');
    return page.select("table").stream()
        .filter(each -> each.selectFirst("caption").text().equals(caption))
        .findFirst()
        .orElse(null);
  }

  /** One, or none where the page says that a long row is not shown. */
  private static int compare(String what, Value value, Element td) {
    Element note = td.selectFirst("span.note");
    if (note != null) {
      if (note.text().startsWith("not shown")) {
        return 0;
      }
      boolean none = value.text() == null || JsonNull.INSTANCE.equals(value.shape());
      assertThat(note.text()).as(what).isEqualTo(none ? "no value" : "empty text");
      assertThat(none || value.text().isEmpty()).as(what).isTrue();
      return 1;
    }
    String cell = td.wholeText();
    if (value.shape() != null) {
      // A tab between two tokens has its sign.
      assertThat(Source.json(cell.replace('→', ' '))).as(what).isEqualTo(value.shape());
    } else {
      Source.assertSame(
          what,
          new Value(value.type(), signed(value.text()), null),
          value.type().matches("boolean")
              ? new JsonPrimitive(Boolean.parseBoolean(cell))
              : value.type().matches("integer|smallint|bigint|numeric.*|real|double.*|.*amount")
                      && !cell.matches("NaN|-?Infinity")
                  ? new JsonPrimitive(new LazilyParsedNumber(cell))
                  : new JsonPrimitive(cell));
    }
    return 1;
  }

  /** Signs stand for what cannot be seen. */
  private static String signed(String text) {
    StringBuilder signed = new StringBuilder();
    text.codePoints()
        .forEach(
            code -> {
              if (code == '\n') {
                signed.append("↵\n");
              } else if (code == '\t') {
                signed.append('→');
              } else if (Character.isISOControl(code) || code == 0xfeff || code == 0x202e) {
                signed.append("U+%04X".formatted(code));
              } else {
                signed.appendCodePoint(code);
              }
            });
    return signed.toString();
  }

  @Test
  void equal_data_at_one_instant_gives_equal_bytes() throws Exception {
    try (Connection connection = worker.get(DataSource.class).getConnection()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(true);
      DataSource same = keeping(connection);
      Extract extract =
          new Extract(
              longest -> SnapshotStore.open(same, longest),
              worker.get(MappedDatabase.class),
              () -> "for a while");
      Scope scope = new Scope(tenant, Optional.of(ada), Profile.ACCESS);
      List<byte[]> packages = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        extract.write(scope, out, Duration.ofMinutes(1), () -> {});
        packages.add(out.toByteArray());
      }
      assertThat(packages.get(0)).isEqualTo(packages.get(1));
    }
  }

  /** Opens the same transaction again and again, so that its instant stays. */
  private static DataSource keeping(Connection connection) {
    Connection kept =
        (Connection)
            Proxy.newProxyInstance(
                HostileValuesIT.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) ->
                    method
                            .getName()
                            .matches("close|rollback|set(AutoCommit|ReadOnly|Transaction.*)")
                        ? null
                        : method.invoke(connection, arguments));
    return new AbstractDataSource() {
      @Override
      public Connection getConnection() {
        return kept;
      }

      @Override
      public Connection getConnection(String user, String password) {
        return kept;
      }
    };
  }

  @Test
  void rows_come_whole_at_every_limit() throws Exception {
    UUID carl = residents.user(tenant, "carl");
    int large = 2 << 20;
    int piece = 1 << 20;
    List<Integer> lengths = new ArrayList<>();
    for (int limit : new int[] {large, large + piece, large + 2 * piece}) {
      lengths.addAll(List.of(limit - 1, limit, limit + 1));
    }
    int row = 10;
    for (String frame : List.of("{\"number\":10,\"body\":\"\"}", "10,\"\"")) {
      for (int length : lengths) {
        int bytes = length - frame.length();
        // Signs of three bytes, at each of their bytes beside a border.
        jdbc.sql(
                "insert into coditect_shared.large (user_id, number, body) values (?, ?,"
                    + " repeat('x', ?) || repeat('€', ?) || repeat('y', ?))")
            .params(carl, row, row % 3, bytes / 3 - 1, bytes - row % 3 - (bytes / 3 - 1) * 3)
            .update();
        row++;
      }
    }
    Scope scope = new Scope(tenant, Optional.of(carl), Profile.ACCESS);
    MappedDatabase mapped = worker.get(MappedDatabase.class);
    List<Place> places =
        Outline.of(mapped.map(), mapped.catalogue(), scope, new Wording(Map.of(), "")).places();
    try (SnapshotStore snapshot =
        SnapshotStore.open(worker.get(DataSource.class), Duration.ofMinutes(1))) {
      List<Map<Kind, String>> composed =
          new StatementStore(snapshot).compose(places, scope, new Addresses(List.of()));
      for (int i = 0; i < places.size(); i++) {
        if (places.get(i).table().equals("coditect_shared.large")) {
          CopyStore copy =
              new CopyStore(
                  snapshot, places.get(i).table(), tenant, Optional.of(carl), true, () -> {});
          limits(
              copy,
              composed.get(i),
              "json",
              "'{\"number\":' || number || ',\"body\":\"' || body || '\"}'");
          limits(copy, composed.get(i), "csv", "number || ',\"' || body || '\"'");
        }
      }
    }
  }

  private static void limits(
      CopyStore copy, Map<Kind, String> statements, String spelling, String line)
      throws IOException {
    List<String> wanted =
        jdbc.sql(
                "select md5(convert_to(%s, 'UTF8')) from coditect_shared.large order by octet_length(%s) > %d, id"
                    .formatted(line, line, 2 << 20))
            .query(String.class)
            .list();
    long above =
        jdbc.sql(
                "select count(*) from coditect_shared.large where octet_length(%s) > %d"
                    .formatted(line, 2 << 20))
            .query(Long.class)
            .single();
    Digests whole = new Digests();
    CopyStore.Tally tally =
        copy.rows(statements.get(Kind.valueOf(spelling.toUpperCase(Locale.ROOT) + "_ROWS")), whole);
    assertThat(tally).isEqualTo(new CopyStore.Tally(18 - above, above));
    assertThat(whole.longest).isEqualTo(2 << 20);
    Digests pieces = new Digests();
    assertThat(
            copy.pieces(
                statements.get(Kind.valueOf(spelling.toUpperCase(Locale.ROOT) + "_PIECES")),
                pieces))
        .isEqualTo(above);
    assertThat(pieces.longest).isEqualTo(1 << 20);
    whole.rows.addAll(pieces.rows);
    assertThat(whole.rows).isEqualTo(wanted);
  }

  /** Keeps a hash of each row, and how much of one came at once. */
  private static final class Digests implements Rows {
    private final List<String> rows = new ArrayList<>();
    private final MessageDigest digest = md5();
    private int longest;

    @Override
    public void piece(byte[] bytes, int offset, int length) {
      digest.update(bytes, offset, length);
      longest = Math.max(longest, length);
    }

    @Override
    public void endRow() {
      rows.add(HexFormat.of().formatHex(digest.digest()));
    }
  }

  @Test
  void a_value_of_many_pieces_comes_whole() throws Exception {
    huge("dora", 6);
  }

  @Test
  @Tag("campaign")
  void a_value_of_a_hundred_megabytes_comes_whole() throws Exception {
    huge("hank", 100);
  }

  private static void huge(String name, int megabytes) throws Exception {
    UUID user = residents.user(tenant, name);
    jdbc.sql(
            "insert into coditect_shared.huge (user_id, payload) select ?, jsonb_build_object('a',"
                + " repeat(repeat(E'€\"\\\\', 200) || E'\\nx@first.test', 512 * ?), 'b',"
                + " (select jsonb_agg(i) from generate_series(1, 10000 * ?) i))")
        .params(user, megabytes, megabytes)
        .update();
    Path file = directory.resolve(name + ".zip");
    try (OutputStream out = Files.newOutputStream(file)) {
      worker
          .get(Extract.class)
          .write(
              new Scope(tenant, Optional.of(user), Profile.ACCESS),
              out,
              Duration.ofMinutes(10),
              () -> {});
    }
    assertThat(ParcelCheck.check(file, Optional.empty()).problems()).isEmpty();
    String text = "replace(cast(payload as text), 'x@first.test', '[redacted]')";
    for (String[] spelling :
        new String[][] {
          {"jsonl", "'{\"payload\":' || " + text + " || '}' || chr(10)"},
          {"csv", "E'payload\\r\\n\"' || replace(" + text + ", '\"', '\"\"') || E'\"\\r\\n'"}
        }) {
      Map<String, Object> wanted =
          jdbc.sql(
                  "select md5(convert_to(line, 'UTF8')) as hash, octet_length(line) as bytes from (select %s as line from coditect_shared.huge where user_id = ?) h"
                      .formatted(spelling[1]))
              .param(user)
              .query()
              .singleRow();
      try (ZipFile zip = new ZipFile(file.toFile());
          InputStream in = zip.getInputStream(zip.getEntry("coditect_shared.huge." + spelling[0]));
          DigestInputStream digested = new DigestInputStream(in, md5())) {
        assertThat(digested.transferTo(OutputStream.nullOutputStream()))
            .isEqualTo(((Number) wanted.get("bytes")).longValue())
            .isGreaterThan(megabytes * 500_000L);
        assertThat(HexFormat.of().formatHex(digested.getMessageDigest().digest()))
            .isEqualTo(wanted.get("hash"));
      }
    }
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
