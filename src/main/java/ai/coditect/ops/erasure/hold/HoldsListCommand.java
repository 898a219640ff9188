package ai.coditect.ops.erasure.hold;

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
import java.util.Optional;
import java.util.UUID;

/** Who and what is held, by whom, why and until when. */
final class HoldsListCommand implements RoomCommand {
  private static final String ALL = "all";
  private static final String ORGANIZATION = "organization";

  @Override
  public String name() {
    return "holds list";
  }

  @Override
  public String description() {
    return "Show the holds that stand.";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.option(ALL, Type.BOOLEAN, "Those that are over as well."),
        Argument.option(
            ORGANIZATION, Type.UUID, "Only what concerns this organization; addresses may."));
  }

  @Override
  public boolean writes() {
    return false;
  }

  @Override
  public Reply run(Given given, Room room) {
    Instant now = given.now();
    List<LegalHold> holds =
        room.get(LegalHoldStore.class)
            .list(given.uuid(ORGANIZATION), given.flag(ALL) ? Optional.empty() : Optional.of(now));
    Map<UUID, HeldPeople> people =
        room.get(HeldPeopleStore.class)
            .of(
                holds.stream().filter(hold -> hold.stands(now)).toList(),
                room.get(AddressHashes.class).key(),
                now);
    long unproven =
        holds.stream().filter(hold -> EarlierHoldsCheck.isUnproven(hold, people)).count();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put(
        "holds",
        holds.stream()
            .map(hold -> HeldPeople.document(hold, Optional.ofNullable(people.get(hold.id())), now))
            .toList());
    document.put("unproven", unproven);
    List<String> text = new ArrayList<>();
    holds.forEach(hold -> text.add(line(hold, people, now)));
    if (holds.isEmpty()) {
      text.add(given.flag(ALL) ? "There was never a hold." : "Nothing is held.");
    }
    if (unproven > 0) {
      Problem problem = EarlierHoldsCheck.problem(unproven);
      text.add(problem.what() + " " + problem.cure());
    }
    return Reply.done(document, text);
  }

  private static String line(LegalHold hold, Map<UUID, HeldPeople> people, Instant now) {
    return hold.stands(now)
        ? hold.line(now)
            + ", "
            + Optional.ofNullable(people.get(hold.id()))
                .map(HeldPeople::text)
                .orElse("not counted: OPS_SUBJECT_KEY is not set, or has not its key")
        : hold.line(now);
  }
}
