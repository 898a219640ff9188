package ai.coditect.ops.erasure.statement;

import static ai.coditect.ops.database.Arrays.uuids;

import ai.coditect.ops.erasure.statement.Statements.Kind;
import ai.coditect.ops.erasure.statement.Statements.Statement;
import ai.coditect.ops.erasure.tally.Effect;
import ai.coditect.ops.erasure.tally.RowCounts;
import ai.coditect.ops.erasure.tally.RowGroup;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Counts what would go with people and organizations, group by group. */
public final class CountStore {
  private final JdbcClient jdbc;
  private final ErasureStatementStore statements;

  public CountStore(JdbcClient jdbc, ErasureStatementStore statements) {
    this.jdbc = jdbc;
    this.statements = statements;
  }

  public ErasureStatementStore statements() {
    return statements;
  }

  /**
   * What goes with each of these people, in their order.
   *
   * @param organizations of each of them
   */
  public List<RowCounts> ofPeople(
      Statements composed, boolean passOn, List<UUID> ids, List<UUID> organizations) {
    PersonCounts counts = new PersonCounts(organizations);
    for (Statement statement : composed.of(Kind.COUNT_OF_PEOPLE, Kind.COUNT_OF_UNTIED)) {
      Effect effect =
          statement.kind() == Kind.COUNT_OF_UNTIED
              ? statement.effect()
              : composed.effect(statement.number(), passOn);
      jdbc.sql(statement.text())
          .param("pass_on", passOn)
          .param("ids", uuids(ids))
          .param("organizations", uuids(organizations))
          .query(
              row -> {
                counts.add(statement.table(), effect, row);
              });
    }
    return counts.each();
  }

  /** What goes with an organization and its people. */
  public RowCounts ofOrganization(Statements composed, UUID organization) {
    Map<RowGroup, Long> counts = new HashMap<>();
    for (Statement statement : composed.of(Kind.COUNT_OF_ORGANIZATION)) {
      long rows =
          jdbc.sql(statement.text()).param("organization", organization).query(Long.class).single();
      if (rows > 0) {
        counts.merge(
            new RowGroup(statement.table(), Effect.DELETED, organization), rows, Long::sum);
      }
    }
    for (Statement statement :
        composed.of(Kind.COUNT_OF_RESIDENTS, Kind.COUNT_OF_UNTIED_RESIDENTS)) {
      Effect effect =
          statement.kind() == Kind.COUNT_OF_UNTIED_RESIDENTS
              ? statement.effect()
              : composed.effect(statement.number(), false);
      jdbc.sql(statement.text())
          .param("organization", organization)
          .param("pass_on", false)
          .query(
              row -> {
                counts.merge(
                    new RowGroup(statement.table(), effect, elsewhere(row).orElse(organization)),
                    row.getLong("rows"),
                    Long::sum);
              });
    }
    return new RowCounts(counts);
  }

  static Optional<UUID> elsewhere(ResultSet row) throws SQLException {
    @Nullable String tenant = row.getString("elsewhere");
    return Optional.ofNullable(tenant).map(UUID::fromString);
  }

  /** The rows of people whom a statement was given, each by their place in what it was given. */
  public static final class PersonCounts {
    private final List<UUID> organizations;
    private final List<Map<RowGroup, Long>> counts;

    public PersonCounts(List<UUID> organizations) {
      this.organizations = organizations;
      this.counts = new ArrayList<>(organizations.size());
      organizations.forEach(each -> counts.add(new HashMap<>(4)));
    }

    /** Adds a row of a statement's result; a row of the tenants' that is elsewhere says so. */
    public void add(String table, Effect effect, ResultSet row) throws SQLException {
      int place = row.getInt("place") - 1;
      UUID tenant = elsewhere(row).orElse(organizations.get(place));
      counts.get(place).merge(new RowGroup(table, effect, tenant), row.getLong("rows"), Long::sum);
    }

    public List<RowCounts> each() {
      return counts.stream().map(RowCounts::new).toList();
    }
  }
}
