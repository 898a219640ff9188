package ai.coditect.ops.export.request;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.UUID;

/** Has a request tried again, now. */
final class RetryCommand implements RoomCommand {
  private static final String REQUEST = "request";
  private static final String BY = "by";

  @Override
  public String name() {
    return "exports retry";
  }

  @Override
  public String description() {
    return "Have a failed or waiting request for a copy tried again now.";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.positional(REQUEST, Type.UUID, "The request's id; see \"exports list\"."),
        Argument.requiredOption(BY, Type.TEXT, "Your name; it stays on record."));
  }

  @Override
  public Reply run(Given given, Room room) {
    ExportRequestStore store = room.get(ExportRequestStore.class);
    UUID id = given.uuid(REQUEST).orElseThrow();
    boolean retried = store.retry(id, given.required(BY).strip(), given.now());
    return store
        .find(id)
        .map(request -> retried ? retried(request, given) : refused(request))
        .orElseGet(() -> unknown(name()));
  }

  private static Reply retried(Request request, Given given) {
    return Reply.done(
        request.document(given.now()),
        List.of(
            "request " + request.id() + " is tried again",
            "A serving worker does it within a minute; \"run gdpr-export\" does it now."));
  }

  private static Reply refused(Request request) {
    boolean gone = request.failed() || request.state().equals("requested");
    return Reply.refused(
        new Problem(
            gone ? "whom it names is not there any more." : "it is " + request.state() + ".",
            "request " + request.id(),
            gone
                ? "Nothing is left to copy; tell who asked."
                : "Only what failed or waits for its next try is tried again; record a new request"
                    + " with \"exports request\" for a new copy."));
  }

  static Reply unknown(String command) {
    return Reply.wrong(
        new Problem(
            "There is no request with this id.",
            "ops-worker " + command,
            "Take the id from \"exports list\"."));
  }
}
