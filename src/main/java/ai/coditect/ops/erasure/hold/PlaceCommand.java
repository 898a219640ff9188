package ai.coditect.ops.erasure.hold;

import ai.coditect.ops.erasure.hold.HeldAddresses.Held;
import ai.coditect.ops.erasure.hold.HeldPeopleStore.Found;
import ai.coditect.ops.erasure.hold.LegalHold.Kind;
import ai.coditect.ops.erasure.hold.LegalHoldStore.Placed;
import ai.coditect.ops.erasure.hold.LegalHoldStore.Placing;
import ai.coditect.ops.erasure.hold.WantedHold.Hashed;
import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.privacy.address.AddressForm;
import ai.coditect.ops.problem.Problem;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Nothing of what a hold protects is erased from here on. */
final class PlaceCommand implements RoomCommand {
  private static final String USER = "user";
  private static final String EMAIL = "email";
  private static final String PROJECT = "project";
  private static final String ORGANIZATION = "organization";
  private static final String GROUND = "ground";
  private static final String BY = "by";
  private static final String UNTIL = "until";
  private static final String PLUS_ADDRESSES = "plus-addresses";
  private static final String EVEN_IF_NOBODY = "even-if-nobody";
  private static final Pattern ADDRESS =
      Pattern.compile(
          "([^@\\s\"<>()\\[\\]:;,\\\\]+|\"([^\"\\\\]|\\\\.)+\")@([^@\\s\"'<>()\\[\\]:;,\\\\]+|\\[[0-9A-Za-z.:]+])",
          Pattern.UNICODE_CHARACTER_CLASS);
  private static final int LONGEST_GROUND = 200;
  private static final int LONGEST_ADDRESS = 320;

  @Override
  public String name() {
    return "holds place";
  }

  @Override
  public String description() {
    return "Keep a person, an address, a project with its owner, or an organization from being"
        + " erased.";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.option(USER, Type.UUID, "The person to protect."),
        Argument.option(EMAIL, Type.TEXT, "Whoever has this address; only its hash is kept."),
        Argument.option(PROJECT, Type.UUID, "The project to protect, and its owner."),
        Argument.option(
            ORGANIZATION,
            Type.UUID,
            "Alone: the organization to protect with everybody; else where the target is."),
        Argument.requiredOption(GROUND, Type.TEXT, "Why; requests are answered with it."),
        Argument.requiredOption(BY, Type.NAME, "Your name; it stays on record."),
        Argument.option(UNTIL, Type.INSTANT, "When it ends by itself; left out: by release only."),
        Argument.option(
            PLUS_ADDRESSES,
            Type.BOOLEAN,
            "With --email: whoever has the address with any +tag as well."),
        Argument.option(
            EVEN_IF_NOBODY,
            Type.BOOLEAN,
            "With --email: place it though nobody has the address now."));
  }

  @Override
  public Reply run(Given given, Room room) {
    AddressHashes addresses = room.get(AddressHashes.class);
    List<Problem> problems = new ArrayList<>();
    List<String> targets =
        List.of(USER, EMAIL, PROJECT).stream()
            .filter(each -> given.text(each).isPresent())
            .toList();
    if (targets.size() > 1 || targets.isEmpty() && given.text(ORGANIZATION).isEmpty()) {
      problems.add(
          problem(
              targets.isEmpty() ? "Nothing to protect is given." : "More than one target is given.",
              "Give exactly one of --user, --email and --project, or --organization alone."));
    }
    checkAddress(given, addresses, problems);
    for (String only : List.of(PLUS_ADDRESSES, EVEN_IF_NOBODY)) {
      if (given.flag(only) && given.text(EMAIL).isEmpty()) {
        problems.add(
            problem("--" + only + " goes with --email only.", "Leave it out, or give an address."));
      }
    }
    checkGround(given.required(GROUND), problems);
    Instant now = given.now();
    if (given.instant(UNTIL).filter(end -> !end.isAfter(now)).isPresent()) {
      problems.add(
          problem(
              "--until does not lie in the future.",
              "Give a later instant, or leave it out and release the hold when it is over."));
    }
    if (!problems.isEmpty()) {
      return new Reply(2, Map.of(), List.of(), List.copyOf(problems));
    }
    return place(given, room, wanted(given, addresses), now);
  }

  private static Reply place(Given given, Room room, WantedHold wanted, Instant now) {
    LegalHoldStore store = room.get(LegalHoldStore.class);
    HeldPeopleStore people = room.get(HeldPeopleStore.class);
    Optional<SubjectKey> key =
        wanted.kind() == Kind.EMAIL ? room.get(AddressHashes.class).key() : Optional.empty();
    Optional<Placed> foreseen = store.foresee(wanted, now);
    if (foreseen.filter(placed -> placed.hold().isEmpty()).isPresent()) {
      return reply(wanted, foreseen.get(), HeldPeople.NOBODY, now);
    }
    Set<Found> found = key.map(known -> people.having(held(wanted), known)).orElse(Set.of());
    if (wanted.kind() == Kind.EMAIL
        && found.isEmpty()
        && foreseen.isEmpty()
        && !given.flag(EVEN_IF_NOBODY)
        && !given.confirms("Nobody has this address now. Hold it all the same?")) {
      return Reply.wrong(
          problem(
              "The address fits nobody; nothing is held.",
              "Check how it is spelt, or add --even-if-nobody to hold whoever will have it."));
    }
    Placed placed = store.place(wanted, found.stream().map(Found::user).toList(), now);
    HeldPeople protects =
        placed
            .hold()
            .flatMap(hold -> Optional.ofNullable(people.of(List.of(hold), key, now).get(hold.id())))
            .orElse(HeldPeople.NOBODY);
    return reply(wanted, placed, protects, now);
  }

  private static Held held(WantedHold wanted) {
    Hashed address = wanted.address().get(0);
    return new Held(
        new UUID(0, 0), wanted.organization(), address.form(), address.hash(), wanted.ground());
  }

  private static void checkAddress(Given given, AddressHashes addresses, List<Problem> problems) {
    Optional<String> address = given.text(EMAIL);
    if (address.isEmpty()) {
      return;
    }
    String text = Normalizer.normalize(address.get(), Normalizer.Form.NFKC).strip();
    if (!ADDRESS.matcher(text).matches()
        || !AddressForm.isWhole(text)
        || text.length() > LONGEST_ADDRESS) {
      problems.add(
          problem(
              "--email is not an address.",
              "Write one address as name@domain alone, without a display name, brackets or"
                  + " mailto:. Whoever has something else in its place is held with --user."));
    }
    if (!addresses.haveKey()) {
      problems.add(
          new Problem(
              "OPS_SUBJECT_KEY is not set, and an address is only kept as its keyed hash.",
              "ops-worker holds place",
              "Set it to the key of the worker that erases, or hold the person with --user."));
    }
  }

  private static void checkGround(String ground, List<Problem> problems) {
    String plain = Normalizer.normalize(ground, Normalizer.Form.NFKC);
    if (plain.isBlank()) {
      problems.add(problem("--ground is blank.", "Name the case."));
    }
    if (ground.strip().length() > LONGEST_GROUND) {
      problems.add(
          problem(
              "--ground is longer than " + LONGEST_GROUND + " characters.",
              "Name the case and keep the rest in its file."));
    }
    if (plain.contains("@")) {
      problems.add(
          problem(
              "--ground has an @ in it, and an address would stay on record.",
              "Name the case, not the person."));
    }
  }

  private static WantedHold wanted(Given given, AddressHashes addresses) {
    Optional<UUID> organization = given.uuid(ORGANIZATION);
    List<Hashed> address =
        given
            .text(EMAIL)
            .map(text -> addresses.hashes(text, given.flag(PLUS_ADDRESSES)))
            .orElse(List.of());
    Kind kind =
        given.text(USER).isPresent()
            ? Kind.USER
            : given.text(PROJECT).isPresent()
                ? Kind.PROJECT
                : address.isEmpty() ? Kind.ORGANIZATION : Kind.EMAIL;
    Optional<UUID> target =
        switch (kind) {
          case USER -> given.uuid(USER);
          case PROJECT -> given.uuid(PROJECT);
          case ORGANIZATION -> organization;
          case EMAIL -> Optional.empty();
        };
    return new WantedHold(
        kind,
        target,
        organization,
        address,
        given.required(GROUND).strip(),
        given.required(BY).strip(),
        given.instant(UNTIL));
  }

  private static Reply reply(WantedHold wanted, Placed placed, HeldPeople people, Instant now) {
    if (placed.how() == Placing.TARGET_UNKNOWN) {
      String what = wanted.kind() == Kind.EMAIL ? Kind.ORGANIZATION.word() : wanted.kind().word();
      return Reply.wrong(
          problem(
              "There is no " + what + " with this id.",
              "Take the id from the product. Somebody who was erased already cannot be held."));
    }
    if (placed.how() == Placing.OTHER_ORGANIZATION) {
      return Reply.wrong(
          problem(
              "The " + wanted.kind().word() + " is of another organization.",
              "Check both ids, or leave --organization out."));
    }
    if (placed.how() == Placing.GATE_BUSY) {
      return new Reply(
          1,
          Map.of(),
          List.of(),
          List.of(
              problem(
                  "The erasure that is under way did not let the hold in; nothing is held.",
                  "Run the same command again; \"destruction pause --by NAME\" before it makes way.")));
    }
    boolean already = placed.how() == Placing.STOOD_ALREADY;
    Map<String, Object> document = new LinkedHashMap<>();
    LegalHold hold = placed.hold().orElseThrow();
    document.put("hold", HeldPeople.document(hold, Optional.of(people), now));
    document.put("already", already);
    return Reply.done(
        document,
        List.of(
            already ? "This hold stands already." : "The hold is placed.",
            hold.line(now) + ", " + people.text()));
  }

  private static Problem problem(String what, String cure) {
    return new Problem(what, "ops-worker holds place", cure);
  }
}
