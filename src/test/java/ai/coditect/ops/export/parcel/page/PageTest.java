package ai.coditect.ops.export.parcel.page;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.export.parcel.Contents;
import ai.coditect.ops.export.parcel.Contents.OtherStore;
import ai.coditect.ops.export.parcel.Contents.Sheet;
import ai.coditect.ops.export.parcel.Manifest;
import ai.coditect.ops.export.parcel.Parcels;
import ai.coditect.ops.export.parcel.Parcels.Raw;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class PageTest {
  static final String HOSTILE =
      "</td></table><script>alert(1)</script><img src=x onerror=alert(1)>&amp;<!--\"'`";
  static final String EVERY_PLANE = planes();

  private static String planes() {
    StringBuilder text = new StringBuilder();
    for (int plane = 0; plane <= 16; plane++) {
      text.appendCodePoint(plane == 14 ? 0xe0100 : plane << 16 | 0x4e2d);
    }
    return text.toString();
  }

  static byte[] parcel(Object[]... rows) {
    return Parcels.bytes(Parcels.contents(Parcels.USERS), List.of(Arrays.asList(rows)));
  }

  private static Document page(Object[]... rows) {
    return parsed(parcel(rows));
  }

  private static Document parsed(byte[] parcel) {
    Parser parser = Parser.htmlParser().setTrackErrors(100);
    Document page = parser.parseInput(Parcels.texts(parcel).get("index.html"), "");
    assertThat(parser.getErrors()).isEmpty();
    return page;
  }

  private static Element cell(Document page, int row, int column) {
    return page.select("table").last().select("tbody tr").get(row).child(column);
  }

  @Test
  void hostile_text_stays_text() {
    Document page = page(new Object[] {"1", HOSTILE, HOSTILE});
    assertThat(cell(page, 0, 1).wholeText()).isEqualTo(HOSTILE);
    assertThat(page.select("script, img, link, iframe, object, form, [onerror]")).isEmpty();
  }

  @Test
  void hostile_names_and_reasons_stay_text() {
    Sheet sheet = new Sheet("odd", HOSTILE, List.of(Parcels.personal(HOSTILE, HOSTILE)));
    Document page =
        parsed(
            Parcels.bytes(Parcels.contents(sheet), List.of(List.<Object[]>of(new Object[] {"v"}))));
    assertThat(page.select("script, img, [onerror]")).isEmpty();
    assertThat(page.select("h3").text()).isEqualTo(HOSTILE);
  }

  @Test
  void text_of_every_plane_is_shown_as_it_is() {
    Document page = page(new Object[] {"1", EVERY_PLANE, "👩‍👩‍👧 می‌خواهم"});
    assertThat(cell(page, 0, 1).wholeText()).isEqualTo(EVERY_PLANE);
    assertThat(cell(page, 0, 2).wholeText()).isEqualTo("👩‍👩‍👧 می‌خواهم");
  }

  @Test
  void what_cannot_be_seen_is_made_visible_and_nothing_turns_the_page_around() {
    Document page =
        page(new Object[] {"1", "a\u0000\u001bb\u007f\u0085\ufffe", "x\u202ey\u2066\nz\t"});
    assertThat(cell(page, 0, 1).wholeText()).isEqualTo("aU+0000U+001BbU+007FU+0085U+FFFE");
    assertThat(cell(page, 0, 1).select("span.sign")).hasSize(5);
    assertThat(cell(page, 0, 2).text()).isEqualTo("xU+202EyU+2066↵ z→");
    assertThat(cell(page, 0, 2).child(0).tagName()).isEqualTo("bdi");
    assertThat(cell(page, 0, 2).select("span.sign").eachAttr("title"))
        .containsExactly("U+202E", "U+2066", "U+000A", "U+0009");
    assertThat(page.text()).doesNotContain("\u202e", "\u2066");
  }

  @Test
  void no_value_and_empty_text_are_told_apart_and_from_the_words_themselves() {
    Document page = page(new Object[] {"no value", null, ""});
    assertThat(cell(page, 0, 0).select(".note")).isEmpty();
    assertThat(cell(page, 0, 1).select(".note").text()).isEqualTo("no value");
    assertThat(cell(page, 0, 2).select(".note").text()).isEqualTo("empty text");
  }

  @Test
  void numbers_and_objects_are_shown_as_they_are_written() {
    Sheet sheet = Parcels.PROJECTS;
    Object[] row = {new Raw("12345678901234567890.10"), new Raw("{\"a\": [1e400, \"é\"]}")};
    Document page = parsed(Parcels.bytes(Parcels.contents(sheet), List.of(List.<Object[]>of(row))));
    assertThat(cell(page, 0, 0).text()).isEqualTo("12345678901234567890.10");
    assertThat(cell(page, 0, 1).text()).isEqualTo("{\"a\": [1e400, \"é\"]}");
  }

  @Test
  void a_long_row_shows_what_fits_and_says_so() {
    Document page = page(new Object[] {"1", "short", "x".repeat(10_000)});
    assertThat(cell(page, 0, 1).text()).isEqualTo("short");
    assertThat(cell(page, 0, 2).text()).isEqualTo("not shown: this row is long; the files have it");
    // A number that is cut off in the middle is another number, and must not be shown.
    Object[] number = {new Raw("1"), new Raw("9".repeat(10_000))};
    Document other =
        parsed(
            Parcels.bytes(Parcels.contents(Parcels.PROJECTS), List.of(List.<Object[]>of(number))));
    assertThat(cell(other, 0, 1).text()).startsWith("not shown");
  }

  @Test
  void a_row_cut_anywhere_gives_whole_values_or_none() {
    byte[] row =
        "{\"a\":1234,\"b\":\"né\\u00e9😀\\n\",\"c\":{\"d\":[1,\"}\"]},\"e\":null,\"f\":true,\"g\":-1.5e3}"
            .getBytes(StandardCharsets.UTF_8);
    Map<String, Optional<String>> whole = RowReader.values(row);
    assertThat(whole)
        .containsExactly(
            Map.entry("a", Optional.of("1234")),
            Map.entry("b", Optional.of("néé😀\n")),
            Map.entry("c", Optional.of("{\"d\":[1,\"}\"]}")),
            Map.entry("e", Optional.empty()),
            Map.entry("f", Optional.of("true")),
            Map.entry("g", Optional.of("-1.5e3")));
    for (int length = 0; length < row.length; length++) {
      assertThat(whole.entrySet())
          .containsAll(RowReader.values(Arrays.copyOf(row, length)).entrySet());
    }
  }

  @Test
  void it_says_how_many_rows_of_how_many_it_shows() {
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < 1_001; i++) {
      rows.add(new Object[] {Integer.toString(i), "a", "b"});
    }
    Document page = page(rows.toArray(Object[][]::new));
    assertThat(page.text())
        .contains("This page shows the first 1000 of 1001 rows. The CSV file has all of them.");
    assertThat(page.select("table").last().select("tbody tr")).hasSize(1_000);
    Document all = page(rows.subList(0, 1_000).toArray(Object[][]::new));
    assertThat(all.text()).doesNotContain("shows the first 1000 of");
    assertThat(cell(all, 999, 0).text()).isEqualTo("999");
  }

  @Test
  void wide_rows_end_the_preview_before_its_rows_do() {
    List<Object[]> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      rows.add(new Object[] {"1", "x".repeat(3_000), "y"});
    }
    assertThat(page(rows.toArray(Object[][]::new)).text())
        .contains("shows the first 87 of 200 rows");
  }

  @Test
  void a_table_without_rows_says_so() {
    assertThat(page().text()).contains("users: 0 rows", "There are no rows.");
  }

  @Test
  void it_says_what_it_is_about_whom_and_why() {
    String text = page(new Object[] {"1", "a", "b"}).text();
    assertThat(text)
        .contains(
            "Data stored about a person",
            "Article 15",
            Parcels.USER.toString(),
            Parcels.ORGANIZATION.toString(),
            "2026-11-23T04:05:06.789Z (UTC)",
            "given by the person",
            "until the account is erased",
            "mail provider",
            "Not personal by themselves: id.",
            "coditect_shared.users.full_name, in 1 row: Somebody else.",
            "coditect_ops.audit_log, the columns actor: It names other people.",
            "coditect_ops.runs, the whole table: It is about the worker.",
            "Your rights",
            "complain to a data protection authority",
            "sha256sum",
            "How to read the CSV files: RFC 4180");
    Contents person = Parcels.contents(Parcels.USERS);
    Contents all =
        new Contents(
            person.organization(),
            Optional.empty(),
            "portability",
            person.instant(),
            "ops 009",
            person.sheets(),
            List.of());
    assertThat(parsed(Parcels.bytes(all, List.of(List.of()))).text())
        .contains("Data stored about an organization", "Article 20", "Nothing was left out.")
        .doesNotContain(Parcels.USER.toString(), "Your rights");
  }

  @Test
  void says_which_stores_hold_what_and_are_not_in_the_package() {
    Contents person = Parcels.contents(Parcels.USERS);
    Contents more =
        new Contents(
            person.organization(),
            person.user(),
            person.profile(),
            person.instant(),
            "ops 047",
            person.sheets(),
            List.of(),
            List.of(
                new OtherStore(
                    "sessions",
                    "Sessions <FoundationDB>",
                    Map.of("activity", "sign-ins & devices"))));
    byte[] parcel = Parcels.bytes(more, List.of(List.of()));
    assertThat(parsed(parcel).text())
        .contains(
            "What is stored elsewhere",
            "None of it is in this package",
            "Sessions <FoundationDB>, activity: sign-ins & devices");
    String manifest =
        Parcels.entries(parcel).stream()
            .filter(entry -> entry.name().equals(Manifest.NAME))
            .findFirst()
            .orElseThrow()
            .text();
    assertThat(JsonMapper.shared().readTree(manifest).path("otherStores").toString())
        .isEqualTo(
            "[{\"store\":\"sessions\",\"title\":\"Sessions <FoundationDB>\",\"holds\":{\"activity\":\"sign-ins & devices\"}}]");
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Page.class.getResourceAsStream("../" + Manifest.SCHEMA))
                .validate(manifest, InputFormat.JSON))
        .isEmpty();
    assertThat(parsed(Parcels.bytes(person, List.of(List.of()))).text())
        .doesNotContain("stored elsewhere");
  }

  @Test
  void links_lead_to_the_files_beside_it() {
    byte[] parcel = parcel(new Object[] {"1", "a", "b"});
    Document page = parsed(parcel);
    assertThat(page.select("a").eachAttr("href"))
        .containsExactly(
            "#table-0",
            "./coditect_shared.users.csv",
            "./coditect_shared.users.jsonl",
            "./manifest.json")
        .allSatisfy(
            link -> {
              if (link.startsWith("#")) {
                assertThat(page.select(link)).hasSize(1);
              } else {
                assertThat(Parcels.texts(parcel)).containsKey(link.substring(2));
              }
            });
  }

  @Test
  void nothing_is_loaded_and_only_this_style_applies() throws Exception {
    Document page = page(new Object[] {"1", "a", "b"});
    String policy = page.select("meta[http-equiv=Content-Security-Policy]").attr("content");
    String style = page.select("style").first().data();
    String hash =
        Base64.getEncoder()
            .encodeToString(
                MessageDigest.getInstance("SHA-256")
                    .digest(style.getBytes(StandardCharsets.UTF_8)));
    assertThat(policy).startsWith("default-src 'none'; style-src 'sha256-" + hash + "'");
    assertThat(style).doesNotContain("url(", "@import");
    assertThat(page.select("[src], [style], link")).isEmpty();
  }

  @Test
  void it_can_be_read_by_everybody() {
    Document page = page(new Object[] {"1", "a", "b"});
    assertThat(page.documentType().name()).isEqualTo("html");
    assertThat(page.select("html").attr("lang")).isEqualTo("en");
    assertThat(page.title()).isNotBlank();
    assertThat(page.select("h1")).hasSize(1);
    int level = 0;
    for (Element heading : page.select("h1, h2, h3, h4")) {
      int next = heading.tagName().charAt(1) - '0';
      assertThat(next).isLessThanOrEqualTo(level + 1);
      level = next;
    }
    assertThat(page.select("table"))
        .isNotEmpty()
        .allSatisfy(
            table -> {
              assertThat(table.select("> caption").text()).isNotBlank();
              assertThat(table.select("thead th[scope=col]")).isNotEmpty();
            });
    assertThat(page.select("th:not([scope])")).isEmpty();
    assertThat(page.select("[role=region]"))
        .allSatisfy(
            region -> {
              assertThat(region.attr("tabindex")).isEqualTo("0");
              assertThat(page.select("#" + region.attr("aria-labelledby"))).hasSize(1);
            });
  }

  @Test
  void words_stand_out_from_the_paper_in_light_and_in_dark() {
    String style = page().select("style").first().data();
    List<String> ink = colours(style, "--ink");
    List<String> link = colours(style, "--link");
    List<String> paper = colours(style, "--paper");
    List<String> soft = colours(style, "--soft");
    List<String> line = colours(style, "--line");
    assertThat(paper).hasSize(2);
    for (int i = 0; i < 2; i++) {
      assertThat(contrast(ink.get(i), paper.get(i))).isGreaterThan(7);
      assertThat(contrast(ink.get(i), soft.get(i))).isGreaterThan(7);
      assertThat(contrast(link.get(i), paper.get(i))).isGreaterThan(4.5);
      assertThat(contrast(line.get(i), paper.get(i))).isGreaterThan(3);
    }
  }

  private static List<String> colours(String style, String name) {
    return java.util.regex.Pattern.compile(name + ": #([0-9a-f]{6})")
        .matcher(style)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  /** As WCAG 2 defines it. */
  private static double contrast(String a, String b) {
    double light = Math.max(luminance(a), luminance(b));
    double dark = Math.min(luminance(a), luminance(b));
    return (light + 0.05) / (dark + 0.05);
  }

  private static double luminance(String colour) {
    double[] weight = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      double part = Integer.parseInt(colour.substring(2 * i, 2 * i + 2), 16) / 255.0;
      sum += weight[i] * (part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4));
    }
    return sum;
  }
}
