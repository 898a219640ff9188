package ai.coditect.ops.erasure.request;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.privacy.request.Refusal;
import ai.coditect.ops.problem.Problem;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Records a request that somebody brought in by hand. */
final class RequestCommand implements RoomCommand {
  private static final String ORGANIZATION = "organization";
  private static final String USER = "user";
  private static final String REQUEST = "request";
  private static final String BY = "by";

  @Override
  public String name() {
    return "erasures request";
  }

  @Override
  public String description() {
    return "Record a request for erasure here and now; its month begins.";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.requiredOption(ORGANIZATION, Type.UUID, "The organization."),
        Argument.option(USER, Type.UUID, "Who is to go; the whole deleted organization without."),
        Argument.option(
            REQUEST, Type.UUID, "The request's own id, so that asking twice is asking once."),
        Argument.requiredOption(BY, Type.TEXT, "Your name; it stays on record."));
  }

  @Override
  public Reply run(Given given, Room room) {
    RequestStore store = room.get(RequestStore.class);
    UUID id = given.uuid(REQUEST).orElseGet(UUID::randomUUID);
    boolean known = store.find(id).isPresent();
    Instant now = given.now().truncatedTo(ChronoUnit.MICROS);
    Asked asked = new Asked(id, given.uuid(ORGANIZATION).orElseThrow(), given.uuid(USER), now);
    Optional<Refusal> refusal =
        room.get(Reception.class).record(asked, given.required(BY).strip(), now);
    if (refusal.isPresent()) {
      return refused(refusal.get());
    }
    Request request = store.find(id).orElseThrow();
    Map<String, Object> document = new LinkedHashMap<>(request.document(now));
    document.put("already", known);
    String next =
        request.open()
            ? "The next gdpr-purge erases; \"run gdpr-purge requested-only=true\" does it now."
            : "Nothing is left to erase.";
    return Reply.done(
        document,
        List.of(
            "request " + id + (known ? " was on record already" : " is on record"),
            request.line(now),
            next));
  }

  private Reply refused(Refusal refusal) {
    Problem problem = new Problem(refusal.what() + ".", "ops-worker " + name(), refusal.cure());
    return refusal.guards() ? Reply.refused(problem) : Reply.wrong(problem);
  }
}
