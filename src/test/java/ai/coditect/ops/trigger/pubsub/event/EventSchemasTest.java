package ai.coditect.ops.trigger.pubsub.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class EventSchemasTest {
  private static final String ID = "\"0b0f1c9e-0000-4000-8000-000000000001\"";
  private final EventSchemas schemas = new EventSchemas(Optional.empty());

  @Test
  void there_is_a_schema_for_each_event_in_and_out() {
    assertThat(schemas.types())
        .contains(
            "ai.coditect.ops.run.requested.v1",
            "ai.coditect.license.changed.v1",
            "ai.coditect.license.expiring.v1",
            "ai.coditect.license.grace-started.v1",
            "ai.coditect.license.expired.v1",
            "ai.coditect.license.reinstated.v1",
            "ai.coditect.privacy.erasure.requested.v1",
            "ai.coditect.privacy.erasure.completed.v1",
            "ai.coditect.privacy.erasure.refused.v1",
            "ai.coditect.privacy.erasure.propagated.v1",
            "ai.coditect.privacy.erasure.acknowledged.v1",
            "ai.coditect.privacy.erasure.fulfilled.v1",
            "ai.coditect.privacy.export.requested.v1",
            "ai.coditect.privacy.export.completed.v1",
            "ai.coditect.privacy.export.failed.v1",
            "ai.coditect.ops.run.finished.v1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "license.changed | {\"organizationId\":ID,\"licenseId\":ID}      | ",
        "license.changed | {\"organizationId\":ID}                       | licenseId is missing",
        "license.changed | {\"organizationId\":\"me@x.org\",\"licenseId\":ID} | organizationId breaks the rule pattern",
        "license.changed | {\"organizationId\":7,\"licenseId\":ID}       | organizationId breaks the rule type",
        "license.changed | [1]                                           | data breaks the rule type",
        "ops.run.requested | {\"job\":\"purge\",\"parameters\":{\"a\":1,\"b\":\"x\",\"c\":true}} | ",
        "ops.run.requested | {\"job\":\"Purge Me\"}                      | job breaks the rule pattern",
        "ops.run.requested | {\"job\":\"purge\",\"parameters\":{\"me@x.org\":[1]}} | parameters breaks the rule type",
        "privacy.erasure.requested | {\"requestId\":ID,\"organizationId\":ID,\"requestedAt\":\"2026-01-31T02:00:00+01:00\"} | ",
        "privacy.erasure.requested | {\"requestId\":ID,\"organizationId\":ID,\"userId\":ID} | requestedAt is missing",
        "privacy.erasure.requested | {\"requestId\":ID,\"organizationId\":ID,\"userId\":null,\"requestedAt\":\"2026-01-31T02:00:00Z\"} | userId breaks the rule type",
        "privacy.erasure.requested | {\"requestId\":ID,\"organizationId\":ID,\"userId\":\"me@x.org\",\"requestedAt\":\"2026-01-31T02:00:00Z\"} | userId breaks the rule pattern",
        "privacy.export.requested | {\"requestId\":ID,\"organizationId\":ID,\"requestedAt\":\"2026-01-31T02:00:00Z\",\"profile\":\"portability\",\"recipient\":\"age1qqs\"} | ",
        "privacy.export.requested | {\"requestId\":ID,\"organizationId\":ID,\"requestedAt\":\"2026-01-31T02:00:00Z\",\"profile\":\"all\"} | profile breaks the rule enum",
        "privacy.export.requested | {\"requestId\":ID,\"organizationId\":ID,\"requestedAt\":\"2026-01-31T02:00:00Z\",\"recipient\":\"me@x.org\"} | recipient breaks the rule pattern",
        "privacy.erasure.acknowledged | {\"deletion\":ID,\"participant\":\"sessions\",\"outcome\":\"erased\",\"answeredAt\":\"2026-01-31T02:00:00Z\",\"did\":{\"sessions\":3}} | ",
        "privacy.erasure.acknowledged | {\"deletion\":ID,\"participant\":\"sessions\",\"outcome\":\"erased\",\"answeredAt\":\"2026-01-31T02:00:00Z\",\"did\":{\"me@x.org\":3}} | did breaks the rule",
        "privacy.erasure.acknowledged | {\"deletion\":ID,\"participant\":\"sessions\",\"outcome\":\"waived\",\"answeredAt\":\"2026-01-31T02:00:00Z\"} | outcome breaks the rule enum",
        "privacy.erasure.acknowledged | {\"deletion\":ID,\"participant\":\"sessions\",\"outcome\":\"failed\",\"answeredAt\":\"2026-01-31T02:00:00Z\",\"ground\":\"me@x.org\"} | ground breaks the rule pattern",
        "nothing.known   | {}                                            | its type is not known"
      })
  void says_what_does_not_fit_in_the_words_of_the_schema(
      String type, String data, String expected) {
    Optional<String> misfit =
        schemas.misfit(
            "ai.coditect." + type + ".v1", JsonMapper.shared().readTree(data.replace("ID", ID)));
    if (expected == null) {
      assertThat(misfit).isEmpty();
    } else {
      assertThat(misfit.orElseThrow()).contains(expected).doesNotContain("x.org");
    }
  }
}
