package ai.coditect.ops.trigger.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.trigger.pubsub.event.RecordedSenders;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IntakeIT extends EventSide {
  @Test
  void each_form_of_a_good_message_becomes_durable_and_is_acknowledged() {
    publish(
        event("r-1", "ai.coditect.ops.run.requested.v1", "{\"job\":\"license-expiry\"}"),
        PubsubMessage.newBuilder()
            .putAttributes("contentType", "application/cloudevents+json")
            .setData(
                ByteString.copyFromUtf8(
                    "{\"specversion\":\"1.0\",\"id\":\"r-2\",\"source\":\"s\",\"type\":\"ai.coditect.ops.run.requested.v1\","
                        + "\"time\":\"0001-01-01T00:00:00Z\",\"data\":{\"job\":\"license-expiry\",\"parameters\":{\"organization\":\""
                        + LICENSE
                        + "\"}}}"))
            .build(),
        PubsubMessage.newBuilder()
            .putAttributes("job", "license-expiry")
            .putAttributes("scheduled", "2026-03-01T02:00:00Z")
            .build(),
        event("c-1", "ai.coditect.license.changed.v1", license(UUID.randomUUID().toString()))
            .toBuilder()
            .putAttributes("ce-time", "9999-12-31T23:59:59Z")
            .build());
    settled();
    assertThat(
            sql.sql(
                    "select key || ' ' || origin || ' ' || parameters from public.queued order by key")
                .query(String.class)
                .list())
        .containsExactlyInAnyOrder(
            "license-expiry@2026-03-01T02:00:00Z SCHEDULE {}",
            "event://test#r-1 EVENT {}",
            "event:s#r-2 EVENT {organization=" + LICENSE + "}");
    assertThat(recorded()).isEqualTo(2);
    assertThat(IntakeFixture.NUDGES).contains("license-expiry{}");
    assertThat(rejections()).isEmpty();
  }

  @Test
  void what_official_sdks_write_is_taken() {
    List<RecordedSenders.Recorded> all = RecordedSenders.all();
    publish(all.stream().map(RecordedSenders.Recorded::message).toArray(PubsubMessage[]::new));
    settled();
    assertThat(rejections()).isEmpty();
    assertThat(recorded()).isEqualTo(1 + all.size());
  }

  @Test
  void doubles_and_another_order_change_nothing() {
    List<PubsubMessage> messages = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      PubsubMessage message = changed("d-" + i, UUID.randomUUID().toString());
      messages.addAll(List.of(message, message, message));
    }
    Collections.shuffle(messages, new Random(7));
    publish(messages.toArray(PubsubMessage[]::new));
    settled();
    assertThat(recorded()).isEqualTo(201);
    assertThat(rejections()).isEmpty();
  }

  @Test
  void twins_of_one_id_have_each_their_own_verdict_and_addresses_are_not_written_out() {
    String somebody = "mailto:jo@example.org";
    publish(
        changed("t-1", IntakeFixture.REFUSED),
        changed("t-1", UUID.randomUUID().toString()).toBuilder()
            .putAttributes("ce-source", "//other")
            .build(),
        changed("jo@example.org", IntakeFixture.REFUSED).toBuilder()
            .putAttributes("ce-source", somebody)
            .build());
    settled();
    assertThat(recorded()).isEqualTo(2);
    assertThat(
            sql.sql(
                    "select event_source || ' ' || event_id from coditect_ops.rejected_events order by 1")
                .query(String.class)
                .list())
        .hasSize(2)
        .contains("//test t-1")
        .allSatisfy(text -> assertThat(text).doesNotContain("jo", "@"));
  }

  @Test
  void every_bad_message_is_rejected_with_its_reason_and_dead_lettered_while_the_good_go_on() {
    Map<String, PubsubMessage> bad = new HashMap<>();
    bad.put("not valid JSON", event("b-1", "ai.coditect.license.changed.v1", "{\"a\":"));
    bad.put(
        "breaks the rule type",
        event("b-2", "ai.coditect.license.changed.v1", license("7").replace("\"7\"", "7")));
    bad.put("its type is not known", event("b-3", "ai.coditect.nothing.v1", "{}"));
    bad.put(
        "takes no events of its type",
        event(
            "b-4",
            "ai.coditect.license.expired.v1",
            license(LICENSE)
                .replace(
                    "}",
                    ",\"expiresAt\":\"2026-01-01T00:00:00Z\",\"processedAt\":\"2026-01-01T00:00:00Z\"}")));
    bad.put(
        "job that does not exist; there are: license-expiry",
        event("b-5", "ai.coditect.ops.run.requested.v1", "{\"job\":\"licence-expiry\"}"));
    bad.put(
        "parameter \"organization\" is not a UUID",
        event(
            "b-6",
            "ai.coditect.ops.run.requested.v1",
            "{\"job\":\"license-expiry\",\"parameters\":{\"organization\":\"x\"}}"));
    bad.put(
        "the job has: organization",
        event(
            "b-7",
            "ai.coditect.ops.run.requested.v1",
            "{\"job\":\"license-expiry\",\"parameters\":{\"org\":\"x\"}}"));
    bad.put(
        "source is missing",
        event("b-8", "ai.coditect.license.changed.v1", "{}").toBuilder()
            .removeAttributes("ce-source")
            .build());
    bad.put(
        "neither a CloudEvent",
        PubsubMessage.newBuilder().setData(ByteString.copyFromUtf8("hello")).build());
    bad.put(
        "larger than 1000000 bytes",
        event("b-9", "ai.coditect.license.changed.v1", "x".repeat(9_900_000)));
    bad.put("does not own the license", changed("b-10", IntakeFixture.REFUSED));
    bad.put("SQLSTATE 22000", changed("b-11", IntakeFixture.UNSTORABLE));
    List<PubsubMessage> messages = new ArrayList<>();
    bad.values()
        .forEach(
            message -> {
              messages.add(message);
              messages.add(changed("g-" + messages.size(), UUID.randomUUID().toString()));
            });
    messages.forEach(this::publish);
    settled();
    assertThat(recorded()).isEqualTo(1 + bad.size());
    List<String> reasons = rejections();
    assertThat(reasons).hasSize(bad.size());
    bad.keySet().forEach(reason -> assertThat(reasons).anyMatch(r -> r.contains(reason)));
    assertThat(pubsub.published("ops-requests-dead"))
        .hasSize(bad.size())
        .allSatisfy(m -> assertThat(reasons).contains(m.getAttributesOrThrow("ops-reject-reason")));
    assertThat(
            sql.sql(
                    "select body_bytes || ' ' || length(body_sha256) from coditect_ops.rejected_events where event_id = 'b-9'")
                .query(String.class)
                .single())
        .isEqualTo("9900000 64");
  }
}
