package ai.coditect.ops.erasure.request;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.problem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Two further months, once, where a request is complex (GDPR Art. 12(3)). */
final class ExtendCommand implements RoomCommand {
  private static final String REQUEST = "request";
  private static final String REASON = "reason";
  private static final String BY = "by";

  @Override
  public String name() {
    return "erasures extend";
  }

  @Override
  public String description() {
    return "Extend the time of a request by two months, once, before its first month is over.";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.positional(REQUEST, Type.UUID, "The request's id; see \"erasures list\"."),
        Argument.requiredOption(REASON, Type.TEXT, "Why, as the person is told."),
        Argument.requiredOption(BY, Type.NAME, "Your name; it stays on record."));
  }

  @Override
  public Reply run(Given given, Room room) {
    RequestStore store = room.get(RequestStore.class);
    UUID id = given.uuid(REQUEST).orElseThrow();
    Instant now = given.now();
    boolean extended =
        store.extend(id, given.required(REASON).strip(), given.required(BY).strip(), now);
    Optional<ErasureRequest> found = store.find(id);
    if (found.isEmpty()) {
      return Reply.wrong(
          new Problem(
              "There is no request with this id.",
              "ops-worker " + name(),
              "Take the id from \"erasures list\"."));
    }
    ErasureRequest request = found.get();
    return extended
        ? Reply.done(
            request.document(now),
            List.of(
                "request " + id + " is due at " + request.due() + " now",
                "Tell the person why, before " + request.firstDue() + " (GDPR Art. 12(3))."))
        : refused(request);
  }

  private static Reply refused(ErasureRequest request) {
    String what;
    if (request.partly()) {
      what = "the request is answered here, and waits for other stores only.";
    } else if (!request.open()) {
      what = "the request is completed.";
    } else if (request.extended().isPresent()) {
      what = "the request was extended already, until " + request.due() + ".";
    } else {
      what = "its time was over at " + request.firstDue() + ".";
    }
    return Reply.refused(
        new Problem(
            what,
            "request " + request.id(),
            "The law extends a request once, and only before its first month is over."));
  }
}
