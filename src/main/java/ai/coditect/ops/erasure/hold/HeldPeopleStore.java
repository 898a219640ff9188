package ai.coditect.ops.erasure.hold;

import static ai.coditect.ops.database.Arrays.untyped;
import static ai.coditect.ops.database.Arrays.uuids;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.erasure.hold.HeldAddresses.Held;
import ai.coditect.ops.erasure.hold.LegalHold.Kind;
import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.privacy.address.AddressForm;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Whom holds protect. Addresses are only there as hashes, so that whoever has one is found by
 * reading everybody's; a page at a time, outside any transaction and beside every bite.
 */
final class HeldPeopleStore {
  private static final Sql PAGE = Sql.file("hold/page_people");
  private static final Sql LIST_PARTS = Sql.file("hold/list_parts");
  private static final Sql COUNT = Sql.file("hold/count_people");
  private static final Sql ARE_MORE = Sql.file("hold/are_more_people");
  private static final int MOST = 5_000;

  /** So many are looked up in every spelling, for whoever waits at a terminal. */
  private static final int MOST_IN_FULL = 5_000;

  private static final UUID FIRST = new UUID(0, 0);

  private final JdbcClient jdbc;
  private final HeldAddressStore addresses;

  HeldPeopleStore(JdbcClient jdbc, HeldAddressStore addresses) {
    this.jdbc = jdbc;
    this.addresses = addresses;
  }

  private record Stored(UUID id, UUID organization, String address, String lowered) {
    @Override
    public String toString() {
      return "Stored in " + organization;
    }
  }

  /** Somebody whom a hold protects. */
  record Found(UUID organization, UUID user) {}

  /** Whether there are more people than so many. */
  boolean moreThan(int people) {
    return jdbc.sql(ARE_MORE.text()).param("people", people).query(Boolean.class).single();
  }

  /** Whoever has an address that is to be held. */
  Set<Found> having(Held wanted, SubjectKey key) {
    HeldAddresses held = new HeldAddresses(List.of(wanted), key);
    Set<Found> found = new HashSet<>();
    everybody(
        wanted.organization(),
        person -> {
          if (!held.on(person.organization(), person.address(), person.lowered()).isEmpty()) {
            found.add(new Found(person.organization(), person.id()));
          }
        });
    return found;
  }

  /**
   * Whom each of these standing holds protects; a hold on an address is left out where the key of
   * its hash is not there.
   */
  Map<UUID, HeldPeople> of(List<LegalHold> holds, Optional<SubjectKey> key, Instant now) {
    Map<UUID, HeldPeople> people = new HashMap<>();
    holds.stream()
        .filter(hold -> hold.kind() != Kind.EMAIL)
        .forEach(hold -> people.put(hold.id(), new HeldPeople(new TreeMap<>())));
    jdbc.sql(COUNT.text())
        .param("holds", uuids(List.copyOf(people.keySet())))
        .query(
            row -> {
              people
                  .get(row.getObject("hold_id", UUID.class))
                  .byOrganization()
                  .put(row.getObject("organization_id", UUID.class), row.getLong("people"));
            });
    key.ifPresent(known -> byAddress(holds, known, now).forEach((id, f) -> people.put(id, sum(f))));
    return people;
  }

  private Map<UUID, Set<Found>> byAddress(List<LegalHold> holds, SubjectKey key, Instant now) {
    Set<UUID> asked =
        holds.stream()
            .filter(hold -> hold.kind() == Kind.EMAIL)
            .map(LegalHold::id)
            .collect(Collectors.toSet());
    List<Held> held =
        asked.isEmpty()
            ? List.of()
            : addresses.standing(now).stream()
                .filter(each -> asked.contains(each.hold()) && key.has(each.address().key()))
                .toList();
    Map<UUID, Set<Found>> found = new HashMap<>();
    held.forEach(each -> found.put(each.hold(), new HashSet<>()));
    if (held.isEmpty()) {
      return found;
    }
    add(found, held, key, false);
    List<Held> unproven =
        held.stream()
            .filter(each -> each.form() == AddressForm.LOWER_CASED)
            .filter(each -> found.get(each.hold()).isEmpty())
            .toList();
    if (!unproven.isEmpty() && !moreThan(MOST_IN_FULL)) {
      add(found, unproven, key, true);
    }
    jdbc.sql(LIST_PARTS.text())
        .param("holds", uuids(List.copyOf(found.keySet())))
        .query(
            row -> {
              found
                  .get(row.getObject("hold_id", UUID.class))
                  .add(
                      new Found(
                          row.getObject("organization_id", UUID.class),
                          row.getObject("id", UUID.class)));
            });
    return found;
  }

  private void add(Map<UUID, Set<Found>> found, List<Held> held, SubjectKey key, boolean all) {
    HeldAddresses byHash = new HeldAddresses(held, key);
    everybody(
        within(held),
        person ->
            byHash
                .on(person.organization(), person.address(), person.lowered(), all)
                .forEach(
                    each ->
                        found.get(each.hold()).add(new Found(person.organization(), person.id()))));
  }

  /** The one organization that all are in; empty when all people have to be looked at. */
  private static Optional<UUID> within(List<Held> held) {
    Set<Optional<UUID>> organizations =
        held.stream().map(Held::organization).collect(Collectors.toSet());
    return organizations.size() == 1 ? organizations.iterator().next() : Optional.empty();
  }

  static HeldPeople sum(Set<Found> found) {
    return new HeldPeople(
        found.stream()
            .collect(
                Collectors.groupingBy(Found::organization, TreeMap::new, Collectors.counting())));
  }

  private void everybody(Optional<UUID> organization, Consumer<Stored> each) {
    UUID after = FIRST;
    List<Stored> page;
    do {
      page =
          jdbc.sql(PAGE.text())
              .param("organization", untyped(organization.orElse(null)))
              .param("after", after)
              .param("most", MOST)
              .query(
                  (row, n) ->
                      new Stored(
                          row.getObject("id", UUID.class),
                          row.getObject("organization_id", UUID.class),
                          row.getString("address"),
                          row.getString("lowered")))
              .list();
      page.forEach(each);
      if (!page.isEmpty()) {
        after = page.get(page.size() - 1).id();
      }
    } while (page.size() == MOST);
  }
}
