package ai.coditect.ops.trigger.pubsub.event;

import ai.coditect.ops.job.AuditLogIntake.AuditEntry;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Reads what a log sink sends: one LogEntry as JSON, of which only an audit entry is of use. Who
 * did something stands in it too, and is never looked at.
 */
final class LogEntryReader {
  /** The attribute that a log sink gives to each of its messages. */
  static final String MARK = "logging.googleapis.com/timestamp";

  private static final String AUDIT = "type.googleapis.com/google.cloud.audit.AuditLog";
  private static final Pattern LOG_NAME =
      Pattern.compile(
          "(projects|organizations|folders|billingAccounts)/[^/@\\s]{1,100}/logs/[^/@\\s]{1,300}");
  private static final Pattern INSERT_ID = Pattern.compile("[A-Za-z0-9_.+=/-]{1,300}");

  private LogEntryReader() {}

  static Incoming read(JsonNode entry) {
    Optional<String> logName = text(entry, "/logName").filter(t -> LOG_NAME.matcher(t).matches());
    Optional<String> insertId =
        text(entry, "/insertId").filter(t -> INSERT_ID.matcher(t).matches());
    Optional<Instant> timestamp = text(entry, "/timestamp").flatMap(LogEntryReader::instant);
    if (logName.isEmpty() || insertId.isEmpty() || timestamp.isEmpty()) {
      return new Incoming.Invalid(
          "it is a log entry without what identifies it (logName, insertId and timestamp)");
    }
    if (!text(entry, "/protoPayload/@type").equals(Optional.of(AUDIT))) {
      return new Incoming.Invalid("it is a log entry, and none of the audit log (protoPayload)");
    }
    Optional<String> method = text(entry, "/protoPayload/methodName");
    Optional<String> resource = text(entry, "/protoPayload/resourceName");
    if (method.isEmpty() || resource.isEmpty()) {
      return new Incoming.Invalid(
          "it is an entry of the audit log without methodName or resourceName");
    }
    return new Incoming.LogEntry(
        logName.get(),
        insertId.get(),
        timestamp.get(),
        new AuditEntry(
            method.get(),
            resource.get(),
            texts(entry.at("/resource/labels")),
            texts(entry.at("/protoPayload/metadata"))));
  }

  private static Optional<String> text(JsonNode entry, String path) {
    JsonNode found = entry.at(path);
    return found.isString() ? Optional.of(found.stringValue()) : Optional.empty();
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new TreeMap<>();
    object
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isString()) {
                texts.put(field.getKey(), field.getValue().stringValue());
              }
            });
    return texts;
  }
}
