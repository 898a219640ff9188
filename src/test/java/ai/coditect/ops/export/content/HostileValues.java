package ai.coditect.ops.export.content;

import ai.coditect.ops.local.LocalPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Plants what is hard to write down, into {@link OddTables}. */
final class HostileValues {
  private final LocalPostgres.Database database;
  private final JdbcClient jdbc;
  private final UUID ada;
  private int number;

  HostileValues(LocalPostgres.Database database, UUID ada) {
    this.database = database;
    this.jdbc = JdbcClient.create(database.asSuperuser());
    this.ada = ada;
  }

  void plant() {
    texts();
    kinds();
    wide();
  }

  private void texts() {
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

  private void text(String body, String details, String raw) {
    jdbc.sql(
            "insert into coditect_shared.texts (user_id, number, body, details, raw) values (?, ?,"
                + " ?, cast(? as jsonb), cast(? as json))")
        .params(ada, ++number, body, details, raw)
        .update();
  }

  private void kinds() {
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

  private void wide() {
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
}
