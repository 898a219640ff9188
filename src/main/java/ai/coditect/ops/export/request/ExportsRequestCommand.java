package ai.coditect.ops.export.request;

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

/** Records a request for a copy that somebody brought in by hand. */
final class ExportsRequestCommand implements RoomCommand {
  private static final String ORGANIZATION = "organization";
  private static final String USER = "user";
  private static final String PROFILE = "profile";
  private static final String ID = "id";
  private static final String RECIPIENT = "recipient";
  private static final String BY = "by";

  @Override
  public String name() {
    return "exports request";
  }

  @Override
  public String description() {
    return "Record a request for a copy of a person's or an organization's data.";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.requiredOption(ORGANIZATION, Type.UUID, "The organization."),
        Argument.option(USER, Type.UUID, "Whose data; the whole organization's without."),
        Argument.option(
                PROFILE,
                Type.TEXT,
                "access (GDPR Art. 15, unless you say otherwise): everything; portability"
                    + " (Art. 20): what was provided.")
            .among(List.of(AskedCopy.ACCESS, AskedCopy.PORTABILITY)),
        TypedRequest.requestedAt(),
        Argument.option(
            ID, Type.UUID, "The request's own id, so that asking twice is asking once."),
        Argument.option(
            RECIPIENT, Type.TEXT, "Their age public key (age1...), which alone opens the package."),
        Argument.option(BY, Type.NAME, "Your name, if it is not your login; it stays on record."));
  }

  @Override
  public Reply run(Given given, Room room) {
    Optional<String> recipient = given.text(RECIPIENT).map(String::strip);
    Optional<Problem> misfit = recipient.flatMap(AskedCopy::misfit);
    if (misfit.isPresent()) {
      return wrong("--recipient: " + misfit.get().what(), misfit.get().cure());
    }
    ExportRequestStore store = room.get(ExportRequestStore.class);
    UUID id = given.uuid(ID).orElseGet(UUID::randomUUID);
    boolean known = store.find(id).isPresent();
    AskedCopy asked =
        new AskedCopy(
            id,
            given.uuid(ORGANIZATION).orElseThrow(),
            given.uuid(USER),
            TypedRequest.askedAt(given),
            given.text(PROFILE).orElse(AskedCopy.ACCESS),
            recipient);
    String by = given.text(BY).map(String::strip).orElse(given.operator());
    Optional<Refusal> refusal = room.get(ExportReception.class).record(asked, by, given.now());
    if (refusal.isPresent()) {
      return refused(refusal.get());
    }
    ExportRequest request = store.find(id).orElseThrow();
    return TypedRequest.recorded(
        given,
        id,
        known,
        request,
        request.requestedAt(),
        request.term(),
        request.open()
            ? "The next gdpr-export answers it; \"run gdpr-export\" does it now."
            : "It has its answer.");
  }

  private Reply refused(Refusal refusal) {
    return refusal.guards()
        ? Reply.refused(new Problem(refusal.what() + ".", "ops-worker " + name(), refusal.cure()))
        : wrong(refusal.what() + ".", refusal.cure());
  }

  private Reply wrong(String what, String cure) {
    return Reply.wrong(new Problem(what, "ops-worker " + name(), cure));
  }
}
