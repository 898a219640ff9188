package ai.coditect.ops.erasure.propagation;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.problem.DidYouMean;
import ai.coditect.ops.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts open questions to a store again: its event was lost, or the store was. */
final class AskAgainCommand implements RoomCommand {
  private static final String STORE = "store";
  private static final String DELETION = "deletion";

  @Override
  public String name() {
    return "erasures ask";
  }

  @Override
  public String description() {
    return "Ask another store again about every erasure that it has not acknowledged.";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.positional(STORE, Type.TEXT, "The store's name in participants.yaml."),
        Argument.option(DELETION, Type.UUID, "Only about this deletion."));
  }

  @Override
  public Reply run(Given given, Room room) {
    AskedStores stores = room.get(AskedStores.class);
    String name = given.required(STORE);
    if (!stores.names().contains(name)) {
      return Reply.wrong(
          new Problem(
              "There is no such store in jobs/participants.yaml.",
              "ops-worker " + name(),
              stores.names().isEmpty()
                  ? "It names none: this database is all there is."
                  : DidYouMean.cure(name, stores.names())));
    }
    long asked = stores.askAgain(name, given.uuid(DELETION));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("store", name);
    document.put("asked", asked);
    return Reply.done(
        document,
        List.of(
            asked == 0
                ? "Nothing is open at the store " + name + "."
                : "The store " + name + " is asked again about " + asked + " erasures."));
  }
}
