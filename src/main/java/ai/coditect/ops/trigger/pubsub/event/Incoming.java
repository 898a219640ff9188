package ai.coditect.ops.trigger.pubsub.event;

import ai.coditect.ops.job.AuditLogIntake.AuditEntry;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a message turned out to be. */
public sealed interface Incoming {

  /** A CloudEvent whose envelope and JSON are in order; its data is not yet held to its schema. */
  record Event(String source, String id, String type, JsonNode data) implements Incoming {}

  /**
   * A Cloud Scheduler message.
   *
   * @param key as it is given, else the message's own
   * @param schedule which of the job's schedules it stands for, where there are several
   */
  record Call(
      String job,
      String key,
      Optional<String> schedule,
      Optional<Instant> scheduled,
      Map<String, String> parameters)
      implements Incoming {}

  /**
   * An entry of the audit log.
   *
   * @param logName and the other two identify it
   */
  record LogEntry(String logName, String insertId, Instant timestamp, AuditEntry entry)
      implements Incoming {}

  /**
   * A message that can never succeed.
   *
   * @param reason for a person, without anything of the message's content
   */
  record Invalid(String reason, @Nullable String source, @Nullable String id, @Nullable String type)
      implements Incoming {

    Invalid(String reason) {
      this(reason, null, null, null);
    }
  }
}
