package ai.coditect.ops.trigger.pubsub;

import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PubsubMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A rejected message as the dead-letter topic takes it: as it came, with the reason beside it. What
 * would break a limit of Pub/Sub is left out and said to be, the least telling first; a message
 * that no topic takes would come again for ever.
 */
final class DeadLetter {
  static final String REASON = "ops-reject-reason";
  static final String DROPPED = "ops-reject-dropped";

  private static final int MOST_ATTRIBUTES = 100;
  private static final int LONGEST_KEY = 256;
  private static final int LONGEST_VALUE = 1024;

  /** A request may have ten million bytes, with the topic's name and what frames a message. */
  private static final int MOST_BYTES = 9_990_000;

  /** Pub/Sub takes no such attribute from anybody, and its client adds one to what it delivers. */
  private static final String GOOGLES = "goog";

  private DeadLetter() {}

  /** With all that fits. */
  static PubsubMessage of(PubsubMessage message, String reason) {
    List<String> theirs = theirs(message);
    List<String> fitting =
        theirs.stream().filter(key -> fits(key, message.getAttributesOrThrow(key))).toList();
    // Beside the reason there is room for one less than all; where some are left out, that is said.
    List<String> kept =
        fitting.size() == theirs.size() && theirs.size() < MOST_ATTRIBUTES
            ? fitting
            : fitting.stream().limit(MOST_ATTRIBUTES - 2).toList();
    PubsubMessage letter = letter(message, reason, kept, false);
    if (size(letter) <= MOST_BYTES) {
      return letter;
    }
    if (size(letter(message, reason, List.of(), false)) > MOST_BYTES) {
      return letter(message, reason, kept, true);
    }
    while (size(letter) > MOST_BYTES) {
      kept = kept.subList(0, kept.size() / 2);
      letter = letter(message, reason, kept, false);
    }
    return letter;
  }

  /** With the reason and nothing that the sender could have got wrong. */
  static PubsubMessage bare(PubsubMessage message, String reason) {
    return letter(message, reason, List.of(), true);
  }

  /** What the sender gave it, the most telling first. */
  private static List<String> theirs(PubsubMessage message) {
    return message.getAttributesMap().keySet().stream()
        .filter(key -> !key.startsWith(GOOGLES) && !key.equals(REASON) && !key.equals(DROPPED))
        .sorted(Comparator.comparingInt(DeadLetter::weight).thenComparing(key -> key))
        .toList();
  }

  private static PubsubMessage letter(
      PubsubMessage message, String reason, List<String> kept, boolean withoutData) {
    // Without ordering key: the topic is for people, and a key would let one failure hold others.
    PubsubMessage.Builder letter =
        PubsubMessage.newBuilder().putAttributes(REASON, shortened(reason, LONGEST_VALUE));
    kept.forEach(key -> letter.putAttributes(key, message.getAttributesOrThrow(key)));
    List<String> dropped = new ArrayList<>();
    int fewer = theirs(message).size() - kept.size();
    if (fewer > 0) {
      dropped.add(fewer + " attributes");
    }
    if (withoutData) {
      dropped.add(message.getData().size() + " bytes of data");
    } else {
      letter.setData(message.getData());
    }
    if (!dropped.isEmpty()) {
      letter.putAttributes(DROPPED, String.join(", ", dropped));
    }
    return letter.build();
  }

  /** What says which event it is goes last; what the worker never reads goes first. */
  private static int weight(String key) {
    String plain = key.toLowerCase(Locale.ROOT);
    if (plain.startsWith("ce-") || plain.replace("-", "").equals("contenttype")) {
      return 0;
    }
    return key.equals("job") || key.equals("key") || key.equals("scheduled") ? 1 : 2;
  }

  private static boolean fits(String key, String value) {
    return !key.isEmpty() && bytes(key) <= LONGEST_KEY && bytes(value) <= LONGEST_VALUE;
  }

  private static int size(PubsubMessage letter) {
    return PublishRequest.newBuilder().addMessages(letter).build().getSerializedSize();
  }

  private static String shortened(String text, int most) {
    String shorter = text;
    while (bytes(shorter) > most) {
      shorter = shorter.substring(0, shorter.length() * 9 / 10);
    }
    return shorter;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
