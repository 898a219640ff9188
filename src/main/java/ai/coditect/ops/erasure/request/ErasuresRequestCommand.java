package ai.coditect.ops.erasure.request;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.privacy.request.Refusal;
import ai.coditect.ops.privacy.request.TypedRequest;
import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Records a request that somebody brought in by hand. */
final class ErasuresRequestCommand implements RoomCommand {
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
    return "Record a request for erasure; its month began when they asked.";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.requiredOption(ORGANIZATION, Type.UUID, "The organization."),
        Argument.option(USER, Type.UUID, "Who is to go; the whole deleted organization without."),
        TypedRequest.requestedAt(),
        Argument.option(
            REQUEST, Type.UUID, "The request's own id, so that asking twice is asking once."),
        Argument.requiredOption(BY, Type.NAME, "Your name; it stays on record."));
  }

  @Override
  public Reply run(Given given, Room room) {
    RequestStore store = room.get(RequestStore.class);
    UUID id = given.uuid(REQUEST).orElseGet(UUID::randomUUID);
    boolean known = store.find(id).isPresent();
    AskedErasure asked =
        new AskedErasure(
            id,
            given.uuid(ORGANIZATION).orElseThrow(),
            given.uuid(USER),
            TypedRequest.askedAt(given));
    Optional<Refusal> refusal =
        room.get(ErasureReception.class).record(asked, given.required(BY).strip(), given.now());
    if (refusal.isPresent()) {
      return refused(refusal.get());
    }
    ErasureRequest request = store.find(id).orElseThrow();
    String next =
        request.partly()
            ? "Nothing is left to erase here; other stores are asked, see \"erasures list\"."
            : request.open()
                ? "The next gdpr-purge erases; \"run gdpr-purge requested-only=true\" does it now."
                : "Nothing is left to erase.";
    return TypedRequest.recorded(
        given, id, known, request, request.requestedAt(), request.term(), next);
  }

  private Reply refused(Refusal refusal) {
    Problem problem = new Problem(refusal.what() + ".", "ops-worker " + name(), refusal.cure());
    return refusal.guards() ? Reply.refused(problem) : Reply.wrong(problem);
  }
}
