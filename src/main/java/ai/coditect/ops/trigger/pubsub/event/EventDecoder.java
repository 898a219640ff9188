package ai.coditect.ops.trigger.pubsub.event;

import ai.coditect.ops.job.RunKey;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tells what a message is, in any of the forms it may have. */
public final class EventDecoder {
  /** An event carries ids, not contents: more than this is a mistake or an attack. */
  static final int MOST_BYTES = 1_000_000;

  private static final String CONTENT_TYPE = "contenttype";
  private static final ByteString BYTE_ORDER_MARK = ByteString.fromHex("EFBBBF");
  private static final String STRUCTURED = "application/cloudevents";
  private static final String BINARY = "ce-";
  private static final String PARAMETER = "param-";

  private final JsonMapper json =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  public Incoming decode(PubsubMessage message) {
    Map<String, String> attributes = message.getAttributesMap();
    String contentType = contentType(attributes).orElse("").toLowerCase(Locale.ROOT);
    if (message.getData().size() > MOST_BYTES) {
      Envelope envelope = binary(attributes);
      return invalid("its data is larger than " + MOST_BYTES + " bytes", envelope);
    }
    if (contentType.startsWith(STRUCTURED)) {
      return structured(contentType, message.getData());
    }
    if (attributes.keySet().stream().anyMatch(EventDecoder::isContext)) {
      return event(binary(attributes), message.getData());
    }
    if (attributes.containsKey(LogEntryReader.MARK)) {
      Parsed parsed = parse(message.getData());
      return parsed.tree() == null
          ? new Incoming.Invalid("it is a log entry, and " + parsed.wrong())
          : LogEntryReader.read(parsed.tree());
    }
    if (attributes.containsKey("job")) {
      return call(attributes, message.getMessageId());
    }
    if (contentType.isEmpty() && isStructured(message.getData())) {
      return structured(STRUCTURED, message.getData());
    }
    return new Incoming.Invalid(
        "it is neither a CloudEvent (attributes ce-id, ce-type and so on, or contentType"
            + " application/cloudevents+json) nor a Cloud Scheduler message (attribute job) nor a log entry (attribute "
            + LogEntryReader.MARK
            + ")");
  }

  /** The SDK for Go gave structured messages no attribute that says so, and some brokers do not. */
  private boolean isStructured(ByteString data) {
    JsonNode tree = parse(data).tree();
    return tree != null && tree.isObject() && tree.path("specversion").isString();
  }

  private static Envelope binary(Map<String, String> attributes) {
    Map<String, String> context = new HashMap<>();
    attributes.forEach(
        (name, value) -> {
          if (isContext(name)) {
            String plain = name.substring(BINARY.length()).toLowerCase(Locale.ROOT);
            // Of two that differ in case, the one that is spelled as the binding has it.
            if (name.equals(BINARY + plain)) {
              context.put(plain, value);
            } else {
              context.putIfAbsent(plain, value);
            }
          }
        });
    contentType(attributes).ifPresent(type -> context.put("datacontenttype", type));
    return new Envelope(context);
  }

  private static boolean isContext(String name) {
    return name.regionMatches(true, 0, BINARY, 0, BINARY.length());
  }

  /**
   * The binding for Pub/Sub has called it contentType and content-type, the SDK for Go writes
   * Content-Type. Of several, one that says "structured" counts.
   */
  private static Optional<String> contentType(Map<String, String> attributes) {
    return attributes.entrySet().stream()
        .filter(
            attribute ->
                attribute.getKey().replace("-", "").toLowerCase(Locale.ROOT).equals(CONTENT_TYPE))
        // Of those that say the same, the binding's own name.
        .sorted(Map.Entry.<String, String>comparingByKey().reversed())
        .map(Map.Entry::getValue)
        .filter(value -> !value.isBlank())
        .max(Comparator.comparing(value -> value.toLowerCase(Locale.ROOT).startsWith(STRUCTURED)));
  }

  private Incoming event(Envelope envelope, ByteString data) {
    List<String> problems = envelope.problems();
    if (!problems.isEmpty()) {
      return invalid(String.join("; ", problems), envelope);
    }
    Parsed parsed = parse(data);
    return parsed.tree() == null
        ? invalid(parsed.wrong(), envelope)
        : event(envelope.attributes(), parsed.tree());
  }

  private static Incoming event(Map<String, String> context, JsonNode data) {
    return new Incoming.Event(context.get("source"), context.get("id"), context.get("type"), data);
  }

  private Incoming structured(String contentType, ByteString body) {
    String format = contentType.split(";", 2)[0].strip();
    if (!format.equals(STRUCTURED) && !format.equals(STRUCTURED + "+json")) {
      return new Incoming.Invalid(
          "only single CloudEvents in JSON are understood, not batches or other formats");
    }
    Parsed parsed = parse(body);
    if (parsed.tree() == null) {
      return new Incoming.Invalid(parsed.wrong());
    }
    if (!parsed.tree().isObject()) {
      return new Incoming.Invalid("a structured CloudEvent is a JSON object");
    }
    Map<String, String> context = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : parsed.tree().properties()) {
      if (entry.getValue().isString()) {
        context.put(entry.getKey(), entry.getValue().stringValue());
      }
    }
    Envelope envelope = new Envelope(context);
    for (String name : List.of("specversion", "id", "source", "type", "time", "datacontenttype")) {
      JsonNode value = parsed.tree().get(name);
      // Null is as good as not there (CloudEvents, JSON Event Format, 2.2).
      if (value != null && !value.isNull() && !value.isString()) {
        return invalid("the CloudEvents attribute " + name + " is not a text", envelope);
      }
    }
    List<String> problems = envelope.problems();
    if (!problems.isEmpty()) {
      return invalid(String.join("; ", problems), envelope);
    }
    JsonNode data = parsed.tree().get("data");
    boolean missing = data == null || data.isNull();
    if (missing && context.containsKey("data_base64")) {
      return encoded(envelope);
    }
    return missing ? invalid("it has no data", envelope) : event(context, data);
  }

  private Incoming encoded(Envelope envelope) {
    try {
      byte[] data = Base64.getDecoder().decode(envelope.attributes().get("data_base64"));
      return event(envelope, ByteString.copyFrom(data));
    } catch (IllegalArgumentException e) {
      return invalid("data_base64 is not Base64", envelope);
    }
  }

  private static Incoming call(Map<String, String> attributes, String messageId) {
    if (attributes.containsKey("key") && attributes.containsKey("scheduled")) {
      return new Incoming.Invalid("it has both of the attributes key and scheduled");
    }
    String key = attributes.getOrDefault("key", RunKey.ofMessage(messageId));
    if (key.isBlank() || key.length() > 200 || key.chars().anyMatch(Character::isISOControl)) {
      return new Incoming.Invalid("the attribute key is not 1 to 200 plain characters");
    }
    if (attributes.containsKey("key") && RunKey.isReserved(attributes.get("job"), key)) {
      return new Incoming.Invalid(
          "the attribute key has the form of the keys that slots, events and the worker itself"
              + " have; for a slot give the attribute scheduled");
    }
    Optional<Instant> scheduled = Optional.empty();
    if (attributes.containsKey("scheduled")) {
      try {
        scheduled = Optional.of(OffsetDateTime.parse(attributes.get("scheduled")).toInstant());
      } catch (DateTimeException e) {
        return new Incoming.Invalid(
            "the attribute scheduled is not an instant such as 2026-01-31T02:00:00Z");
      }
    }
    Map<String, String> parameters = new TreeMap<>();
    attributes.forEach(
        (name, value) -> {
          if (name.startsWith(PARAMETER)) {
            parameters.put(name.substring(PARAMETER.length()), value);
          }
        });
    return new Incoming.Call(
        attributes.get("job"),
        RunKey.ofSender(key),
        Optional.ofNullable(attributes.get("schedule")),
        scheduled,
        parameters);
  }

  private record Parsed(@Nullable JsonNode tree, String wrong) {}

  private Parsed parse(ByteString given) {
    // A parser may pass over it (RFC 8259, 8.1), and some senders on Windows write it.
    ByteString data =
        given.startsWith(BYTE_ORDER_MARK) ? given.substring(BYTE_ORDER_MARK.size()) : given;
    if (data.isEmpty()) {
      return new Parsed(null, "it has no data");
    }
    if (!data.isValidUtf8()) {
      return new Parsed(null, "its data is not valid UTF-8");
    }
    String text = data.toStringUtf8();
    try {
      JsonNode tree = json.readTree(text);
      // Only an escape can bring such a character in: as itself it is no valid JSON or UTF-8.
      if (text.contains("\\u") && !Text.isStorable(tree)) {
        return new Parsed(null, "its data holds a NUL character or half a surrogate pair");
      }
      return new Parsed(tree, "");
    } catch (JacksonException e) {
      return new Parsed(
          null,
          "its data is not valid JSON"
              + (e.getLocation() == null
                  ? ""
                  : " (line %d, column %d)"
                      .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr())));
    }
  }

  private static Incoming.Invalid invalid(String reason, Envelope envelope) {
    return new Incoming.Invalid(reason, envelope.source(), envelope.id(), envelope.type());
  }
}
