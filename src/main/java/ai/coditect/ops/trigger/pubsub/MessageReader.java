package ai.coditect.ops.trigger.pubsub;

import ai.coditect.ops.job.AuditLogIntake;
import ai.coditect.ops.job.EventIntake;
import ai.coditect.ops.job.EventIntake.InboundEvent;
import ai.coditect.ops.job.RunKey;
import ai.coditect.ops.job.RunQueue.FormerKey;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.trigger.pubsub.event.EventDecoder;
import ai.coditect.ops.trigger.pubsub.event.EventSchemas;
import ai.coditect.ops.trigger.pubsub.event.Incoming;
import ai.coditect.ops.trigger.pubsub.event.RequestReader;
import com.google.pubsub.v1.PubsubMessage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Says what is to be done with a message, before any database is asked. */
final class MessageReader {
  private final EventDecoder decoder = new EventDecoder();
  private final EventSchemas schemas;
  private final RequestReader requests;
  private final Map<String, EventIntake> intakes = new TreeMap<>();

  private final Map<String, AuditLogIntake> logs = new TreeMap<>();

  MessageReader(
      EventSchemas schemas,
      RequestReader requests,
      List<EventIntake> intakes,
      List<AuditLogIntake> logs) {
    for (AuditLogIntake log : logs) {
      if (this.logs.putIfAbsent(log.method(), log) != null) {
        throw new IllegalStateException("two intakes take log entries of " + log.method());
      }
    }
    this.schemas = schemas;
    this.requests = requests;
    for (EventIntake intake : intakes) {
      if (this.intakes.putIfAbsent(intake.type(), intake) != null) {
        throw new IllegalStateException("two intakes take events of type " + intake.type());
      }
    }
  }

  /** What an event calls itself; nothing of it where a message is none. */
  record Label(@Nullable String source, @Nullable String id, @Nullable String type) {
    private static final Label NONE = new Label(null, null, null);

    private static Label of(Incoming.Event event) {
      return new Label(event.source(), event.id(), event.type());
    }
  }

  sealed interface Wish {
    Label label();

    record Run(RunRequest request, Optional<FormerKey> former, Label label) implements Wish {}

    record Note(EventIntake intake, InboundEvent event, Label label) implements Wish {}

    record Nothing(String reason, Label label) implements Wish {}

    /** Understood, and nothing is to be done. */
    record Ignored(String why, Label label) implements Wish {}
  }

  Wish read(PubsubMessage message) {
    Incoming incoming = decoder.decode(message);
    if (incoming instanceof Incoming.Invalid invalid) {
      return new Wish.Nothing(
          invalid.reason(), new Label(invalid.source(), invalid.id(), invalid.type()));
    }
    if (incoming instanceof Incoming.Call call) {
      boolean ownKey = call.key().equals(RunKey.ofMessage(message.getMessageId()));
      return run(
          requests.read(call),
          ownKey && call.scheduled().isEmpty()
              ? Optional.of(formerly(message.getMessageId(), message))
              : Optional.empty(),
          Label.NONE);
    }
    if (incoming instanceof Incoming.LogEntry entry) {
      return read(entry);
    }
    return read((Incoming.Event) incoming, message);
  }

  private Wish read(Incoming.LogEntry entry) {
    String method = entry.entry().method();
    AuditLogIntake intake = logs.get(method);
    if (intake == null) {
      return logs.keySet().stream().anyMatch(known -> isOfOneService(known, method))
          ? new Wish.Ignored("no job takes log entries of this method", Label.NONE)
          : new Wish.Nothing(
              "no job takes log entries of its service; narrow the filter of the log sink",
              Label.NONE);
    }
    AuditLogIntake.Taken taken = intake.take(entry.entry());
    if (taken instanceof AuditLogIntake.Ignored ignored) {
      return new Wish.Ignored(ignored.why(), Label.NONE);
    }
    if (taken instanceof AuditLogIntake.Odd odd) {
      return new Wish.Nothing(odd.reason(), Label.NONE);
    }
    AuditLogIntake.Asks asks = (AuditLogIntake.Asks) taken;
    // The three together identify an entry, however often the sink sends it.
    String key = RunKey.ofLogEntry(entry.logName(), entry.insertId(), entry.timestamp());
    return run(requests.read(asks.job(), key, asks.parameters()), Optional.empty(), Label.NONE);
  }

  private static boolean isOfOneService(String one, String other) {
    return one.split("\\.", 2)[0].equals(other.split("\\.", 2)[0]);
  }

  private Wish read(Incoming.Event event, PubsubMessage message) {
    Label label = Label.of(event);
    Optional<String> misfit = schemas.misfit(event.type(), event.data());
    if (misfit.isPresent()) {
      return new Wish.Nothing(misfit.get(), label);
    }
    EventIntake intake = intakes.get(event.type());
    if (intake != null) {
      return new Wish.Note(
          intake, new InboundEvent(event.source(), event.id(), event.data().toString()), label);
    }
    if (!event.type().equals(RequestReader.RUN_REQUESTED)) {
      return new Wish.Nothing("this worker takes no events of its type", label);
    }
    return run(requests.read(event), Optional.of(formerly(event.id(), message)), label);
  }

  private static Wish run(RequestReader.Reading reading, Optional<FormerKey> former, Label label) {
    return reading.request() == null
        ? new Wish.Nothing(reading.wrong(), label)
        : new Wish.Run(reading.request(), former, label);
  }

  /** Versions before 2026-11-27 took the bare id for the key. */
  private static FormerKey formerly(String key, PubsubMessage message) {
    return new FormerKey(
        key,
        Instant.ofEpochSecond(
            message.getPublishTime().getSeconds(), message.getPublishTime().getNanos()));
  }
}
