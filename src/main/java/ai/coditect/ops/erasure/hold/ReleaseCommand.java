package ai.coditect.ops.erasure.hold;

import ai.coditect.ops.erasure.hold.LegalHold.Release;
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
import java.util.Optional;
import java.util.UUID;

/** What the hold protected is erased again when it is due. */
final class ReleaseCommand implements RoomCommand {
  private static final String HOLD = "hold";
  private static final String BY = "by";

  @Override
  public String name() {
    return "holds release";
  }

  @Override
  public String description() {
    return "End a hold; what it kept is erased within a minute, where it is due.";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.positional(HOLD, Type.UUID, "The hold's id; see \"holds list\"."),
        Argument.requiredOption(BY, Type.NAME, "Your name; it stays on record."));
  }

  @Override
  public Reply run(Given given, Room room) {
    LegalHoldStore store = room.get(LegalHoldStore.class);
    UUID id = given.uuid(HOLD).orElseThrow();
    boolean now = store.release(id, given.required(BY).strip());
    Optional<LegalHold> found = store.find(id);
    if (found.isEmpty()) {
      return Reply.wrong(
          new Problem(
              "There is no hold with this id.",
              "ops-worker holds release",
              "Take the id from \"holds list --all\"."));
    }
    LegalHold hold = found.get();
    Release release = hold.release().orElseThrow();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("hold", hold.document(given.now()));
    document.put("already", !now);
    String state =
        "hold "
            + id
            + ": "
            + (now ? "released by " : "already released by ")
            + release.by()
            + " at "
            + release.at();
    return Reply.done(
        document,
        now
            ? List.of(state, "A serving worker erases within a minute what is due and not held.")
            : List.of(state));
  }
}
