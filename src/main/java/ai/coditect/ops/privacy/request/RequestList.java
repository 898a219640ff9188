package ai.coditect.ops.privacy.request;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** How a command lists requests: some of them, the most urgent first. */
public final class RequestList {
  private static final String STATE = "state";
  private static final String ORGANIZATION = "organization";
  private static final String LIMIT = "limit";
  private static final long USUAL = 50;
  private static final long MOST = 10_000;

  private RequestList() {}

  /** A request as it is listed; whom it names stays in the database. */
  public interface Listed {

    Map<String, Object> document(Instant now);

    String line(Instant now);
  }

  /** Those of a state and of an organization, at most so many. */
  @FunctionalInterface
  public interface Finding<R extends Listed> {
    List<R> find(Optional<String> state, Optional<UUID> organization, int most);
  }

  public static List<Argument> arguments(List<String> states, String open) {
    return List.of(
        Argument.option(STATE, Type.TEXT, "Only these; " + open).among(states),
        Argument.option(ORGANIZATION, Type.UUID, "Only of this organization."),
        Argument.option(LIMIT, Type.INTEGER, "At most so many; 50 unless you say otherwise."));
  }

  public static <R extends Listed> Reply reply(String command, Given given, Finding<R> finding) {
    long limit = given.integer(LIMIT).orElse(USUAL);
    if (limit < 1 || limit > MOST) {
      return Reply.wrong(
          new Problem(
              "--limit is not a number from 1 to " + MOST + ".",
              "ops-worker " + command,
              "Narrow the list with --state and --organization."));
    }
    List<R> found = finding.find(given.text(STATE), given.uuid(ORGANIZATION), (int) limit + 1);
    List<R> shown = found.subList(0, (int) Math.min(limit, found.size()));
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
