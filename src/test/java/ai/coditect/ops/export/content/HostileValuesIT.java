package ai.coditect.ops.export.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import ai.coditect.ops.export.content.Source.Value;
import ai.coditect.ops.export.parcel.check.ParcelCheck;
import ai.coditect.ops.export.parcel.page.Browser;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.privacy.PersonalDataMap.Profile;
import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.commons.csv.CSVRecord;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** Whatever PostgreSQL can store is read back by strangers' parsers as it was. */
class HostileValuesIT {
  @TempDir static Path directory;
  private static final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private static final Residents residents = new Residents(database);
  private static InProcessWorker worker;
  private static UUID tenant;
  private static UUID ada;
  private static Exported person;
  private static Exported organization;

  @BeforeAll
  static void plant() {
    OddTables.in(database);
    tenant = residents.organization("first");
    ada = residents.user(tenant, "ada");
    new HostileValues(database, ada).plant();
    database.execute(
        "insert into coditect_shared.moments (user_id, number, at, moment, moments, grid, locals) values"
            + " ('%s', 1, '2026-11-23 01:02:03.5+05:45', '2026-11-23 01:02:03.5+05:45',"
                .formatted(ada)
            + " '{2026-11-23 01:02:03.5+05:45,NULL,infinity}', '{{2026-01-01 00:00:00+00}}',"
            + " '{2026-01-01 00:00:00}'), ('%s', 2, null, '-infinity', '{}', null, null)"
                .formatted(ada));
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

  @Test
  void other_parsers_read_what_the_database_has() throws Exception {
    for (Exported exported : List.of(person, organization)) {
      for (Map.Entry<String, Map<String, String>> table : OddTables.TABLES.entrySet()) {
        compare(exported, table.getKey(), table.getValue());
      }
    }
  }

  @Test
  void an_instant_is_spelled_alike_in_both_formats_whatever_type_it_is_of() throws Exception {
    String first = "2026-11-22T19:17:03.5Z";
    for (Exported exported : List.of(person, organization)) {
      List<JsonObject> json = Source.json(exported, "coditect_shared.moments");
      List<CSVRecord> csv = Source.csv(exported, "coditect_shared.moments");
      List<String> header = csv.get(0).toList();
      int one = json.get(0).get("number").getAsInt() == 1 ? 0 : 1;
      JsonObject row = json.get(one);
      assertThat(row.get("at").getAsString()).isEqualTo(first);
      assertThat(row.get("moment").getAsString()).isEqualTo(first);
      assertThat(row.get("moments")).hasToString("[\"" + first + "\",null,\"infinity\"]");
      assertThat(row.get("grid")).hasToString("[[\"2026-01-01 00:00:00+00\"]]");
      assertThat(row.get("locals")).hasToString("[\"2026-01-01T00:00:00\"]");
      List<String> cells = csv.get(one + 1).toList();
      assertThat(cells.get(header.indexOf("at"))).isEqualTo(first);
      assertThat(cells.get(header.indexOf("moment"))).isEqualTo(first);
      assertThat(cells.get(header.indexOf("moments"))).isEqualTo("{" + first + ",NULL,infinity}");
      assertThat(cells.get(header.indexOf("grid"))).isEqualTo("{{\"2026-01-01 00:00:00+00\"}}");
      assertThat(cells.get(header.indexOf("locals"))).isEqualTo("{2026-01-01T00:00:00}");
      JsonObject other = json.get(1 - one);
      assertThat(other.get("moment").getAsString()).isEqualTo("-infinity");
      assertThat(other.get("moments")).hasToString("[]");
      assertThat(other.get("grid").isJsonNull()).isTrue();
      assertThat(csv.get(2 - one).get(header.indexOf("moment"))).isEqualTo("'-infinity");
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

  /** Its CSV has no null, and its JSON no depth; what it says of everything else must agree. */
  private static final String PYTHON =
      """
      import csv, json, sys
      csv.field_size_limit(1 << 30)
      lines = [line for line in open(sys.argv[1] + '.jsonl', encoding='utf-8', newline='\\n')]
      with open(sys.argv[1] + '.csv', encoding='utf-8', newline='') as file:
          records = list(csv.reader(file, strict=True))
      assert len(lines) + 1 == len(records), (len(lines), len(records))
      compared = 0
      for line, record in zip(lines, records[1:]):
          assert len(record) == len(records[0])
          try:
              row = json.loads(line, parse_int=str, parse_float=str)
          except RecursionError:
              continue
          assert list(row) == records[0]
          for name, cell in zip(records[0], record):
              value = '' if row[name] is None else row[name]
              if name in ('number', 'body', 'short', 'mood', 'at', 'local', 'day', 'span', 'Upper', 'select', 'price', 'precise', 'rough'):
                  assert value == (cell[1:] if cell[:1] == "'" else cell), name
                  compared += 1
      print(compared)
      """;

  @Test
  void pythons_own_parsers_agree() throws Exception {
    Path folder = Files.createDirectories(directory.resolve("python"));
    for (Map.Entry<String, byte[]> file : person.files().entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
    for (String table : List.of("coditect_shared.texts", "coditect_shared.Kinds")) {
      Process python;
      try {
        python =
            new ProcessBuilder("python3", "-c", PYTHON, folder.resolve(table).toString())
                .redirectErrorStream(true)
                .start();
      } catch (IOException notInstalled) {
        abort("there is no python3 on the path");
        return;
      }
      String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(python.waitFor()).as(said).isZero();
      assertThat(Integer.parseInt(said.strip())).isGreaterThan(30);
    }
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
      Element shown = PageCells.shown(page, name);
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
          compared += PageCells.compare(name + "." + cell.getKey(), redacted(cell.getValue()), td);
        }
      }
    }
    assertThat(compared).isGreaterThan(300);
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
              () -> "for a while",
              List.of());
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

  @Test
  void a_silent_server_is_waited_for_as_long_as_a_statement_may_take() throws Exception {
    try (Connection connection = worker.get(DataSource.class).getConnection()) {
      assertThat(connection.getNetworkTimeout()).isPositive();
      connection.setAutoCommit(false);
      SnapshotStore.open(keeping(connection), Duration.ofHours(4));
      assertThat(connection.getNetworkTimeout())
          .isGreaterThan((int) Duration.ofHours(4).toMillis());
      connection.rollback();
    }
    try (Connection after = worker.get(DataSource.class).getConnection()) {
      assertThat(after.getNetworkTimeout()).isLessThan((int) Duration.ofHours(1).toMillis());
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
    new LargeValues(worker, residents, tenant, directory).atEveryLimit();
  }

  @Test
  void a_value_of_many_pieces_comes_whole() throws Exception {
    new LargeValues(worker, residents, tenant, directory).huge("dora", 6);
  }

  @Test
  @Tag("campaign")
  void a_value_of_a_hundred_megabytes_comes_whole() throws Exception {
    new LargeValues(worker, residents, tenant, directory).huge("hank", 100);
  }
}
