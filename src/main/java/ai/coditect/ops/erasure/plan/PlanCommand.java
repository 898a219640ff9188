package ai.coditect.ops.erasure.plan;

import ai.coditect.ops.erasure.propagation.OtherStores;
import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What a run plans to take, for whoever is to approve it, and whom it left. */
final class PlanCommand implements RoomCommand {
  private static final String RUN = "run";
  private static final String PEOPLE = "people";
  private static final int MOST = 10_000;

  @Override
  public String name() {
    return "erasures plan";
  }

  @Override
  public String description() {
    return "Show what a run plans to erase by tenant and table, and whom it left.";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.positional(RUN, Type.UUID, "The run's id; see \"runs\"."),
        Argument.option(PEOPLE, Type.BOOLEAN, "Name the users it left by their ids."));
  }

  @Override
  public boolean writes() {
    return false;
  }

  @Override
  public Reply run(Given given, Room room) {
    UUID id = given.uuid(RUN).orElseThrow();
    PlannedStore store = room.get(PlannedStore.class);
    Optional<PlannedStore.Run> run = store.run(id);
    if (run.isEmpty()) {
      return Reply.wrong(
          new Problem(
              "There is no run with this id.",
              "ops-worker " + name(),
              "Take the id from \"runs --json\", or from what the parked run printed."));
    }
    String table = room.get(MappedDatabase.class).map().subject().table();
    List<Tally> tallies = room.get(PlanStore.class).tallies(id, table);
    List<Left> found = store.left(id, given.flag(PEOPLE), MOST + 1);
    List<Left> left = found.subList(0, Math.min(MOST, found.size()));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("run", id.toString());
    document.put("job", run.get().job());
    document.put("key", run.get().key());
    document.put("outcome", run.get().outcome());
    document.put("asOf", run.get().asOf().toString());
    document.put("planned", tallies.stream().map(PlanCommand::document).toList());
    document.put("left", left.stream().map(PlanCommand::document).toList());
    document.put("more", found.size() > MOST);
    List<String> stores = room.get(OtherStores.class).names();
    document.put("storesToAsk", stores);
    List<String> lines = new ArrayList<>();
    lines.add("run " + id + " of " + run.get().job() + ": " + run.get().outcome());
    lines.add("planned:" + (tallies.isEmpty() ? " nothing" : ""));
    tallies.forEach(tally -> lines.add(line(tally)));
    if (!stores.isEmpty()) {
      lines.add("other stores that are asked to erase the same: " + String.join(", ", stores));
    }
    lines.add("left:" + (left.isEmpty() ? " nobody" : ""));
    left.forEach(each -> lines.add(line(each)));
    if (found.size() > MOST) {
      lines.add("  and others");
    }
    return Reply.done(document, lines);
  }

  private static Map<String, Object> document(Tally tally) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("organization", tally.organization().toString());
    fields.put("table", tally.table());
    fields.put("planned", tally.planned());
    fields.put("present", tally.present().orElse(null));
    fields.put("usual", tally.usual().orElse(null));
    return fields;
  }

  private static String line(Tally tally) {
    return "  "
        + tally.organization()
        + "  "
        + tally.table()
        + "  "
        + tally.planned()
        + tally.present().map(present -> " of " + present).orElse("")
        + tally.usual().map(u -> String.format(Locale.ROOT, ", usually %.1f", u)).orElse("");
  }

  private static Map<String, Object> document(Left left) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("organization", left.organization().toString());
    left.user().ifPresent(user -> fields.put("user", user.toString()));
    fields.put("wholeOrganization", left.wholeOrganization());
    fields.put("reason", left.reason());
    fields.put("hold", left.hold().map(UUID::toString).orElse(null));
    left.request().ifPresent(request -> fields.put("request", request.toString()));
    fields.put("by", left.by().map(Hindrance::document).orElse(null));
    fields.put("count", left.people());
    return fields;
  }

  private static String line(Left left) {
    return "  "
        + left.organization()
        + "  "
        + (left.wholeOrganization()
            ? "the organization"
            : left.user().map(user -> "user " + user).orElse(left.people() + " people"))
        + ": "
        + left.reason()
        + left.hold().map(hold -> " by hold " + hold).orElse("")
        + left.by()
            .map(by -> left.ofOthers() ? " in " + by.table().orElse("") : " by " + by.words())
            .orElse("")
        + left.request().map(request -> ", request " + request).orElse("");
  }
}
