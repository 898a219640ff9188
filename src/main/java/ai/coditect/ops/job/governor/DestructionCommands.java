package ai.coditect.ops.job.governor;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.job.governor.GovernorStore.Switch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The kill switch: pause, resume, status. */
final class DestructionCommands {
  private static final String BY = "by";
  private static final String REASON = "reason";
  private static final Argument NAME =
      Argument.requiredOption(BY, Type.NAME, "Your name; it stays on record.");

  private DestructionCommands() {}

  static final class Pause implements RoomCommand {
    @Override
    public String name() {
      return "destruction pause";
    }

    @Override
    public String description() {
      return "Hold all destructive work back, on every worker, within one bite.";
    }

    @Override
    public List<Argument> arguments() {
      return List.of(
          NAME, Argument.option(REASON, Type.TEXT, "Why, for those who find it paused."));
    }

    /** The switch turns whatever the ledger says. */
    @Override
    public boolean writes() {
      return false;
    }

    @Override
    public Reply run(Given given, Room room) {
      GovernorStore store = room.get(GovernorStore.class);
      boolean turned = store.turn(true, given.required(BY).strip(), given.text(REASON));
      return reply(store.read(), turned, "Running destructive work stops within one bite.");
    }
  }

  static final class Resume implements RoomCommand {
    @Override
    public String name() {
      return "destruction resume";
    }

    @Override
    public String description() {
      return "Let destructive work go on.";
    }

    @Override
    public List<Argument> arguments() {
      return List.of(NAME);
    }

    /** The switch turns whatever the ledger says. */
    @Override
    public boolean writes() {
      return false;
    }

    @Override
    public Reply run(Given given, Room room) {
      GovernorStore store = room.get(GovernorStore.class);
      boolean turned = store.turn(false, given.required(BY).strip(), java.util.Optional.empty());
      return reply(
          store.read(), turned, "A serving worker goes on with what was held back within seconds.");
    }
  }

  static final class Status implements RoomCommand {
    @Override
    public String name() {
      return "destruction status";
    }

    @Override
    public String description() {
      return "Show whether destructive work is held back.";
    }

    @Override
    public List<Argument> arguments() {
      return List.of();
    }

    /** The switch turns whatever the ledger says. */
    @Override
    public boolean writes() {
      return false;
    }

    @Override
    public Reply run(Given given, Room room) {
      return reply(room.get(GovernorStore.class).read(), false, "");
    }
  }

  private static Reply reply(Switch now, boolean turned, String consequence) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("paused", now.paused());
    document.put("by", now.by().orElse(null));
    document.put("since", now.since().map(Object::toString).orElse(null));
    document.put("reason", now.reason().orElse(null));
    document.put("changed", turned);
    String state = "Destruction is " + describe(now) + ".";
    return Reply.done(document, turned ? List.of(state, consequence) : List.of(state));
  }

  static String describe(Switch now) {
    return now.paused()
        ? "paused by "
            + now.by().orElse("nobody known")
            + now.since().map(at -> " since " + at).orElse("")
            + now.reason().map(why -> " (" + why + ")").orElse("")
        : "not paused";
  }
}
