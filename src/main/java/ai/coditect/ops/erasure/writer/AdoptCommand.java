package ai.coditect.ops.erasure.writer;

import ai.coditect.ops.erasure.writer.Writership.Adopted;
import ai.coditect.ops.erasure.writer.Writership.Others;
import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.ledger.Adoption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Makes this database the ledger's writer: it is production now. */
final class AdoptCommand implements RoomCommand {
  private static final String BY = "by";
  private static final String OTHERS = "others";

  @Override
  public String name() {
    return "ledger adopt";
  }

  @Override
  public String description() {
    return "This database is production now: it writes the ledger, and the old writer is refused.";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.requiredOption(BY, Type.NAME, "Your name; it stays on record here."),
        Argument.option(
                OTHERS,
                Type.WORD,
                "Whether erasures by writers that this database does not come from count here, or"
                    + " are foreign. Left out: they count for a database that never wrote, as one"
                    + " restored from theirs, and are foreign to one that comes back.")
            .among(List.of("count", "foreign")));
  }

  @Override
  public boolean needsLedger() {
    return true;
  }

  /** It is what lets the others write. */
  @Override
  public boolean writes() {
    return false;
  }

  @Override
  public Reply run(Given given, Room room) {
    Optional<Others> others =
        given.text(OTHERS).map(word -> Others.valueOf(word.toUpperCase(Locale.ROOT)));
    Adopted adopted = room.get(OpenWritership.class).open().adopt(given.required(BY), others);
    Adoption adoption = adopted.adoption();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("adopted", adopted.fresh());
    document.put("segment", adoption.segment());
    document.put("database", adoption.writer().database().toString());
    document.put("server", adoption.writer().server());
    document.put("counted", adopted.counted().stream().map(AdoptCommand::document).toList());
    document.put("foreign", adopted.foreign().stream().map(AdoptCommand::document).toList());
    List<String> text = new ArrayList<>();
    text.add(
        adopted.fresh()
            ? "adopted: this database writes the ledger from segment " + adoption.segment() + " on"
            : "nothing to do: this database writes the ledger since segment " + adoption.segment());
    text.add("  writer   " + adoption.writer().described());
    adopted.counted().forEach(each -> text.add("  counts   " + described(each)));
    adopted.foreign().forEach(each -> text.add("  foreign  " + described(each)));
    if (!adopted.foreign().isEmpty()) {
      text.add(
          "Nobody is erased here on the word of a foreign writer. If it was production meanwhile,"
              + " run \"ledger adopt --by NAME --others count\".");
    }
    if (adopted.fresh()) {
      text.add("Now run \"erasures replay --dry-run\": it says whom this database brought back.");
    }
    return Reply.done(document, text);
  }

  private static Map<String, Object> document(Adoption adoption) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("segment", adoption.segment());
    document.put("database", adoption.writer().database().toString());
    document.put("server", adoption.writer().server());
    return document;
  }

  private static String described(Adoption adoption) {
    return adoption.writer().described()
        + ", since segment "
        + adoption.segment()
        + ", "
        + adoption.at();
  }
}
