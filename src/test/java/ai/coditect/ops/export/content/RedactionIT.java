package ai.coditect.ops.export.content;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.privacy.PersonalDataMap.Profile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What exactly is taken out of a person's own words, and what stays. */
class RedactionIT {
  private static final String[][] WORDS = {
    {"ada@first.test", "ada@first.test"},
    {"ADA@First.test, ada@first.test.", "ADA@First.test, ada@first.test."},
    {
      "ada@first.test\nada@first.test ada@first.test",
      "ada@first.test\nada@first.test ada@first.test"
    },
    {"bob@first.test\ncarl@x.test\ndora@x.test", "[redacted]\n[redacted]\n[redacted]"},
    {"\tbob@x.test\n\n\"ada@first.test\"", "\t[redacted]\n\n\"ada@first.test\""},
    {"nada@first.test ada@first.test.org", "[redacted] [redacted]"},
    {"ada@first.test@x.test", "[redacted]"},
    {"xada@first.test,ada@first.testx", "[redacted],[redacted]"},
    {"<bob.b+tag@mail.x-y.test>;bob_%-1@X.TEST", "<[redacted]>;[redacted]"},
    {"C:\\bob@x.test \\\\nbob@x.test \\", "C:[redacted] [redacted] \\"},
    {"a@b, @name, 5 @ 3, a@.b", "[redacted], @name, 5 @ 3, a@.b"},
    {"\\1 \\u0040 [redacted] bob@x.test", "\\1 \\u0040 [redacted] [redacted]"},
    {"\u0001bob@x.test\u001fada@first.test", "\u0001[redacted]\u001fada@first.test"},
  };

  private static final String MAP =
      """
        coditect_shared.traces:
          rows: erase
          subject: user_id -> coditect_shared.users.id
          columns:
            user_id: { do: erase, category: content, purpose: p, provided: false, export: [ access ] }
            seen_by: { do: erase, category: content, purpose: p, provided: false, export: [ access ] }
            seen_by_all: { do: erase, category: content, purpose: p, provided: false, export: [ access ] }
            raw: { do: erase, category: content, purpose: p, provided: false, export: [ access ] }
            note: { do: erase, category: content, purpose: p, provided: false, export: [ access ] }
            details: { do: erase, category: content, purpose: p, provided: false, export: [ access ] }
            former: { do: erase, category: contact, purpose: p, provided: true, export: [ access ] }
          not-personal: [ id ]
      """;

  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Residents residents = new Residents(database);
  private final WiderHouse house = WiderHouse.in(database);
  private final InProcessWorker worker;

  RedactionIT(@TempDir Path directory) throws IOException {
    database.execute(
        "create table coditect_shared.traces (id bigint generated always as identity primary key,"
            + " user_id uuid not null references coditect_shared.users (id), seen_by uuid,"
            + " seen_by_all uuid[], raw bytea, note text, details jsonb, former text)",
        "create index on coditect_shared.traces (user_id)",
        "grant select, delete on coditect_shared.traces to coditect_system");
    Files.writeString(
        WiderHouse.jobs(directory).resolve("personal-data.yaml"), MAP, StandardOpenOption.APPEND);
    worker = InProcessWorker.start(database, Map.of("OPS_JOBS_DIR", directory.toString()));
  }

  @AfterEach
  void stop() {
    worker.close();
  }

  @Test
  void others_addresses_are_taken_out_of_texts_and_json_and_ones_own_stay() {
    UUID tenant = residents.organization("first");
    UUID ada = residents.user(tenant, "ada");
    for (String[] words : WORDS) {
      String json = Exported.json(Map.of(words[0], words[0]));
      house.comment(tenant, ada, null, words[0], json);
    }

    Exported exported = Exported.by(worker, tenant, ada, Profile.ACCESS);

    assertThat(exported.rows("coditect_shared.comments"))
        .extracting(row -> row.path("body").asString())
        .containsExactlyInAnyOrder(
            Arrays.stream(WORDS).map(words -> words[1]).toArray(String[]::new));
    for (JsonNode row : exported.rows("coditect_shared.comments")) {
      String body = row.path("body").asString();
      assertThat(row.path("details").properties())
          .singleElement()
          .satisfies(
              entry -> {
                assertThat(entry.getKey()).isEqualTo(body);
                assertThat(entry.getValue().asString()).isEqualTo(body);
              });
    }
    long redacted = Arrays.stream(WORDS).filter(words -> !words[0].equals(words[1])).count();
    assertThat(exported.manifest().path("redactions"))
        .allSatisfy(each -> assertThat(each.path("rows").asLong()).isEqualTo(redacted))
        .extracting(each -> each.path("column").asString())
        .containsExactly("body", "details");
  }

  @Test
  void ids_of_others_are_taken_out_wherever_they_stand_and_a_former_address_stays() {
    UUID tenant = residents.organization("first");
    UUID ada = residents.user(tenant, "ada");
    UUID bob = residents.user(tenant, "bob");
    UUID carl = residents.user(residents.organization("second"), "carl");
    UUID nobody = UUID.randomUUID();
    String note = "%s, %s, {%s}: ada.old@before.test asked bob@first.test, bob.now@x.test";
    residents
        .jdbc()
        .sql(
            "insert into coditect_shared.traces (user_id, seen_by, seen_by_all, raw, note, details,"
                + " former) values (?, ?, array[?, ?, ?, null]::uuid[], uuid_send(?), ?,"
                + " jsonb_build_object('by', ?::text, 'to', '=40'), 'Ada.Old@before.test'), (?, ?,"
                + " array[?]::uuid[], convert_to(?, 'UTF8'), '', null, 'bob@first.test')")
        .params(ada, bob, ada, bob, nobody, carl)
        .params(note.formatted(bob, nobody, carl.toString().replace("-", "").toUpperCase()), bob)
        .params(ada, nobody, nobody, "by " + bob + ", bob＠x.test")
        .update();

    Exported exported = Exported.by(worker, tenant, ada, Profile.ACCESS);

    List<JsonNode> rows = exported.rows("coditect_shared.traces");
    assertThat(rows.get(0).path("user_id").asString()).isEqualTo(ada.toString());
    assertThat(rows.get(0).path("seen_by").isNull()).isTrue();
    assertThat(rows.get(0).path("seen_by_all").toString())
        .isEqualTo("[\"" + ada + "\",null,\"" + nobody + "\",null]");
    assertThat(rows.get(0).path("raw").asString()).isEqualTo(hex("[redacted]"));
    assertThat(rows.get(0).path("note").asString())
        .isEqualTo(
            "[redacted], %s, {[redacted]}: ada.old@before.test asked [redacted], [redacted]"
                .formatted(nobody));
    assertThat(rows.get(0).path("details").toString())
        .isEqualTo("{\"by\":\"[redacted]\",\"to\":\"=40\"}");
    assertThat(rows.get(0).path("former").asString()).isEqualTo("Ada.Old@before.test");
    assertThat(rows.get(1).path("seen_by").asString()).isEqualTo(nobody.toString());
    assertThat(rows.get(1).path("raw").asString()).isEqualTo(hex("by [redacted], [redacted]"));
    // It was hers perhaps; now somebody else is reached there.
    assertThat(rows.get(1).path("former").asString()).isEqualTo("[redacted]");
    assertThat(exported.text("coditect_shared.traces.csv"))
        .doesNotContain(bob.toString())
        .doesNotContain("bob")
        .contains("{" + ada + ",NULL," + nobody + ",NULL}")
        .contains("Ada.Old@before.test");
    assertThat(exported.manifest().path("redactions"))
        .extracting(each -> each.path("column").asString() + " " + each.path("rows").asLong())
        .containsExactly("details 1", "former 1", "note 1", "raw 2", "seen_by 1", "seen_by_all 1");
  }

  private static String hex(String text) {
    return "\\x" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }
}
