package ai.coditect.ops.erasure.purge;

import static ai.coditect.ops.database.Arrays.time;
import static ai.coditect.ops.database.Arrays.uuids;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.erasure.purge.Obstacle.Reason;
import ai.coditect.ops.ledger.SubjectHash;
import ai.coditect.ops.ledger.SubjectKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is held, asked inside the transaction that deletes. */
public final class HoldStore {
  private static final Sql FIND_OBSTRUCTED = Sql.file("erasure/find_obstructed_people");
  private static final Sql LIST_ADDRESSES = Sql.file("erasure/list_address_holds");
  private static final Sql FIND_ORGANIZATION = Sql.file("erasure/find_organization_hold");

  private final JdbcClient jdbc;

  public HoldStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  private record AddressHold(
      UUID id, @Nullable UUID organization, SubjectHash address, String ground) {}

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
    List<AddressHold> addresses = addresses(asOf);
    if (!addresses.isEmpty()) {
      people.forEach(
          person ->
              addressHold(person, addresses, key)
                  .ifPresent(hold -> obstructed.put(person.id(), hold)));
    }
    return obstructed;
  }

  private List<AddressHold> addresses(Instant asOf) {
    return jdbc.sql(LIST_ADDRESSES.text())
        .param("as_of", time(asOf))
        .query(
            (row, n) ->
                new AddressHold(
                    row.getObject("id", UUID.class),
                    row.getObject("organization_id", UUID.class),
                    new SubjectHash(row.getString("email_key"), row.getString("email_hash")),
                    row.getString("ground")))
        .list();
  }

  private static Optional<Obstacle> addressHold(
      Person person, List<AddressHold> holds, SubjectKey key) {
    List<SubjectHash> written = key.addresses(person.address());
    return holds.stream()
        .filter(
            hold ->
                hold.organization() == null || hold.organization().equals(person.organization()))
        .filter(hold -> written.contains(hold.address()))
        .findFirst()
        .map(hold -> new Obstacle(Reason.HELD, Optional.of(hold.id()), hold.ground()));
  }

  /** The hold on an organization as a whole. */
  Optional<Obstacle> onOrganization(UUID organization, Instant asOf) {
    return jdbc.sql(FIND_ORGANIZATION.text())
        .param("organization", organization)
        .param("as_of", time(asOf))
        .query(
            (row, n) ->
                new Obstacle(
                    Reason.HELD,
                    Optional.of(row.getObject("id", UUID.class)),
                    row.getString("ground")))
        .optional();
  }
}
