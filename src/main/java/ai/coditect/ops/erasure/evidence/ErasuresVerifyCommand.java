package ai.coditect.ops.erasure.evidence;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.TransientProblemsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says whether the two ledgers say the same, and what does not fit. */
final class ErasuresVerifyCommand implements RoomCommand {
  private static final int MOST_PRINTED = 20;

  @Override
  public String name() {
    return "erasures verify";
  }

  @Override
  public String description() {
    return "Read the whole ledger outside and hold it against the database.";
  }

  @Override
  public List<Argument> arguments() {
    return List.of();
  }

  @Override
  public boolean needsLedger() {
    return true;
  }

  @Override
  public boolean writes() {
    return false;
  }

  @Override
  public Reply run(Given given, Room room) {
    try {
      return reply(
          new Verification(room.get(OpenBook.class).open(), room.get(EvidenceStore.class))
              .verify());
    } catch (TransientProblemsException e) {
      // Nothing was found, neither good nor bad.
      return new Reply(1, Map.of(), List.of("not verified"), e.problems());
    } catch (ProblemsException e) {
      List<Problem> problems = e.problems();
      return new Reply(3, Map.of("sound", false), List.of("not verified"), problems);
    }
  }

  private static Map<String, Object> document(Verification.ForeignEntry entry) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("segment", entry.segment());
    document.put("entry", entry.entry());
    document.put("writer", entry.writer());
    document.put("deletion", entry.deletion().toString());
    return document;
  }

  private static Reply reply(Verification.Result result) {
    boolean sound = result.problems().isEmpty();
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("segment", result.head().segment());
    head.put("entry", result.head().sequence());
    head.put("hash", result.head().hash());
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("sound", sound);
    document.put("head", head);
    document.put("entries", result.entries());
    document.put("deletions", result.deletions());
    document.put("inFlight", result.inFlight());
    document.put("foreign", result.foreignCount());
    document.put(
        "foreignEntries", result.foreign().stream().map(ErasuresVerifyCommand::document).toList());
    List<String> text = new ArrayList<>();
    text.add(sound ? "sound: the ledger and the database say the same" : "NOT sound");
    text.add("  head       " + result.head());
    text.add("  entries    " + result.entries());
    text.add("  deletions  " + result.deletions());
    if (result.inFlight() > 0) {
      text.add("  in flight  " + result.inFlight());
    }
    if (result.foreignCount() > 0) {
      text.add("  foreign    " + result.foreignCount() + ": nobody is erased here on their word");
      result.foreign().stream()
          .limit(MOST_PRINTED)
          .forEach(
              each ->
                  text.add(
                      "             segment "
                          + each.segment()
                          + ", entry "
                          + each.entry()
                          + ", deletion "
                          + each.deletion()
                          + ", "
                          + (each.writer() == 0
                              ? "which names no writer"
                              : "whose writer adopted in segment " + each.writer())));
    }
    return new Reply(sound ? 0 : 3, document, text, result.problems());
  }
}
