package ai.coditect.ops.erasure.request;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.privacy.request.RequestList;
import java.util.List;

/** What was asked, what became of it, and how many days the law leaves. */
final class ErasuresListCommand implements RoomCommand {

  @Override
  public String name() {
    return "erasures list";
  }

  @Override
  public String description() {
    return "List requests for erasure with the days left, the most urgent first.";
  }

  @Override
  public List<Argument> arguments() {
    return RequestList.arguments(
        List.of("waiting", "refused", "partly", "completed", "open"),
        "open is all that are not completed; of partly, other stores have not all answered.");
  }

  @Override
  public boolean writes() {
    return false;
  }

  @Override
  public Reply run(Given given, Room room) {
    return RequestList.reply(name(), given, room.get(RequestStore.class)::list);
  }
}
