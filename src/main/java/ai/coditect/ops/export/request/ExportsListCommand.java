package ai.coditect.ops.export.request;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.privacy.request.RequestList;
import java.util.List;

/** Which copies were asked for, where they are, and how many days the law leaves. */
final class ExportsListCommand implements RoomCommand {

  @Override
  public String name() {
    return "exports list";
  }

  @Override
  public String description() {
    return "List requests for copies with the days left, the most urgent first.";
  }

  @Override
  public List<Argument> arguments() {
    return RequestList.arguments(
        List.of(
            "requested", "running", "ready", "delivered", "expired", "failed", "cancelled", "open"),
        "open is all that still wait for an answer.");
  }

  @Override
  public boolean writes() {
    return false;
  }

  @Override
  public Reply run(Given given, Room room) {
    return RequestList.reply(name(), given, room.get(ExportRequestStore.class)::list);
  }
}
