package ai.coditect.ops.trigger.pubsub;

import ai.coditect.ops.job.EventIntake;
import ai.coditect.ops.job.EventIntake.InboundEvent;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.trigger.pubsub.event.EventDecoder;
import ai.coditect.ops.trigger.pubsub.event.EventSchemas;
import ai.coditect.ops.trigger.pubsub.event.Incoming;
import ai.coditect.ops.trigger.pubsub.event.RequestReader;
import com.google.pubsub.v1.PubsubMessage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Says what is to be done with a message, before any database is asked. */
final class Reader {
  private final EventDecoder decoder = new EventDecoder();
  private final EventSchemas schemas;
  private final RequestReader requests;
  private final Map<String, EventIntake> intakes = new TreeMap<>();

  Reader(EventSchemas schemas, RequestReader requests, List<EventIntake> intakes) {
    this.schemas = schemas;
    this.requests = requests;
    for (EventIntake intake : intakes) {
      if (this.intakes.putIfAbsent(intake.type(), intake) != null) {
        throw new IllegalStateException("two intakes take events of type " + intake.type());
      }
    }
  }

  sealed interface Wish {
    @Nullable String eventId();

    @Nullable String type();

    record Run(RunRequest request, String eventId, @Nullable String type) implements Wish {}

    record Note(EventIntake intake, InboundEvent event) implements Wish {
      @Override
      public String eventId() {
        return event.id();
      }

      @Override
      public String type() {
        return intake.type();
      }
    }

    record Nothing(String reason, @Nullable String eventId, @Nullable String type)
        implements Wish {}
  }

  Wish read(PubsubMessage message) {
    Incoming incoming = decoder.decode(message);
    if (incoming instanceof Incoming.Invalid invalid) {
      return new Wish.Nothing(invalid.reason(), invalid.id(), invalid.type());
    }
    if (incoming instanceof Incoming.Call call) {
      RequestReader.Reading reading = requests.read(call);
      return reading.request() == null
          ? new Wish.Nothing(reading.wrong(), null, null)
          : new Wish.Run(reading.request(), reading.request().key(), null);
    }
    return read((Incoming.Event) incoming);
  }

  private Wish read(Incoming.Event event) {
    Optional<String> misfit = schemas.misfit(event.type(), event.data());
    if (misfit.isPresent()) {
      return new Wish.Nothing(misfit.get(), event.id(), event.type());
    }
    EventIntake intake = intakes.get(event.type());
    if (intake != null) {
      return new Wish.Note(intake, new InboundEvent(event.id(), event.data().toString()));
    }
    if (!event.type().equals(RequestReader.RUN_REQUESTED)) {
      return new Wish.Nothing("this worker takes no events of its type", event.id(), event.type());
    }
    RequestReader.Reading reading = requests.read(event);
    return reading.request() == null
        ? new Wish.Nothing(reading.wrong(), event.id(), event.type())
        : new Wish.Run(reading.request(), event.id(), event.type());
  }
}
