package ai.coditect.ops.trigger.pubsub;

import ai.coditect.ops.job.EventIntake;
import ai.coditect.ops.job.EventIntake.InboundEvent;
import ai.coditect.ops.job.RunQueue;
import ai.coditect.ops.job.RunQueue.Queued;
import ai.coditect.ops.trigger.pubsub.MessageReader.Wish;
import ai.coditect.ops.trigger.pubsub.RejectedEventStore.RejectedEvent;
import com.google.pubsub.v1.PubsubMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes a batch of messages durable: all of it in one transaction when nothing is wrong. */
final class MessageIntake {
  private static final Logger LOG = LoggerFactory.getLogger(MessageIntake.class);

  private static final String OTHER_PARAMETERS =
      "its source and id, its key or its slot are on record for a run of this job with other"
          + " parameters. Give each event an id of its own";

  private final MessageReader reader;
  private final RunQueue queue;
  private final RejectedEventStore rejectedEvents;
  private final TransactionTemplate transaction;
  private final String subscription;

  MessageIntake(
      MessageReader reader,
      RunQueue queue,
      RejectedEventStore rejectedEvents,
      TransactionTemplate transaction,
      String subscription) {
    this.reader = reader;
    this.queue = queue;
    this.rejectedEvents = rejectedEvents;
    this.transaction = transaction;
    this.subscription = subscription;
  }

  /** What became of a message. */
  sealed interface Verdict {
    /** Durable: acknowledge it. */
    record Recorded() implements Verdict {}

    /** Stored as rejected: send it to the dead letters, then acknowledge it. */
    record Rejected(String reason) implements Verdict {}

    /** Nothing is stored: it must come again. */
    record Failed(BatchFailure failure, Throwable thrown) implements Verdict {}
  }

  /** Fails while nothing can be recorded because the database is away. */
  void probe() {
    transaction.executeWithoutResult(status -> rejectedEvents.probe());
  }

  private record Item(int place, PubsubMessage message, Wish wish) {}

  /** One verdict for each message, in their order. Never throws for what a message says. */
  List<Verdict> take(List<PubsubMessage> messages) {
    Verdict[] verdicts = new Verdict[messages.size()];
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      try {
        items.add(new Item(i, messages.get(i), reader.read(messages.get(i))));
      } catch (RuntimeException | StackOverflowError e) {
        // Reading never throws for what a message says, so this is a bug: only its message waits.
        verdicts[i] = new Verdict.Failed(BatchFailure.UNKNOWN, e);
      }
    }
    if (!items.isEmpty()) {
      record(items, verdicts);
    }
    return List.of(verdicts);
  }

  private void record(List<Item> items, Verdict[] verdicts) {
    Map<Integer, String> rejected;
    try {
      rejected = transaction.execute(status -> write(items));
    } catch (RuntimeException | Error e) {
      separate(items, verdicts, e);
      return;
    }
    try {
      // After the commit and before the acknowledgement: a crash in between brings the events
      // again.
      items.stream()
          .filter(item -> !rejected.containsKey(item.place()))
          .map(Item::wish)
          .filter(Wish.Note.class::isInstance)
          .map(wish -> ((Wish.Note) wish).intake())
          .distinct()
          .filter(EventIntake::nudges)
          .forEach(intake -> queue.nudge(intake.job(), intake.nudgeWith()));
    } catch (RuntimeException e) {
      // Recorded they are, but nobody would work on them now.
      items.forEach(item -> verdicts[item.place()] = new Verdict.Failed(BatchFailure.DATABASE, e));
      return;
    }
    for (Item item : items) {
      String reason = rejected.get(item.place());
      verdicts[item.place()] =
          reason == null ? new Verdict.Recorded() : new Verdict.Rejected(reason);
    }
  }

  private Map<Integer, String> write(List<Item> items) {
    Map<Integer, String> rejected = new LinkedHashMap<>();
    Map<EventIntake, List<Item>> notes = new LinkedHashMap<>();
    for (Item item : items) {
      if (item.wish() instanceof Wish.Ignored ignored) {
        LOG.atInfo()
            .addKeyValue("messageId", item.message().getMessageId())
            .addKeyValue("why", ignored.why())
            .log("log entry ignored");
      } else if (item.wish() instanceof Wish.Nothing nothing) {
        rejected.put(item.place(), nothing.reason());
      } else if (item.wish() instanceof Wish.Run run) {
        if (queue.add(run.request(), run.former()) == Queued.OTHER_PARAMETERS) {
          rejected.put(item.place(), OTHER_PARAMETERS);
        }
      } else if (item.wish() instanceof Wish.Note note) {
        notes.computeIfAbsent(note.intake(), intake -> new ArrayList<>()).add(item);
      }
    }
    notes.forEach((intake, noted) -> rejected.putAll(write(intake, noted)));
    rejectedEvents.add(
        subscription,
        items.stream()
            .filter(item -> rejected.containsKey(item.place()))
            .map(item -> row(item, rejected.get(item.place())))
            .toList());
    return rejected;
  }

  private static Map<Integer, String> write(EventIntake intake, List<Item> items) {
    // Each as it came: only its room can tell whether two events are one, and their ids may clash.
    List<InboundEvent> events =
        items.stream().map(item -> ((Wish.Note) item.wish()).event()).toList();
    Map<Integer, String> rejected = new LinkedHashMap<>();
    intake
        .record(events)
        .forEach(
            rejection -> rejected.put(items.get(rejection.place()).place(), rejection.reason()));
    return rejected;
  }

  /** Halves a batch that failed until the culprit is alone, unless the database is the culprit. */
  private void separate(List<Item> items, Verdict[] verdicts, Throwable thrown) {
    BatchFailure failure = BatchFailure.of(thrown);
    if (failure == BatchFailure.DATABASE) {
      items.forEach(item -> verdicts[item.place()] = new Verdict.Failed(failure, thrown));
    } else if (items.size() > 1) {
      record(items.subList(0, items.size() / 2), verdicts);
      record(items.subList(items.size() / 2, items.size()), verdicts);
    } else if (failure == BatchFailure.DATA) {
      reject(items.get(0), verdicts, BatchFailure.state(thrown));
    } else {
      verdicts[items.get(0).place()] = new Verdict.Failed(failure, thrown);
    }
  }

  private void reject(Item item, Verdict[] verdicts, String state) {
    String reason = "the database refuses its data (SQLSTATE " + state + ")";
    try {
      transaction.executeWithoutResult(
          status -> rejectedEvents.add(subscription, List.of(row(item, reason))));
      verdicts[item.place()] = new Verdict.Rejected(reason);
    } catch (RuntimeException e) {
      verdicts[item.place()] = new Verdict.Failed(BatchFailure.DATABASE, e);
    }
  }

  private static RejectedEvent row(Item item, String reason) {
    return new RejectedEvent(item.message(), reason, item.wish().label());
  }
}
