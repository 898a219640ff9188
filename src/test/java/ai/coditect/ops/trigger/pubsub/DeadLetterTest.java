package ai.coditect.ops.trigger.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.trigger.pubsub.event.RecordedSenders;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PubsubMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DeadLetterTest {
  private static final String REASON = "its type is not known";

  @Test
  void a_message_that_leaves_room_goes_on_as_it_came() {
    PubsubMessage message = attributes(50, 1).setOrderingKey("k").setMessageId("7").build();
    PubsubMessage letter = DeadLetter.of(message, REASON);
    assertThat(letter.getAttributesMap())
        .containsAllEntriesOf(message.getAttributesMap())
        .containsEntry("ops-reject-reason", REASON)
        .hasSize(message.getAttributesCount() + 1);
    assertThat(letter.getData()).isEqualTo(message.getData());
    assertThat(letter.getOrderingKey()).isEmpty();
    assertThat(letter.getMessageId()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"98, 99, ''", "99, 100, ''", "100, 100, 2 attributes"})
  void the_reason_takes_the_place_of_what_tells_least(int theirs, int sent, String dropped) {
    PubsubMessage letter = DeadLetter.of(attributes(theirs - 4, 1).build(), REASON);
    assertThat(letter.getAttributesCount()).isEqualTo(sent);
    assertThat(letter.getAttributesOrDefault("ops-reject-dropped", "")).isEqualTo(dropped);
    assertThat(letter.getAttributesMap())
        .containsEntry("ops-reject-reason", REASON)
        .containsKeys("ce-id", "ce-type", "ce-source", "job");
  }

  @Test
  void what_the_service_adds_to_what_it_delivers_is_not_sent_back() {
    PubsubMessage letter =
        DeadLetter.of(
            attributes(95, 1)
                .putAttributes("googclient_deliveryattempt", "3")
                .putAttributes("ops-reject-reason", "of the first time")
                .putAttributes("ops-reject-dropped", "of the first time")
                .build(),
            REASON);
    assertThat(letter.getAttributesCount()).isEqualTo(100);
    assertThat(letter.getAttributesMap())
        .containsEntry("ops-reject-reason", REASON)
        .doesNotContainKeys("googclient_deliveryattempt", "ops-reject-dropped");
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void of_what_an_sdk_wrote_all_but_the_clients_own_goes_on(RecordedSenders.Recorded recorded) {
    PubsubMessage letter = DeadLetter.of(recorded.message(), REASON);
    Map<String, String> sent = new TreeMap<>(recorded.message().getAttributesMap());
    sent.keySet().removeIf(key -> key.startsWith("googclient_"));
    sent.put("ops-reject-reason", REASON);
    assertThat(letter.getAttributesMap()).isEqualTo(sent);
    assertThat(letter.getData()).isEqualTo(recorded.message().getData());
  }

  static List<RecordedSenders.Recorded> recorded() {
    List<RecordedSenders.Recorded> all = RecordedSenders.all();
    assertThat(all)
        .anyMatch(each -> each.message().containsAttributes("googclient_traceparent"))
        .anyMatch(each -> each.message().containsAttributes("googclient_OpenTelemetrySpanContext"));
    return all;
  }

  @Test
  void a_reason_and_attributes_beyond_the_limits_are_cut_or_left_out() {
    PubsubMessage letter =
        DeadLetter.of(
            attributes(2, 1)
                .putAttributes("long", "é".repeat(600))
                .putAttributes("k".repeat(257), "1")
                .build(),
            "ß".repeat(5_000));
    assertThat(letter.getAttributesMap()).doesNotContainKeys("long", "k".repeat(257));
    assertThat(letter.getAttributesOrThrow("ops-reject-dropped")).isEqualTo("2 attributes");
    assertThat(letter.getAttributesOrThrow("ops-reject-reason").getBytes(StandardCharsets.UTF_8))
        .hasSizeBetween(900, 1024);
  }

  @Test
  void attributes_make_room_for_data_and_data_that_leaves_none_for_the_reason_is_left_out() {
    PubsubMessage.Builder full = attributes(90, 1000);
    PubsubMessage some = full.setData(bytes(9_950_000)).build();
    PubsubMessage letter = DeadLetter.of(some, REASON);
    assertThat(letter.getData()).isEqualTo(some.getData());
    assertThat(letter.getAttributesMap()).containsKey("ce-id");
    assertThat(letter.getAttributesOrThrow("ops-reject-dropped")).matches("\\d+ attributes");
    assertLegal(letter);

    letter = DeadLetter.of(full.setData(bytes(9_999_000)).build(), REASON);
    assertThat(letter.getData()).isEmpty();
    assertThat(letter.getAttributesOrThrow("ops-reject-dropped"))
        .isEqualTo("9999000 bytes of data");
    assertThat(letter.getAttributesMap()).containsKeys("ce-id", "a-1");
    assertLegal(letter);
  }

  @Test
  void whatever_comes_the_letter_is_within_the_limits_and_says_the_reason() {
    Random random = new Random(11);
    for (int n = 0; n < 2_000; n++) {
      PubsubMessage.Builder message = PubsubMessage.newBuilder();
      for (int a = random.nextInt(140); a > 0; a--) {
        message.putAttributes(
            "x" + random.nextInt(200) + "y".repeat(random.nextInt(4) == 0 ? 300 : 3),
            "z".repeat(random.nextInt(1200)));
      }
      PubsubMessage letter = DeadLetter.of(message.build(), "r".repeat(1 + random.nextInt(2000)));
      assertThat(letter.getAttributesOrThrow("ops-reject-reason")).isNotEmpty();
      assertLegal(letter);
    }
  }

  @Test
  void a_bare_one_has_only_what_is_ours() {
    PubsubMessage letter = DeadLetter.bare(attributes(10, 1).build(), REASON);
    assertThat(letter.getAttributesMap())
        .containsOnlyKeys("ops-reject-reason", "ops-reject-dropped");
    assertThat(letter.getData()).isEmpty();
  }

  private static void assertLegal(PubsubMessage letter) {
    assertThat(letter.getAttributesCount()).isBetween(1, 100);
    letter
        .getAttributesMap()
        .forEach(
            (key, value) -> {
              assertThat(key.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1, 256);
              assertThat(value.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(0, 1024);
            });
    assertThat(
            PublishRequest.newBuilder()
                .setTopic("projects/p/topics/t")
                .addMessages(letter)
                .build()
                .getSerializedSize())
        .isLessThan(10_000_000);
  }

  /** So many, beside four that the worker reads. */
  private static PubsubMessage.Builder attributes(int count, int length) {
    PubsubMessage.Builder message =
        PubsubMessage.newBuilder()
            .setData(ByteString.copyFromUtf8("{}"))
            .putAttributes("ce-id", "1")
            .putAttributes("ce-type", "t")
            .putAttributes("ce-source", "//s")
            .putAttributes("job", "j");
    for (int n = 0; n < count; n++) {
      message.putAttributes("a-" + n, "v".repeat(length));
    }
    return message;
  }

  private static ByteString bytes(int count) {
    return ByteString.copyFrom(new byte[count]);
  }
}
