package ai.coditect.ops.export.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ai.coditect.ops.export.parcel.Rows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Forms of addresses and ids, and what is left of each, in every spelling of a cell. */
class RedactionGrammarTest {
  static final UUID BOB = UUID.fromString("0198b7a2-c0de-7abc-8def-0123456789ab");
  static final OtherPeople OTHERS =
      OtherPeople.than(
          List.of("ada@first.test", "Ada.Old@Frühling.test", "ada@intranet"), Set.of(BOB));
  private static final OtherPeople NOBODY_MENTIONED = OTHERS.mentioning(Set.of());
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String R = "[redacted]";

  /** What is taken out: text, and what is left. */
  private static final String[][] TAKEN = {
    {"bob@first.test", R},
    {"bob@intranet", R},
    {"write to bob@intranet, please", "write to " + R + ", please"},
    {"bob@db-01", R},
    {"bob@mail.host-1", R},
    {"bob@163.com", R},
    {"BOB@FIRST.TEST", R},
    {"o'brien@first.test", R},
    {"o\u2019brien@first.test", R},
    {"a&b@first.test", R},
    {"customer/department=shipping@x.test", R},
    {"!def!xyz%abc@x.test", "!" + R},
    {"$A12345@x.test", "$" + R},
    {"_somename@x.test", R},
    {"Abc\\@def@x.test", R},
    {"Abc\\@d'ef@x.test", R},
    {"Abc\\@4@x.test", R},
    {"bob\\@x.test", R},
    {"bob\\\\@x.test", R},
    {"bob\\@intranet", R},
    {"bob\\@carl\\@x.test", R},
    {"bob\\@x.test@1.2.3", R},
    {"bob\\@x.test=@scope/pkg", R + "=@scope/pkg"},
    {"Fred\\ Bloggs@x.test", R},
    {"Joe.\\\\Blow@x.test", R},
    {"{bob}@x.test", "{" + R},
    {"bob+news@x.test", R},
    {"ada+news@first.test", R},
    {"bob.@x.test", R},
    {"\"bob b\"@x.test", R},
    {"\"bob@home\"@x.test", R},
    {"\"a\\\"b\"@x.test", R},
    {"\"bob\".smith@x.test", R},
    {"bob.\"smith x\"@x.test", R},
    {"bob(at work)@x.test", R},
    {"bob@(at work)x.test", R},
    {"bob((at) work)@x.test", R},
    {"bob@(at (work))x.test", R},
    {"bob (at work)@x.test", R},
    {"(bob)@x.test", R},
    {"(bob@x.test)@y.test", R},
    {"(bob@x.test)@ !", "(" + R + ")@ !"},
    {"\"bob@x.test\"@1.2.3", "\"" + R + "\"@1.2.3"},
    {"bob @ x.test", R},
    {"bob@ x.test", R},
    {"<bob@x.test>,<carl@x.test>", "<" + R + ">,<" + R + ">"},
    {"mailto:bob@x.test?subject=hi", "mailto:" + R + "?subject=hi"},
    {"https://bob:pw@x.test/", "https://bob:" + R + "/"},
    {"bob@x.test.", R + "."},
    {"bob@x.test...", R + "..."},
    {"bob@[10.0.0.1]", R},
    {"bob@[IPv6:2001:db8::1]", R},
    {"bob@10.0.0.1", R},
    {"bücher@x.test", R},
    {"bob@bücher.test", R},
    {"bob@xn--bcher-kva.test", R},
    {"用户@例子.广告", R},
    {"bob＠x.test", R},
    {"bob﹫x.test", R},
    {"ｂｏｂ＠ｘ．ｔｅｓｔ", R},
    {"bob@x。test", R},
    {"b\u200Bob\u00AD@\u2060x.te\uFEFFst", R},
    {"bob%40x.test", R},
    {"bob%2540x%2Etest", R},
    {"?to=bob%2Bnews%40x.test&b=1", "?" + R + "&b=1"},
    {"bob%EF%BC%A0x.test", R},
    {"bob%ef%b9%abx.test", R},
    {"bob%25EF%25BC%25A0x.test", R},
    {"bob%26%2364%3Bx.test", R},
    {"bob&#64;x.test", R},
    {"bob&#064x.test", R},
    {"bob&#x40;x&#46;test", R},
    {"bob&commat;x&period;test", R},
    {"bob&amp;#64;x.test", R},
    {"&lt;bob@x.test&gt;", "&lt;" + R + "&gt;"},
    {"bob=40x.test", R},
    {"bob=3D40x.test", R},
    {"bob=EF=BC=A0x.test", R},
    {"bob&\u200B#64;x.test", R},
    {"bob&zwnj;&#64;x.test", R},
    {"bob=\r\n@x.te=\r\nst", R},
    {"b=C3=BCcher=40x=2Etest", R},
    {"bob\\u0040x.test", R},
    {"bob\\\\u0040x.test", R},
    {"bob\\u{40}x.test", R},
    {"bob\\uFF20x.test", R},
    {"bob\\uFE6Bx.test", R},
    {"bob\\U0000FF20x.test", R},
    {"bob\\u{ff20}x.test", R},
    {"bob\\u0026commat;x.test", R},
    {"bob\\u0026#64;x.test", R},
    {"bob\\x40x.test", R},
    {"bob\\100x.test", R},
    {"ada@first.test@x.test", R},
    {"a@b@c", R},
    {"nada@first.test", R},
    {"ada@first.test.org", R},
    {"ada@first.test-x.org", R},
    {"ada@first.testx", R},
    {"o'ada@first.test", R},
    {"@bob@social.test", "@" + R},
    {"bob@host.test:path", R + ":path"},
    {BOB + "@x.test", R},
  };

  /** Ids that are taken out. */
  private static final String[][] IDS = {
    {BOB.toString(), R},
    {BOB.toString().toUpperCase(java.util.Locale.ROOT), R},
    {"{" + BOB + "}", "{" + R + "}"},
    {"urn:uuid:" + BOB, "urn:uuid:" + R},
    {BOB.toString().replace("-", ""), R},
    {"user_" + BOB + ".png", "user_" + R + ".png"},
  };

  /** What stays. */
  private static final String[] KEPT = {
    "ada@first.test",
    "ADA@First.Test.",
    "(ada@first.test)",
    "(ada@first.test)@ !",
    "ada\\@first.test",
    "'ada@first.test'",
    "\"ada\"@first.test",
    "ada＠first.test",
    "ada%40first.test",
    "ada.old@xn--frhling-o2a.test",
    "ada@intranet",
    "?to=ada@first.test&x=1",
    "https://x.test/ada@first.test",
    "-ada@first.test--",
    "\\nada@first.test\\n",
    "请联系ada@first.test谢谢",
    "mailto:ada@first.test",
    "",
    "@mention and @user.name",
    "thanks @user.name",
    "npm i @scope/pkg",
    "@scope/pkg@1.2.3",
    "@scope/pkg@next",
    "require('@scope/pkg')",
    "lodash@4.17.21",
    "react@18",
    "pkg@1.0.0-beta.1",
    "pkg@^1.2.3",
    "pkg@latest",
    "actions/checkout@v4",
    "image@sha256:0123456789abcdef",
    "HEAD@{1}",
    "git@github.com:acme/repo.git",
    "https://medium.test/@user.name/post",
    "5@3, 5 @ 3, 10 @ 3.50",
    "see you@5pm",
    "icon@2x.png",
    "width=40px; height=40em",
    "100% of 40, a&b, \\u0040, %40, &#64;",
    "a@.b @ a@ @b",
    "@@@@@@",
    "0198b7a2-c0de-7abc-8def-0123456789ac",
    BOB + "0",
    "a" + BOB,
    "Ym9iQHgudGVzdA==",
  };

  @TestFactory
  List<DynamicTest> forms() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String[] form : TAKEN) {
      tests.add(DynamicTest.dynamicTest(form[0], () -> holds(form[0], form[1], OTHERS)));
      tests.add(
          DynamicTest.dynamicTest(
              "without ids: " + form[0], () -> holds(form[0], form[1], NOBODY_MENTIONED)));
    }
    for (String[] id : IDS) {
      tests.add(DynamicTest.dynamicTest(id[0], () -> holds(id[0], id[1], OTHERS)));
    }
    for (String kept : KEPT) {
      tests.add(DynamicTest.dynamicTest("stays: " + kept, () -> holds(kept, kept, OTHERS)));
    }
    return tests;
  }

  private static void holds(String text, String left, OtherPeople others) {
    Object document = List.of(Map.of(text + "\n", text), 1, true);
    Object redactedDocument = List.of(Map.of(left + "\n", left), 1, true);
    Written json = json(text, document, others);
    assertThat(JSON.readTree(json.line()))
        .as(json.line())
        .isEqualTo(JSON.readTree(line(left, redactedDocument)));
    assertThat(json.redacted()).hasSize(text.equals(left) ? 0 : 3);
    Written csv =
        written(
            csv(text) + ",7," + csv(JSON.writeValueAsString(document)) + "," + hex(text),
            true,
            others);
    assertThat(csv.line())
        .isEqualTo(
            csv(left) + ",7," + csv(JSON.writeValueAsString(redactedDocument)) + "," + hex(left));
    // In the middle of something, and beside others of its kind.
    String among = "x, " + text + " ; " + text + " ;\n y";
    assertThat(JSON.readTree(json(among, document, others).line()).get("text").asString())
        .isEqualTo("x, " + left + " ; " + left + " ;\n y");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bob\\u0026commat;x.test",
        "bob\\u0026#64;x.test",
        "\\u0062ob\\u0040x.test",
        "bob\\uff20x.test",
        "bob\\ufe6bx.test",
        "bob\\u002540x.test",
        "bob\\u003d\\u00340x.test"
      })
  void what_json_itself_spells_otherwise_is_taken_out(String spelled) {
    assertThat(
            written(
                    "{\"text\":1,\"n\":2,\"document\":[\"" + spelled + "\"]}",
                    false,
                    NOBODY_MENTIONED)
                .line())
        .isEqualTo("{\"text\":1,\"n\":2,\"document\":[\"[redacted]\"]}");
    assertThat(written("1,2,\"[\"\"" + spelled + "\"\"]\"", true, NOBODY_MENTIONED).line())
        .isEqualTo("1,2,\"[\"\"[redacted]\"\"]\"");
  }

  @Test
  void what_stands_in_array_literals_and_nested_texts_is_taken_out_whole() {
    String array = "{bob@x.test,\"\\\"bob b\\\"@x.test\",\"o'brien@x.test\",ada@first.test}";
    assertThat(JSON.readTree(json(array, 1, OTHERS).line()).get("text").asString())
        .isEqualTo("{[redacted],\"[redacted]\",\"[redacted]\",ada@first.test}");
    String nested = JSON.writeValueAsString(Map.of("to", "\"bob b\"@x.test,\nbob@intranet"));
    assertThat(JSON.readTree(json(nested, 1, OTHERS).line()).get("text").asString())
        .isEqualTo("{\"to\":\"[redacted],[redacted]\"}");
  }

  @Test
  void bytes_that_are_an_id_are_taken_out() {
    String id = "\\x" + BOB.toString().replace("-", "");
    assertThat(written("\"\",7,1," + id, true, OTHERS).line())
        .isEqualTo("\"\",7,1," + hex("[redacted]"));
    for (int begin = 0; begin < 256; begin++) {
      String digits = "%02x98b7a2c0de7abc8def0123456789ac".formatted(begin);
      UUID somebody =
          UUID.fromString(digits.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"));
      assertThat(written("\"\",7,1,\\x" + digits, true, OTHERS.mentioning(Set.of(somebody))).line())
          .as(digits)
          .isEqualTo("\"\",7,1," + hex("[redacted]"));
    }
    String other = "\\x4098b7a2c0de7abc8def0123456789ac";
    assertThat(written("\"\",7,1," + other, true, OTHERS).line()).isEqualTo("\"\",7,1," + other);
  }

  @Test
  void a_row_in_pieces_is_as_a_row_in_one() {
    Random random = new Random(7);
    for (int round = 0; round < 20; round++) {
      StringBuilder text = new StringBuilder();
      while (text.length() < (round % 10 == 0 ? 150_000 : 2_000)) {
        text.append(
            random.nextBoolean()
                ? TAKEN[random.nextInt(TAKEN.length)][0]
                : KEPT[random.nextInt(KEPT.length)]);
        text.append(" \n\t,;€".charAt(random.nextInt(6))).append(' ');
      }
      byte[] line =
          line(text.toString(), List.of(text.toString())).getBytes(StandardCharsets.UTF_8);
      Collected whole = new Collected();
      Collected pieces = new Collected();
      write(line, line.length, RedactedRows.ofJson(whole, CELLS, OTHERS));
      write(line, 1 + random.nextInt(40_000), RedactedRows.ofJson(pieces, CELLS, OTHERS));
      assertThat(pieces.text().equals(whole.text())).as("round %d", round).isTrue();
      assertThat(JSON.readTree(whole.text()).get("text").asString()).doesNotContain("bob@x.test");
    }
  }

  @Test
  void hostile_texts_take_time_in_proportion_to_their_length() {
    for (String part : HOSTILE) {
      byte[] line =
          line(part.repeat((1 << 20) / part.length()), 1).getBytes(StandardCharsets.UTF_8);
      // What takes the square of it takes an hour.
      assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () ->
              write(
                  line,
                  line.length,
                  RedactedRows.ofJson(new Collected(), Map.of(0, CellForm.TEXT), OTHERS)),
          part);
    }
  }

  private static final List<String> HOSTILE =
      List.of(
          "@",
          "a.a.a.",
          "a@",
          "\"@",
          "(@",
          "\\@",
          "%40",
          "&#64;",
          "=40",
          "a\u200B",
          ".@",
          "\"",
          "((",
          "a@b.",
          "[@",
          "0123456789abcdef-",
          "&amp;",
          "\\u0040",
          "%25",
          "a@1.",
          "a\\@",
          "(a@b)@",
          "\"a@b\"@",
          "@a ");

  private static final Map<Integer, CellForm> CELLS =
      Map.of(0, CellForm.TEXT, 2, CellForm.DOCUMENT, 3, CellForm.BYTES);

  /** A row that was passed on, and the cells that were changed in it. */
  private record Written(String line, Map<Integer, Long> redacted) {}

  private static Written json(String text, Object document, OtherPeople others) {
    return written(line(text, document), false, others);
  }

  private static String line(String text, Object document) {
    Map<String, Object> row = new java.util.LinkedHashMap<>();
    row.put("text", text);
    row.put("bob@x.test", 7);
    row.put("document", document);
    row.put("bytes", hex(text));
    return JSON.writeValueAsString(row);
  }

  private static Written written(String line, boolean csv, OtherPeople others) {
    Collected collected = new Collected();
    RedactedRows rows =
        csv
            ? RedactedRows.ofCsv(collected, CELLS, others)
            : RedactedRows.ofJson(collected, CELLS, others);
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    write(bytes, bytes.length, rows);
    return new Written(collected.text(), rows.redacted());
  }

  static void write(byte[] bytes, int most, Rows rows) {
    try {
      for (int at = 0; at < bytes.length; at += most) {
        rows.piece(bytes, at, Math.min(most, bytes.length - at));
      }
      rows.endRow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String csv(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  static String hex(String text) {
    return "\\x" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  static final class Collected implements Rows {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void piece(byte[] from, int offset, int length) {
      bytes.write(from, offset, length);
    }

    @Override
    public void endRow() {
      // The test has one row.
    }

    int size() {
      return bytes.size();
    }

    String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }
}
