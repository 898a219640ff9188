package ai.coditect.ops.trigger.pubsub.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventDecoderTest {
  private static final Map<String, String> ENVELOPE =
      Map.of(
          "ce-specversion", "1.0",
          "ce-id", "e-1",
          "ce-source", "//test",
          "ce-type", "ai.coditect.license.changed.v1");
  private static final String STRUCTURED =
      "{\"specversion\":\"1.0\",\"id\":\"e\",\"source\":\"s\",%s\"type\":\"t\",\"data\":{\"a\":1}}";
  private final EventDecoder decoder = new EventDecoder();

  @Test
  void reads_a_binary_event() {
    Incoming.Event event = (Incoming.Event) decode(ENVELOPE, "{\"a\":1}");
    assertThat(event.id()).isEqualTo("e-1");
    assertThat(event.type()).isEqualTo("ai.coditect.license.changed.v1");
    assertThat(event.data().toString()).isEqualTo("{\"a\":1}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/cloudevents+json",
        "application/cloudevents+json; charset=utf-8",
        "APPLICATION/CloudEvents+JSON",
        "application/cloudevents"
      })
  void reads_a_structured_event(String contentType) {
    Incoming.Event event =
        (Incoming.Event)
            decode(
                Map.of("contentType", contentType),
                "{\"specversion\":\"1.0\",\"id\":\"e\",\"source\":\"s\",\"type\":\"t\",\"data\":{\"a\":1}}");
    assertThat(event.data().toString()).isEqualTo("{\"a\":1}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"content-type", "Content-Type", "CONTENT-TYPE", "ContentType", "contenttype"})
  void knows_the_content_type_however_it_is_spelled(String name) {
    Incoming.Event structured =
        (Incoming.Event)
            decode(Map.of(name, "application/cloudevents+json"), STRUCTURED.formatted(""));
    assertThat(structured.id()).isEqualTo("e");
    assertThat(decode(with(name, "application/json; charset=utf-8"), "{}"))
        .isInstanceOf(Incoming.Event.class);
    assertThat(reason(with(name, "application/xml"), "{}")).contains("not JSON by its content");
  }

  @Test
  void of_two_content_types_the_one_that_says_structured_counts() {
    assertThat(
            decode(
                Map.of(
                    "contentType", "application/json", "Content-Type", "application/cloudevents"),
                STRUCTURED.formatted("")))
        .isInstanceOf(Incoming.Event.class);
  }

  @Test
  void of_two_that_say_nothing_of_it_the_bindings_own_counts() {
    Map<String, String> attributes = new TreeMap<>(with("contentType", "application/json"));
    attributes.put("Content-Type", "text/plain");
    assertThat(decode(attributes, "{}")).isInstanceOf(Incoming.Event.class);
  }

  @Test
  void data_that_is_null_is_none_beside_data_in_base64() {
    String event = STRUCTURED.formatted("").replace("{\"a\":1}", "null");
    assertThat(
            decode(
                Map.of("contentType", "application/cloudevents+json"),
                event.replace("}", ",\"data_base64\":\"e30=\"}")))
        .isInstanceOf(Incoming.Event.class);
    assertThat(reason(Map.of("contentType", "application/cloudevents+json"), event))
        .contains("it has no data");
  }

  @Test
  void reads_a_binary_event_whose_attributes_are_spelled_as_headers() {
    Incoming.Event event =
        (Incoming.Event)
            decode(
                Map.of(
                    "Ce-Specversion",
                    "1.0",
                    "CE-ID",
                    "e-2",
                    "Ce-Source",
                    "//s",
                    "ce-type",
                    "t",
                    "ce-id",
                    "e-1"),
                "{}");
    assertThat(event.id()).isEqualTo("e-1");
    assertThat(event.source()).isEqualTo("//s");
  }

  @Test
  void an_optional_attribute_that_is_null_or_empty_is_as_good_as_missing() {
    for (String optional :
        List.of(
            "\"time\":null,", "\"datacontenttype\":null,", "\"subject\":null,", "\"time\":\"\",")) {
      assertThat(
              decode(
                  Map.of("contentType", "application/cloudevents+json"),
                  STRUCTURED.formatted(optional)))
          .as(optional)
          .isInstanceOf(Incoming.Event.class);
    }
    assertThat(decode(with("ce-datacontenttype", ""), "{}")).isInstanceOf(Incoming.Event.class);
    assertThat(
            reason(
                Map.of("contentType", "application/cloudevents+json"),
                "{\"specversion\":\"1.0\",\"id\":null,\"source\":\"s\",\"type\":\"t\",\"data\":{}}"))
        .contains("id is missing");
  }

  @Test
  void passes_over_a_byte_order_mark() {
    assertThat(decode(ENVELOPE, "\uFEFF{}")).isInstanceOf(Incoming.Event.class);
    assertThat(
            decode(
                Map.of("contentType", "application/cloudevents+json"),
                "\uFEFF" + STRUCTURED.formatted("")))
        .isInstanceOf(Incoming.Event.class);
    assertThat(reason(ENVELOPE, "\uFEFF")).contains("has no data");
  }

  @Test
  void reads_structured_data_in_base64() {
    Incoming.Event event =
        (Incoming.Event)
            decode(
                Map.of("contentType", "application/cloudevents+json"),
                "{\"specversion\":\"1.0\",\"id\":\"e\",\"source\":\"s\",\"type\":\"t\",\"data_base64\":\"eyJhIjoxfQ==\"}");
    assertThat(event.data().toString()).isEqualTo("{\"a\":1}");
  }

  @Test
  void a_scheduler_message_is_keyed_by_its_slot_or_its_key_or_its_own_id() {
    assertThat(
            decode(
                Map.of("job", "j", "scheduled", "2026-01-31T03:00:00+01:00", "param-a", "1"), ""))
        .isEqualTo(
            new Incoming.Call(
                "j",
                "message:m-1",
                Optional.empty(),
                Optional.of(Instant.parse("2026-01-31T02:00:00Z")),
                Map.of("a", "1")));
    assertThat(decode(Map.of("job", "j", "key", "k"), "whatever"))
        .isEqualTo(new Incoming.Call("j", "k", Optional.empty(), Optional.empty(), Map.of()));
    assertThat(decode(Map.of("job", "j"), ""))
        .isEqualTo(
            new Incoming.Call("j", "message:m-1", Optional.empty(), Optional.empty(), Map.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999Z",
        "2026-02-28t23:59:59z",
        "2026-01-01T00:00:00.123456789123+14:00",
        "2016-12-31T23:59:60Z",
        "2016-12-31T15:59:60.5-08:00",
        "2017-01-01T05:29:60+05:30",
        ""
      })
  void takes_every_rfc_3339_time(String time) {
    assertThat(decode(with("ce-time", time), "{}")).isInstanceOf(Incoming.Event.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-30T00:00:00Z",
        "2026-01-01T00:00Z",
        "2026-01-01",
        "yesterday",
        "+12026-01-01T00:00:00Z",
        "2016-12-31T23:58:60Z",
        "2016-12-30T23:59:60Z",
        "2016-12-31T23:59:60+01:00",
        "2016-12-31T23:59:61Z",
        " "
      })
  void refuses_other_times(String time) {
    assertThat(reason(with("ce-time", time), "{}")).contains("attribute time is not an RFC 3339");
  }

  @ParameterizedTest
  @CsvSource({
    "ce-specversion, specversion is missing",
    "ce-id, id is missing",
    "ce-source, source is missing",
    "ce-type, type is missing"
  })
  void names_each_missing_attribute(String attribute, String reason) {
    assertThat(reason(with(attribute, ""), "{}")).contains(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"secret\":      | not valid JSON (line 1",
        "{} {}             | not valid JSON",
        "{\"a\":1,\"a\":2} | not valid JSON",
        "''                | has no data",
        "{\"a\":\"\\u0000\"} | NUL character",
        "{\"\\u0000\":1}   | NUL character",
        "{\"a\":\"\\ud800\"} | half a surrogate pair"
      })
  void says_what_is_wrong_with_the_data_without_quoting_it(String data, String reason) {
    assertThat(reason(ENVELOPE, data)).contains(reason).doesNotContain("secret");
  }

  @Test
  void refuses_bytes_that_are_not_utf_8_and_payloads_that_are_too_large() {
    assertThat(reason(ENVELOPE, ByteString.copyFrom(new byte[] {'"', (byte) 0xff, '"'})))
        .contains("not valid UTF-8");
    assertThat(reason(ENVELOPE, ByteString.copyFrom(new byte[EventDecoder.MOST_BYTES + 1])))
        .contains("larger than 1000000 bytes");
  }

  @Test
  void refuses_ids_that_are_too_long_or_hold_control_characters() {
    assertThat(decode(with("ce-id", "x".repeat(200)), "{}")).isInstanceOf(Incoming.Event.class);
    assertThat(reason(with("ce-id", "x".repeat(201)), "{}")).contains("longer than 200");
    Incoming.Invalid nul = (Incoming.Invalid) decode(with("ce-id", "a\0b"), "{}");
    assertThat(nul.reason()).contains("control characters");
    assertThat(nul.id()).isNull();
  }

  @Test
  void refuses_forms_it_does_not_know() {
    assertThat(reason(Map.of("foo", "bar"), "{}")).contains("neither a CloudEvent");
    assertThat(reason(Map.of("contentType", "application/cloudevents-batch+json"), "[]"))
        .contains("not batches");
    assertThat(reason(with("contentType", "text/plain"), "{}")).contains("not JSON by its content");
    assertThat(reason(with("ce-specversion", "0.3"), "{}")).contains("specversion is not 1.0");
    assertThat(reason(Map.of("job", "j", "scheduled", "noon"), "")).contains("not an instant");
    assertThat(
            reason(
                Map.of("contentType", "application/cloudevents+json"),
                "{\"specversion\":\"1.0\",\"id\":7,\"source\":\"s\",\"type\":\"t\",\"data\":{}}"))
        .contains("id is not a text");
  }

  private String reason(Map<String, String> attributes, String data) {
    return reason(attributes, ByteString.copyFromUtf8(data));
  }

  private String reason(Map<String, String> attributes, ByteString data) {
    Incoming incoming =
        decoder.decode(
            PubsubMessage.newBuilder()
                .setMessageId("m-1")
                .putAllAttributes(attributes)
                .setData(data)
                .build());
    assertThat(incoming).isInstanceOf(Incoming.Invalid.class);
    return ((Incoming.Invalid) incoming).reason();
  }

  private Incoming decode(Map<String, String> attributes, String data) {
    return decoder.decode(
        PubsubMessage.newBuilder()
            .setMessageId("m-1")
            .putAllAttributes(attributes)
            .setData(ByteString.copyFromUtf8(data))
            .build());
  }

  private static Map<String, String> with(String name, String value) {
    Map<String, String> attributes = new java.util.HashMap<>(ENVELOPE);
    attributes.put(name, value);
    return attributes;
  }
}
