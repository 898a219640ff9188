package ai.coditect.ops.erasure.purge;

import static ai.coditect.ops.database.Arrays.time;
import static ai.coditect.ops.database.Arrays.uuids;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.erasure.hold.HeldAddressStore;
import ai.coditect.ops.erasure.hold.HeldAddresses;
import ai.coditect.ops.erasure.purge.Obstacle.Reason;
import ai.coditect.ops.ledger.SubjectKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is held, asked inside the transaction that deletes. */
public final class HoldStore {
  private static final Sql FIND_OBSTRUCTED = Sql.file("erasure/find_obstructed_people");
  private static final Sql FIND_ORGANIZATIONS = Sql.file("erasure/find_organization_holds");

  private final JdbcClient jdbc;
  private final HeldAddressStore addresses;

  public HoldStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
    this.addresses = new HeldAddressStore(jdbc);
  }

  /** Those of the people who are held, or whose open export is waited for, with the reason. */
  Map<UUID, Obstacle> obstructed(
      List<Person> people, SubjectKey key, Instant asOf, boolean waitForExports) {
    Map<UUID, Obstacle> obstructed = new HashMap<>();
    jdbc.sql(FIND_OBSTRUCTED.text())
        .param("ids", uuids(people.stream().map(Person::id).toList()))
        .param("organizations", uuids(people.stream().map(Person::organization).toList()))
        .param("as_of", time(asOf))
        .param("wait_for_exports", waitForExports)
        .query(
            row -> {
              Reason reason = Reason.of(row.getString("reason"));
              obstructed.put(
                  row.getObject("id", UUID.class),
                  new Obstacle(
                      reason,
                      Optional.ofNullable(row.getObject("hold_id", UUID.class)),
                      Optional.ofNullable(row.getString("ground")).orElse(reason.word())));
            });
    HeldAddresses held = new HeldAddresses(addresses.standing(asOf), key);
    if (!held.isEmpty()) {
      people.forEach(
          person ->
              held.on(person.organization(), person.address(), person.lowered()).stream()
                  .findFirst()
                  .ifPresent(
                      hold ->
                          obstructed.put(
                              person.id(),
                              new Obstacle(Reason.HELD, Optional.of(hold.hold()), hold.ground()))));
    }
    return obstructed;
  }

  /** The hold on an organization as a whole. */
  Optional<Obstacle> onOrganization(UUID organization, Instant asOf) {
    return Optional.ofNullable(onOrganizations(Set.of(organization), asOf).get(organization));
  }

  /** The holds on organizations as a whole; none of those without one. */
  Map<UUID, Obstacle> onOrganizations(Set<UUID> organizations, Instant asOf) {
    Map<UUID, Obstacle> held = new HashMap<>();
    jdbc.sql(FIND_ORGANIZATIONS.text())
        .param("organizations", uuids(organizations))
        .param("as_of", time(asOf))
        .query(
            row -> {
              held.put(
                  row.getObject("organization_id", UUID.class),
                  new Obstacle(
                      Reason.HELD,
                      Optional.of(row.getObject("id", UUID.class)),
                      row.getString("ground")));
            });
    return held;
  }
}
