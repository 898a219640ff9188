package ai.coditect.ops.erasure.request;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was asked, what became of it, and how many days the law leaves. */
final class ListCommand implements RoomCommand {
  private static final String STATE = "state";
  private static final String ORGANIZATION = "organization";
  private static final String LIMIT = "limit";
  private static final long USUAL = 50;
  private static final long MOST = 10_000;

  @Override
  public String name() {
    return "erasures list";
  }

  @Override
  public String description() {
    return "List requests for erasure with the days left, the most urgent first.";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.option(STATE, Type.TEXT, "Only these; open is all that are not completed.")
            .among(List.of("waiting", "refused", "completed", "open")),
        Argument.option(ORGANIZATION, Type.UUID, "Only of this organization."),
        Argument.option(LIMIT, Type.INTEGER, "At most so many; 50 unless you say otherwise."));
  }

  @Override
  public Reply run(Given given, Room room) {
    long limit = given.integer(LIMIT).orElse(USUAL);
    if (limit < 1 || limit > MOST) {
      return Reply.wrong(
          new Problem(
              "--limit is not a number from 1 to " + MOST + ".",
              "ops-worker " + name(),
              "Narrow the list with --state and --organization."));
    }
    List<Request> found =
        room.get(RequestStore.class)
            .list(given.text(STATE), given.uuid(ORGANIZATION), (int) limit + 1);
    List<Request> shown = found.subList(0, (int) Math.min(limit, found.size()));
    Instant now = given.now();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("requests", shown.stream().map(request -> request.document(now)).toList());
    document.put("more", found.size() > limit);
    List<String> lines = new ArrayList<>();
    shown.forEach(request -> lines.add(request.line(now)));
    if (shown.isEmpty()) {
      lines.add("There is no such request.");
    }
    if (found.size() > limit) {
      lines.add("There are more; raise --limit.");
    }
    return Reply.done(document, lines);
  }
}
