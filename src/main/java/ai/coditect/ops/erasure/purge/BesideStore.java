package ai.coditect.ops.erasure.purge;

import static ai.coditect.ops.database.Arrays.time;
import static ai.coditect.ops.database.Arrays.uuids;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.erasure.plan.Hindrance;
import ai.coditect.ops.erasure.purge.Obstacle.Reason;
import ai.coditect.ops.erasure.statement.Statements;
import ai.coditect.ops.erasure.statement.Statements.Kind;
import ai.coditect.ops.erasure.statement.Statements.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What of others, or of a held project, would go or change with people. */
public final class BesideStore {
  private static final Sql FIND_PEOPLE = Sql.file("erasure/find_people");

  private final JdbcClient jdbc;

  public BesideStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Rows of somebody else, of another tenant or of nobody, that would be touched.
   *
   * @param other whose; empty where the row leads to nobody
   * @param tenant whose the row is, where it says so
   */
  record Touched(Person by, Optional<UUID> other, Optional<UUID> tenant) {}

  /**
   * Those who have rows in a held project, or would touch some, with the hold.
   *
   * @param ownOnly whether only rows that lead to them are asked for
   */
  Map<UUID, Obstacle> inHeldProjects(
      Statements statements, List<Person> people, boolean passOn, Instant asOf, boolean ownOnly) {
    Map<UUID, Obstacle> held = new HashMap<>();
    for (Statement statement : statements.of(Kind.IN_HELD_PROJECT)) {
      asked(statement, people, passOn)
          .param("as_of", time(asOf))
          .param("own_only", ownOnly)
          .query(
              row -> {
                held.putIfAbsent(
                    people.get(row.getInt("place") - 1).id(),
                    new Obstacle(
                        Reason.HELD,
                        Optional.of(row.getObject("hold_id", UUID.class)),
                        row.getString("ground")));
              });
    }
    return held;
  }

  /** Those of whom a row names another tenant, and would not stay there without them. */
  Map<UUID, Obstacle> ofAnotherTenant(Statements statements, List<Person> people, boolean passOn) {
    Map<UUID, Obstacle> found = new HashMap<>();
    for (Statement statement : statements.of(Kind.OF_ANOTHER_TENANT)) {
      asked(statement, people, passOn)
          .query(
              row -> {
                found.putIfAbsent(
                    people.get(row.getInt("place") - 1).id(),
                    Obstacle.of(Hindrance.stillIn(statement.table())));
              });
    }
    return found;
  }

  /** What would be touched beside the people's own in their organization. */
  List<Touched> touched(Statements statements, List<Person> people, boolean passOn) {
    List<Touched> touched = new ArrayList<>();
    for (Statement statement : statements.of(Kind.BESIDE_PEOPLE)) {
      asked(statement, people, passOn)
          .query(
              row -> {
                Person by = people.get(row.getInt("place") - 1);
                @Nullable UUID other = row.getObject("other", UUID.class);
                @Nullable UUID tenant = row.getObject("tenant", UUID.class);
                boolean elsewhere = tenant != null && !tenant.equals(by.organization());
                if (elsewhere || !by.id().equals(other)) {
                  touched.add(
                      new Touched(by, Optional.ofNullable(other), Optional.ofNullable(tenant)));
                }
              });
    }
    return touched;
  }

  /** Those of these people who are there. */
  List<Person> find(Collection<UUID> ids) {
    return jdbc.sql(FIND_PEOPLE.text()).param("ids", uuids(ids)).query(PeopleStore::person).list();
  }

  private JdbcClient.StatementSpec asked(Statement statement, List<Person> people, boolean passOn) {
    return jdbc.sql(statement.text())
        .param("ids", uuids(people.stream().map(Person::id).toList()))
        .param("organizations", uuids(people.stream().map(Person::organization).toList()))
        .param("pass_on", passOn);
  }
}
