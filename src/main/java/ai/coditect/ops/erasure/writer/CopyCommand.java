package ai.coditect.ops.erasure.writer;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.Map;

/** Says that this database is a copy. */
final class CopyCommand implements RoomCommand {
  private static final String BY = "by";

  @Override
  public String name() {
    return "ledger copy";
  }

  @Override
  public String description() {
    return "This database is a copy: it can be read, and never writes, erases or serves.";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(Argument.requiredOption(BY, Type.NAME, "Your name; it stays on record here."));
  }

  @Override
  public boolean needsLedger() {
    return true;
  }

  /** It is said of databases that may not write. */
  @Override
  public boolean writes() {
    return false;
  }

  @Override
  public Reply run(Given given, Room room) {
    if (room.get(OpenWritership.class).open().copy(given.required(BY))) {
      return Reply.done(
          Map.of("copy", true),
          List.of(
              "This database is a copy: it can be read, and never writes, erases or serves.",
              "It has to be said again when the database is copied anew."));
    }
    return Reply.refused(
        new Problem(
            "This database is the ledger's writer, so it is no copy.",
            "ops-worker ledger copy",
            "Check DB_NAME and DB_HOST or DB_INSTANCE. If another database is production now, run"
                + " \"ledger adopt --by NAME\" there first."));
  }
}
