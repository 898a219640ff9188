package ai.coditect.ops.export.content;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.privacy.PersonalDataMap.Profile;
import java.nio.file.Path;
import java.util.Arrays;
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
    {"ada@first.test@x.test", "[redacted]@x.test"},
    {"xada@first.test,ada@first.testx", "[redacted],[redacted]"},
    {"<bob.b+tag@mail.x-y.test>;bob_%-1@X.TEST", "<[redacted]>;[redacted]"},
    {"C:\\bob@x.test \\\\nbob@x.test \\", "C:\\[redacted] \\\\[redacted] \\"},
    {"a@b, @name, 5 @ 3, a@.b", "a@b, @name, 5 @ 3, a@.b"},
    {"\\1 \\u0040 [redacted] bob@x.test", "\\1 \\u0040 [redacted] [redacted]"},
    {"\u0001bob@x.test\u001fada@first.test", "\u0001[redacted]\u001fada@first.test"},
  };

  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Residents residents = new Residents(database);
  private final WiderHouse house = WiderHouse.in(database);
  private final InProcessWorker worker;

  RedactionIT(@TempDir Path directory) {
    worker =
        InProcessWorker.start(
            database, Map.of("OPS_JOBS_DIR", WiderHouse.jobs(directory).toString()));
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
}
