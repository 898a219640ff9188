package ai.coditect.ops.trigger.pubsub.event;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.trigger.pubsub.event.RecordedSenders.Recorded;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecordedSendersTest {
  private final EventDecoder decoder = new EventDecoder();
  private final EventSchemas schemas = new EventSchemas(Optional.empty());

  static List<Recorded> recorded() {
    return RecordedSenders.all();
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void each_is_the_event_that_was_sent(Recorded recorded) {
    assertThat(recorded.origin()).matches("(github.com/\\S+ .* at [0-9a-f]{40}|.*\\d+\\.\\d+.*)");
    Incoming incoming = decoder.decode(recorded.message());
    assertThat(incoming).isInstanceOf(Incoming.Event.class);
    Incoming.Event event = (Incoming.Event) incoming;
    assertThat(event.id()).isEqualTo(recorded.id());
    assertThat(event.source()).isEqualTo(recorded.source());
    assertThat(event.type()).isEqualTo(recorded.type());
    assertThat(event.data().path("licenseId").asString())
        .isEqualTo("7b1f0c52-6a3e-4f0e-9d3f-0d6f3f7b9a11");
    assertThat(schemas.misfit(event.type(), event.data())).isEmpty();
  }

  @Test
  void each_language_is_there_in_both_content_modes() {
    for (String language : List.of("go", "java", "node", "python")) {
      assertThat(recorded())
          .extracting(Recorded::name)
          .contains(language + "-binary.json", language + "-structured.json");
    }
  }

  /** Of a body that says by itself what it is; whatever an attribute says comes first. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data\":{}} | '' | event",
        "{\"specversion\":\"0.3\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data\":{}} | '' | specversion is not 1.0",
        "{\"specversion\":\"1.0\",\"source\":\"s\",\"type\":\"t\",\"data\":{}}              | '' | attribute id is missing",
        "{\"specversion\":1,\"id\":\"1\"}                     | ''               | neither a CloudEvent",
        "{\"id\":\"1\"}                                       | ''               | neither a CloudEvent",
        "[{\"specversion\":\"1.0\"}]                          | ''               | neither a CloudEvent",
        "{\"specversion\":\"1.0\"                             | ''               | neither a CloudEvent",
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data\":{}} | application/json | neither a CloudEvent",
      })
  void a_message_without_attributes(String data, String contentType, String found) {
    PubsubMessage.Builder message =
        PubsubMessage.newBuilder().setData(ByteString.copyFromUtf8(data));
    if (!contentType.isEmpty()) {
      message.putAttributes("content-type", contentType);
    }
    Incoming incoming = decoder.decode(message.build());
    String said = incoming instanceof Incoming.Invalid invalid ? invalid.reason() : "event";
    assertThat(said).contains(found);
  }
}
