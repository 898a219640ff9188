package ai.coditect.ops.export.request;

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

/** Records a request for a copy that somebody brought in by hand. */
final class RequestCommand implements RoomCommand {
  private static final String ORGANIZATION = "organization";
  private static final String USER = "user";
  private static final String PROFILE = "profile";
  private static final String REQUESTED_AT = "requested-at";
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
            .among(List.of(Asked.ACCESS, Asked.PORTABILITY)),
        Argument.option(REQUESTED_AT, Type.INSTANT, "When they asked; now without."),
        Argument.option(
            ID, Type.UUID, "The request's own id, so that asking twice is asking once."),
        Argument.option(
            RECIPIENT, Type.TEXT, "Their age public key (age1...), which alone opens the package."),
        Argument.option(BY, Type.TEXT, "Your name, if it is not your login; it stays on record."));
  }

  @Override
  public Reply run(Given given, Room room) {
    Optional<String> recipient = given.text(RECIPIENT).map(String::strip);
    if (recipient.isPresent() && !Asked.isRecipient(recipient.get())) {
      return wrong("--recipient is no age public key.", "It is what \"age-keygen -y\" prints.");
    }
    ExportRequestStore store = room.get(ExportRequestStore.class);
    UUID id = given.uuid(ID).orElseGet(UUID::randomUUID);
    boolean known = store.find(id).isPresent();
    Instant now = given.now();
    Asked asked =
        new Asked(
            id,
            given.uuid(ORGANIZATION).orElseThrow(),
            given.uuid(USER),
            given.instant(REQUESTED_AT).orElse(now).truncatedTo(ChronoUnit.MICROS),
            given.text(PROFILE).orElse(Asked.ACCESS),
            recipient);
    String by = given.text(BY).map(String::strip).orElse(given.operator());
    Optional<Refusal> refusal = room.get(Reception.class).record(asked, by, now);
    if (refusal.isPresent()) {
      return refused(refusal.get());
    }
    Request request = store.find(id).orElseThrow();
    Map<String, Object> document = new LinkedHashMap<>(request.document(now));
    document.put("already", known);
    return Reply.done(
        document,
        List.of(
            "request " + id + (known ? " was on record already" : " is on record"),
            request.line(now),
            request.open()
                ? "The next gdpr-export answers it; \"run gdpr-export\" does it now."
                : "It has its answer."));
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
