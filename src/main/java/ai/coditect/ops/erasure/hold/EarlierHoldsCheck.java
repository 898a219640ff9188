package ai.coditect.ops.erasure.hold;

import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A hold whose address was hashed by a version before the normal form may have been typed in a way
 * that is not looked up; then it protects nobody, and only its hash is left.
 */
final class EarlierHoldsCheck implements Check {
  /** Each is looked up in dozens of spellings. */
  private static final int MOST_PEOPLE = 50_000;

  private final LegalHoldStore holds;
  private final HeldPeopleStore people;
  private final AddressHashes addresses;
  private final Clock clock;

  EarlierHoldsCheck(
      LegalHoldStore holds, HeldPeopleStore people, AddressHashes addresses, Clock clock) {
    this.holds = holds;
    this.people = people;
    this.addresses = addresses;
    this.clock = clock;
  }

  @Override
  public String claim() {
    return "each hold that an earlier version placed on an address fits somebody";
  }

  @Override
  public Finding examine() {
    Instant now = clock.instant();
    List<LegalHold> earlier =
        holds.list(Optional.empty(), Optional.of(now)).stream()
            .filter(LegalHold::isOfEarlierVersion)
            .toList();
    if (earlier.isEmpty()) {
      return Finding.ok("none stands");
    }
    Optional<SubjectKey> key = addresses.key();
    if (key.isEmpty()) {
      return Finding.notApplicable(
          "OPS_SUBJECT_KEY is not set, so nobody can be looked up; " + earlier.size() + " stand");
    }
    if (people.moreThan(MOST_PEOPLE)) {
      return Finding.notApplicable(
          "not looked up here beside more than "
              + MOST_PEOPLE
              + " people; "
              + earlier.size()
              + " stand, and \"holds list\" names those that fit nobody");
    }
    Map<UUID, HeldPeople> found = people.of(earlier, key, now);
    long unproven = earlier.stream().filter(hold -> isUnproven(hold, found)).count();
    return unproven == 0
        ? Finding.ok(earlier.size() + " stand")
        : Finding.failed(List.of(problem(unproven)));
  }

  /** Whether it is known to be of an earlier version and to fit nobody. */
  static boolean isUnproven(LegalHold hold, Map<UUID, HeldPeople> people) {
    return hold.isOfEarlierVersion()
        && Optional.ofNullable(people.get(hold.id()))
            .filter(found -> found.total() == 0)
            .isPresent();
  }

  static Problem problem(long unproven) {
    return new Problem(
        "Hold not proven to fit: "
            + unproven
            + (unproven == 1 ? " hold" : " holds")
            + " on addresses, hashed by an earlier version as they were typed then, fit nobody in"
            + " any spelling that is looked up. Whoever is meant may be erased.",
        "ops-worker holds list",
        "Place each anew with \"holds place --email ADDRESS --ground TEXT --by NAME\"; if that does"
            + " not answer that it stands already, end the old one with \"holds release HOLD --by"
            + " NAME\".");
  }
}
