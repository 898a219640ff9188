package ai.coditect.ops.erasure.replay;

import ai.coditect.ops.job.JobRunner;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Erases again whom a restored backup brought back. */
final class ReplayCommand implements RoomCommand {
  private static final String JOB = "erasure-replay";
  private static final String BY = "by";
  private static final String DRY_RUN = "dry-run";

  @Override
  public String name() {
    return "erasures replay";
  }

  @Override
  public String description() {
    return "Erase again whom a restored backup brought back, by the ledger outside.";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.option(BY, Type.NAME, "Your name; it stays on record."),
        Argument.option(DRY_RUN, Type.BOOLEAN, "Print what would go, and change nothing."));
  }

  @Override
  public boolean needsLedger() {
    return true;
  }

  /** Its run is asked, which may be a dry one. */
  @Override
  public boolean writes() {
    return false;
  }

  @Override
  public Reply run(Given given, Room room) {
    ReplayStore store = room.get(ReplayStore.class);
    boolean dryRun = given.flag(DRY_RUN);
    // A key of its own each time: after a second restore the same ledger is replayed again. Only
    // what somebody approved goes on under the key that was approved.
    String key = store.approvedKey(JOB).orElseGet(() -> "replay-" + UUID.randomUUID());
    RunResult result =
        room.get(JobRunner.class)
            .run(
                new RunRequest(
                    JOB,
                    key,
                    Origin.COMMAND,
                    Optional.empty(),
                    Map.of(),
                    dryRun,
                    Optional.of(given.text(BY).orElse(given.operator()))));
    return reply(result, dryRun, result.run().map(store::summary));
  }

  private static Reply reply(
      RunResult result, boolean dryRun, Optional<ReplayStore.Summary> summary) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("run", result.run().map(Object::toString).orElse(null));
    document.put("key", result.key());
    document.put("outcome", result.outcome().label());
    document.put("dryRun", dryRun);
    document.put("changed", result.changed().byKind());
    List<String> text = new ArrayList<>();
    text.add("erasure replay: " + (dryRun ? "dry run, " : "") + result.outcome().label());
    result.run().ifPresent(run -> text.add("  run       " + run));
    summary.ifPresent(
        found -> {
          document.put("found", found.back());
          document.put("erasedAgain", found.back() - found.remains());
          document.put("alreadyAbsent", found.absent());
          document.put("registeredAnew", found.anew());
          document.put("held", found.held());
          document.put("remain", found.remains());
          text.add("  found     " + found.back() + " who were erased before");
          text.add("  erased    " + (found.back() - found.remains()) + " of them again");
          text.add("  absent    " + found.absent() + " others, as they should be");
          text.add("  anew      " + found.anew() + " who came later; untouched");
          text.add("  remain    " + found.remains() + ", of them held " + found.held());
        });
    result
        .changed()
        .byKind()
        .forEach(
            (kind, rows) ->
                text.add("  " + (dryRun ? "would be" : "changed") + "  " + rows + " " + kind));
    return new Reply(result.outcome().exitCode(), document, text, result.problems());
  }
}
