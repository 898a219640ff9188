package ai.coditect.ops.erasure.purge;

import static ai.coditect.ops.database.Arrays.texts;
import static ai.coditect.ops.database.Arrays.untyped;
import static ai.coditect.ops.database.Arrays.uuids;
import static java.util.stream.Collectors.toList;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.erasure.plan.Candidate;
import ai.coditect.ops.erasure.plan.Hindrance;
import ai.coditect.ops.erasure.plan.PlanStore;
import ai.coditect.ops.erasure.purge.Obstacle.Reason;
import ai.coditect.ops.erasure.statement.CountStore.PersonCounts;
import ai.coditect.ops.erasure.statement.Statements;
import ai.coditect.ops.erasure.statement.Statements.Kind;
import ai.coditect.ops.erasure.statement.Statements.Statement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/** The rows of people, and what is said about them where they are due. */
public final class PeopleStore {
  private static final Sql ENTER_GATE = Sql.file("erasure/enter_gate");
  private static final Sql LOCK = Sql.file("erasure/lock_people");
  private static final Sql LOCK_OF_ORGANIZATION = Sql.file("erasure/lock_people_of_organization");
  private static final Sql FIND_HEIRS = Sql.file("erasure/find_heirs");
  private static final Sql FIND_ENDING = Sql.file("erasure/find_ending_organizations");
  private static final Sql FORGET_IN_PLANS = Sql.file("erasure/forget_in_plans");
  private static final Sql CANCEL_EXPORTS = Sql.file("erasure/cancel_exports");
  private static final Sql ANSWER = Sql.file("erasure/answer_requests");
  private static final Sql REFUSE = Sql.file("erasure/refuse_requests");
  private static final Sql KEEP_OPEN = Sql.file("erasure/keep_requests_open");
  private static final Sql FIND_KEPT = Sql.file("erasure/find_kept_of_organization");
  private static final Sql LEAVE = Sql.file("erasure/leave_people");
  private static final Sql FIND_HOLD = Sql.file("erasure/find_hold_of_left");

  private final JdbcClient jdbc;

  public PeopleStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Enters the gate beside other bites, and names the deletion to the audit triggers. */
  void enterGate(UUID deletion) {
    jdbc.sql(ENTER_GATE.text()).param("deletion", deletion.toString()).query(row -> {});
  }

  /** Locks those whose rows are as they were planned. */
  List<Person> lock(List<Candidate> planned) {
    return jdbc.sql(LOCK.text())
        .param("ids", uuids(planned.stream().map(c -> c.user().orElseThrow()).toList()))
        .param("versions", texts(planned.stream().map(Candidate::version).toList()))
        .query(PeopleStore::person)
        .list();
  }

  /** Locks some of an organization whom the run has not left. */
  List<Person> lockOfOrganization(UUID organization, UUID run, int most) {
    return jdbc.sql(LOCK_OF_ORGANIZATION.text())
        .param("organization", organization)
        .param("run_id", run)
        .param("most", most)
        .query(PeopleStore::person)
        .list();
  }

  static Person person(ResultSet row, int number) throws SQLException {
    return new Person(
        row.getObject("id", UUID.class),
        row.getObject("organization_id", UUID.class),
        row.getString("address"),
        row.getString("lowered"));
  }

  /** Those who own what only passes to somebody else. */
  Set<UUID> whoNeedAnHeir(Statements statements, Collection<UUID> ids) {
    Set<UUID> needing = new HashSet<>();
    for (Statement statement : statements.of(Kind.WHO_NEEDS_AN_HEIR)) {
      needing.addAll(jdbc.sql(statement.text()).param("ids", uuids(ids)).query(UUID.class).list());
    }
    return needing;
  }

  /** The heir of each organization that has one. */
  Map<UUID, UUID> heirs(Set<UUID> organizations, Collection<UUID> without) {
    Map<UUID, UUID> heirs = new HashMap<>();
    jdbc.sql(FIND_HEIRS.text())
        .param("organizations", uuids(organizations))
        .param("ids", uuids(without))
        .query(
            row -> {
              heirs.put(
                  row.getObject("organization_id", UUID.class), row.getObject("id", UUID.class));
            });
    return heirs;
  }

  /** Those of these organizations that a run is taking away, people first. */
  Set<UUID> ending(Set<UUID> organizations) {
    return jdbc.sql(FIND_ENDING.text())
        .param("organizations", uuids(organizations))
        .query(UUID.class)
        .set();
  }

  /** People who go, in the form that every statement takes them, made once a try. */
  static final class Going {
    private final Map<String, Object> parameters;
    private final List<UUID> organizations;

    /**
     * @param pseudonyms what stands for each person where rows stay
     * @param heirs who takes over from each person; null where nothing is to take over
     * @param passOn whether what belongs to the organization passes to its OWNER
     */
    Going(
        List<UUID> ids,
        List<UUID> organizations,
        List<UUID> pseudonyms,
        List<UUID> heirs,
        boolean passOn) {
      this.organizations = organizations;
      this.parameters =
          Map.of(
              "pass_on", passOn,
              "ids", uuids(ids),
              "organizations", uuids(organizations),
              "pseudonyms", uuids(pseudonyms),
              "heirs", uuids(heirs));
    }

    PersonCounts counts() {
      return new PersonCounts(organizations);
    }
  }

  /** Runs one statement of the map, and adds the rows of each person. */
  void take(Statement statement, Going going, PersonCounts counts) {
    jdbc.sql(statement.text())
        .params(going.parameters)
        .query(
            row -> {
              String table =
                  statement.kind() == Kind.DELETE_CIRCLE_WITH_PERSON
                      ? row.getString("table")
                      : statement.table();
              counts.add(table, statement.effect(), row);
            });
  }

  /** Where the people can still be found, with the rows. */
  Map<String, Long> remains(Statements statements, Going going) {
    Map<String, Long> remains = new HashMap<>();
    jdbc.sql(statements.mustBeAbsent())
        .params(going.parameters)
        .query(
            row -> {
              if (row.getLong("rows") > 0) {
                remains.put(row.getString("table"), row.getLong("rows"));
              }
            });
    return remains;
  }

  /** What is said about people elsewhere, before they go. */
  void announce(UUID run, UUID deletion, Collection<UUID> ids) {
    jdbc.sql(CANCEL_EXPORTS.text())
        .param("ids", uuids(ids))
        .param("deletion", deletion.toString())
        .update();
    jdbc.sql(ANSWER.text())
        .param("ids", uuids(ids))
        .param("deletion", deletion)
        .param("run_id", run)
        .update();
  }

  /** Takes people out of what is planned, but for the run that removes its page itself. */
  void forget(Optional<UUID> but, Collection<UUID> ids) {
    jdbc.sql(FORGET_IN_PLANS.text())
        .param("ids", uuids(ids))
        .param("but", untyped(but.orElse(null)))
        .update();
  }

  /** Lists who is left, and answers the requests of those whom something keeps. */
  void leave(UUID run, Map<Candidate, Obstacle> left) {
    if (left.isEmpty()) {
      return;
    }
    List<Candidate> candidates = List.copyOf(left.keySet());
    List<Obstacle> obstacles = candidates.stream().map(left::get).toList();
    jdbc.sql(LEAVE.text())
        .param("run_id", run)
        .param("organizations", uuids(candidates.stream().map(Candidate::organization).toList()))
        .param("ids", uuids(candidates.stream().map(c -> c.user().orElse(null)).toList()))
        .param("reasons", texts(obstacles.stream().map(o -> o.reason().word()).toList()))
        .param("holds", uuids(obstacles.stream().map(o -> o.hold().orElse(null)).toList()))
        .param("requests", uuids(candidates.stream().map(c -> c.request().orElse(null)).toList()))
        .param("states", names(obstacles, Hindrance::sqlState))
        .param("tables", names(obstacles, Hindrance::table))
        .param("constraints", names(obstacles, Hindrance::constraint))
        .param("functions", names(obstacles, Hindrance::function))
        .update();
    List<UUID> stuck =
        candidates.stream()
            .filter(c -> left.get(c).reason() == Reason.CANNOT_BE_DELETED)
            .flatMap(c -> c.user().stream())
            .toList();
    if (!stuck.isEmpty()) {
      jdbc.sql(KEEP_OPEN.text()).param("ids", uuids(stuck)).update();
    }
    List<Candidate> kept = candidates.stream().filter(c -> left.get(c).reason().refuses()).toList();
    if (!kept.isEmpty()) {
      jdbc.sql(REFUSE.text())
          .param("run_id", run)
          .param("ids", uuids(kept.stream().map(c -> c.user().orElse(null)).toList()))
          .param("grounds", texts(kept.stream().map(c -> left.get(c).ground()).toList()))
          .param("holds", uuids(kept.stream().map(c -> left.get(c).hold().orElse(null)).toList()))
          .update();
    }
  }

  private static SqlArrayValue names(
      List<Obstacle> obstacles, Function<Hindrance, Optional<String>> name) {
    return texts(obstacles.stream().map(o -> o.by().flatMap(name).orElse(null)).collect(toList()));
  }

  /** What kept somebody of an organization from being deleted; empty where something is held. */
  Optional<Hindrance> keptOf(UUID run, UUID organization) {
    return jdbc.sql(FIND_KEPT.text())
        .param("run_id", run)
        .param("organization", organization)
        .query((row, n) -> PlanStore.hindrance(row))
        .optional();
  }

  /** Whether somebody of an organization is held, or waited for, and by which hold. */
  Optional<Optional<UUID>> holdOfLeft(UUID run, UUID organization) {
    return jdbc.sql(FIND_HOLD.text())
        .param("run_id", run)
        .param("organization", organization)
        .query((row, n) -> Optional.ofNullable(row.getObject("hold_id", UUID.class)))
        .optional();
  }
}
