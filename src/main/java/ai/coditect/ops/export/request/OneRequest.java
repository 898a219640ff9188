package ai.coditect.ops.export.request;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.problem.Problem;
import java.time.Instant;
import java.util.List;

/** What somebody, who gives a name, does about one request. */
abstract class OneRequest implements RoomCommand {
  private static final String REQUEST = "request";
  private static final String BY = "by";

  @Override
  public final List<Argument> arguments() {
    return List.of(
        Argument.positional(REQUEST, Type.UUID, "The request's id; see \"exports list\"."),
        Argument.requiredOption(BY, Type.NAME, "Your name; it stays on record."));
  }

  @Override
  public final Reply run(Given given, Room room) {
    ExportRequestStore store = room.get(ExportRequestStore.class);
    return store
        .find(given.uuid(REQUEST).orElseThrow())
        .map(request -> run(request, given.required(BY).strip(), given.now(), store, room))
        .orElseGet(
            () ->
                Reply.wrong(
                    new Problem(
                        "There is no request with this id.",
                        "ops-worker " + name(),
                        "Take the id from \"exports list\".")));
  }

  abstract Reply run(
      ExportRequest request, String by, Instant now, ExportRequestStore store, Room room);

  static Reply refused(ExportRequest request, String what, String cure) {
    return Reply.refused(new Problem(what, "request " + request.id(), cure));
  }
}
