package ai.coditect.ops.job.governor;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.job.command.StatedName;
import ai.coditect.ops.job.governor.GovernorStore.Approval;
import ai.coditect.ops.job.governor.GovernorStore.Run;
import ai.coditect.ops.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Four eyes: a parked run goes on when somebody else than who started it says so. */
final class ApproveCommand implements RoomCommand {
  private static final String BY = "by";
  private static final String RUN = "run";

  @Override
  public String name() {
    return "approve";
  }

  @Override
  public String description() {
    return "Let a parked run go on, as somebody else than who started it.";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.positional(RUN, Type.TEXT, "The run's id; see \"runs\"."),
        Argument.requiredOption(BY, Type.NAME, "Your name; it stays on record."));
  }

  @Override
  public Reply run(Given given, Room room) {
    GovernorStore store = room.get(GovernorStore.class);
    String typed = given.required(RUN).strip();
    String by = given.required(BY).strip();
    Optional<Run> found = id(typed).flatMap(store::find);
    if (found.isEmpty()) {
      return Reply.wrong(
          new Problem(
              "There is no run with this id.", "ops-worker approve", hint(store.runsOfKey(typed))));
    }
    Run run = found.get();
    if (run.approval().isPresent()
        && (run.outcome().equals("parked") || StatedName.same(run.approval().get().by(), by))) {
      return approved(run, run.approval().get(), "already approved");
    }
    if (!run.outcome().equals("parked")) {
      return notParked(run);
    }
    boolean samePerson = run.startedAs().filter(login -> store.isPersonsLogin(login)).isPresent();
    if (samePerson || run.startedBy().filter(starter -> StatedName.same(starter, by)).isPresent()) {
      return Reply.refused(
          new Problem(
              "who started a run cannot approve it.",
              where(run),
              "Ask somebody else to look at its plan and to approve it."));
    }
    boolean first = store.approve(run.id(), by, given.operator());
    Run now = store.find(run.id()).orElseThrow();
    return now.approval()
        .map(approval -> approved(now, approval, first ? "approved" : "already approved"))
        .orElseGet(() -> notParked(now));
  }

  private static Reply approved(Run run, Approval approval, String how) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("run", run.id().toString());
    document.put("job", run.job());
    document.put("key", run.key());
    document.put("outcome", run.outcome());
    document.put("startedBy", run.startedBy().orElse(null));
    document.put("approvedBy", approval.by());
    document.put("approvedAt", approval.at().toString());
    document.put("already", how.startsWith("already"));
    String next =
        run.outcome().equals("parked")
            ? "A serving worker goes on with it within seconds; without one, run \"run "
                + run.job()
                + " --key K\" with the same key."
            : "It is " + run.outcome() + " now.";
    return Reply.done(
        document,
        List.of(
            "run " + run.id() + ": " + how + " by " + approval.by() + " at " + approval.at(),
            "  job      " + run.job(),
            "  key      " + run.key(),
            next));
  }

  private static Reply notParked(Run run) {
    return Reply.refused(
        new Problem(
            "the run is " + run.outcome() + ", not parked.",
            where(run),
            "Approve only what waits for it; \"runs --job " + run.job() + "\" shows what does."));
  }

  private static String hint(List<UUID> runs) {
    return runs.isEmpty()
        ? "Take the id from \"runs --json\", or from what the parked run printed."
        : "That is the key of the run " + runs.get(0) + "; give the id.";
  }

  private static Optional<UUID> id(String text) {
    return Argument.positional(RUN, Type.UUID, "").fit(text).map(UUID::fromString);
  }

  private static String where(Run run) {
    return "run " + run.id();
  }
}
