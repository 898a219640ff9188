package ai.coditect.ops.erasure.purge;

import static ai.coditect.ops.database.Arrays.uuids;

import ai.coditect.ops.erasure.plan.Candidate;
import ai.coditect.ops.erasure.plan.Tally;
import ai.coditect.ops.erasure.purge.Statements.Kind;
import ai.coditect.ops.erasure.purge.Statements.Statement;
import ai.coditect.ops.job.Forecast;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Counts, by tenant and table, what would go with people and organizations. */
public final class CountStore {
  private final JdbcClient jdbc;
  private final StatementStore statements;

  public CountStore(JdbcClient jdbc, StatementStore statements) {
    this.jdbc = jdbc;
    this.statements = statements;
  }

  /** Rows by tenant and table. */
  public static final class Counts {
    private final SortedMap<String, SortedMap<UUID, Long>> byTable = new TreeMap<>();

    void add(String table, UUID organization, long rows) {
      if (rows > 0) {
        byTable.computeIfAbsent(table, t -> new TreeMap<>()).merge(organization, rows, Long::sum);
      }
    }

    /** The organizations that lose people. */
    public Collection<UUID> tenantsOf(String table) {
      return byTable.getOrDefault(table, new TreeMap<>()).keySet();
    }

    public List<Tally> tallies(String people, java.util.Map<UUID, Long> present) {
      List<Tally> tallies = new ArrayList<>();
      byTable.forEach(
          (table, tenants) ->
              tenants.forEach(
                  (tenant, rows) ->
                      tallies.add(
                          new Tally(
                              tenant,
                              table,
                              rows,
                              table.equals(people)
                                  ? Optional.ofNullable(present.get(tenant))
                                  : Optional.empty(),
                              Optional.empty()))));
      return tallies;
    }
  }

  /** Adds what goes with these people. */
  public void addPeople(Counts counts, Statements composed, List<Candidate> people) {
    List<UUID> nobody = people.stream().map(person -> (UUID) null).toList();
    for (Statement statement : composed.of(Kind.COUNT_OF_PEOPLE)) {
      jdbc.sql(statement.text())
          .param("ids", uuids(people.stream().map(c -> c.user().orElseThrow()).toList()))
          .param("organizations", uuids(people.stream().map(Candidate::organization).toList()))
          .param("pseudonyms", uuids(nobody))
          .param("heirs", uuids(nobody))
          .query(
              row -> {
                counts.add(
                    statement.table(),
                    row.getObject("organization_id", UUID.class),
                    row.getLong("rows"));
              });
    }
  }

  /** Adds what goes with an organization. */
  public void addOrganization(Counts counts, Statements composed, UUID organization) {
    for (Statement statement : composed.of(Kind.COUNT_OF_ORGANIZATION)) {
      counts.add(
          statement.table(),
          organization,
          jdbc.sql(statement.text())
              .param("organization", organization)
              .query(Long.class)
              .single());
    }
  }

  /** The counts as a dry run prints them, in the kinds that a run counts. */
  public List<Forecast.Line> lines(Counts counts, Statements composed, boolean passOn) {
    List<Forecast.Line> lines = new ArrayList<>();
    counts.byTable.forEach(
        (table, tenants) -> {
          boolean changed =
              composed.withPeople(passOn).stream()
                  .anyMatch(s -> s.table().equals(table) && s.kind() == Kind.CHANGE_WITH_PERSON);
          Kinds.of(table, changed)
              .ifPresent(
                  kind ->
                      tenants.forEach(
                          (tenant, rows) ->
                              lines.add(new Forecast.Line(kind, tenant.toString(), rows))));
        });
    return lines;
  }

  public StatementStore statements() {
    return statements;
  }
}
