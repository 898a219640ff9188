package ai.coditect.ops.erasure.request;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.privacy.request.RequestList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was asked, what became of it, and how many days the law leaves. */
final class ErasuresListCommand implements RoomCommand {
  private static final int MOST = 50;

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
    RequestStore store = room.get(RequestStore.class);
    Reply reply = RequestList.reply(name(), given, store::list);
    if (reply.exitCode() != 0 || given.text("state").filter(s -> !s.equals("open")).isPresent()) {
      return reply;
    }
    List<LastingOrganization> lasting = store.lasting(given.uuid("organization"), MOST);
    Map<String, Object> document = new LinkedHashMap<>(reply.document());
    document.put("cannotEnd", lasting.stream().map(LastingOrganization::document).toList());
    List<String> text = new ArrayList<>(reply.text());
    if (!lasting.isEmpty()) {
      text.add("ended organizations that cannot go:");
      lasting.forEach(each -> text.add("  " + each.words()));
    }
    return Reply.done(document, text);
  }
}
