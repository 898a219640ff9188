package ai.coditect.ops.erasure.propagation;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Does without a store's answers on a person's word, which stands on the certificates. */
final class WaiveCommand implements RoomCommand {
  private static final String STORE = "store";
  private static final String DELETION = "deletion";
  private static final String REASON = "reason";
  private static final String BY = "by";

  @Override
  public String name() {
    return "erasures waive";
  }

  @Override
  public String description() {
    return "Do without the answers of a store that cannot give them; on record, and certified so.";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.positional(STORE, Type.TEXT, "The store's name, declared or not."),
        Argument.option(DELETION, Type.UUID, "Only about this deletion."),
        Argument.requiredOption(REASON, Type.TEXT, "Why, as certificates say it; name nobody."),
        Argument.requiredOption(BY, Type.NAME, "Your name; it stays on record."));
  }

  @Override
  public Reply run(Given given, Room room) {
    String name = given.required(STORE);
    String reason = given.required(REASON).strip();
    if (reason.isEmpty()) {
      return Reply.wrong(
          new Problem("--reason is blank.", "ops-worker " + name(), "Say why, in some words."));
    }
    long waived =
        room.get(AskedStores.class).waive(name, given.uuid(DELETION), reason, given.required(BY));
    if (waived == 0) {
      return Reply.wrong(
          new Problem(
              "Nothing is open at a store of this name.",
              "ops-worker " + name(),
              "\"erasures list --state partly\" shows which stores are waited for."));
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("store", name);
    document.put("waived", waived);
    return Reply.done(
        document,
        List.of("The answers of the store " + name + " about " + waived + " erasures are waived."));
  }
}
