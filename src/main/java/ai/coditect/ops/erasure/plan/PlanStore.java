package ai.coditect.ops.erasure.plan;

import static ai.coditect.ops.database.Arrays.integers;
import static ai.coditect.ops.database.Arrays.texts;
import static ai.coditect.ops.database.Arrays.time;
import static ai.coditect.ops.database.Arrays.untyped;
import static ai.coditect.ops.database.Arrays.uuids;

import ai.coditect.ops.database.Arrays;
import ai.coditect.ops.database.Sql;
import ai.coditect.ops.ledger.LedgerEntry.Ground;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Period;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who is due, what plans took before, and what kept some from going. */
public final class PlanStore {
  private static final Sql DUE_PEOPLE = Sql.file("erasure/find_due_people");
  private static final Sql DUE_ORGANIZATIONS = Sql.file("erasure/find_due_organizations");
  private static final Sql CLEAR = Sql.file("erasure/clear_old_plans");
  private static final Sql RECORD_COUNTS = Sql.file("erasure/record_plan_counts");
  private static final Sql READ_COUNTS = Sql.file("erasure/read_plan_counts");
  private static final Sql COUNT_PEOPLE = Sql.file("erasure/count_people");
  private static final Sql COUNT_EVERYTHING = Sql.file("erasure/count_everything");

  private static final Sql COUNT_KEPT = Sql.file("erasure/count_kept");
  private static final int FETCHED = 1000;

  private final JdbcClient jdbc;

  public PlanStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Everybody who is due, in pages of one bite; streamed, so call it in a transaction. */
  public void duePeople(Retention wanted, int bite, Consumer<List<Candidate>> pages) {
    List<Candidate> page = new ArrayList<>(bite);
    try (Stream<Candidate> due =
        asked(DUE_PEOPLE, wanted, wanted.people())
            .param("horizon", time(wanted.horizon()))
            .query(
                (row, n) ->
                    new Candidate(
                        row.getObject("organization_id", UUID.class),
                        Optional.of(row.getObject("id", UUID.class)),
                        row.getString("version"),
                        ground(row.getString("ground")),
                        id(row, "request_id"),
                        instant(row)))
            .stream()) {
      due.forEach(
          candidate -> {
            page.add(candidate);
            if (page.size() == bite) {
              pages.accept(List.copyOf(page));
              page.clear();
            }
          });
    }
    if (!page.isEmpty()) {
      pages.accept(List.copyOf(page));
    }
  }

  public List<Candidate> dueOrganizations(Retention wanted) {
    return asked(DUE_ORGANIZATIONS, wanted, wanted.organizations())
        .query(
            (row, n) ->
                new Candidate(
                    row.getObject("id", UUID.class),
                    Optional.empty(),
                    row.getString("version"),
                    Ground.ORGANIZATION_ENDED,
                    id(row, "request_id"),
                    instant(row)))
        .list();
  }

  private JdbcClient.StatementSpec asked(Sql sql, Retention wanted, Map<String, Period> periods) {
    List<String> plans = List.copyOf(periods.keySet());
    return jdbc.sql(sql.text())
        .withFetchSize(FETCHED)
        .param("plans", texts(plans))
        .param(
            "months",
            integers(plans.stream().map(p -> (int) periods.get(p).toTotalMonths()).toList()))
        .param("days", integers(plans.stream().map(p -> periods.get(p).getDays()).toList()))
        .param("as_of", time(wanted.asOf()))
        .param("requested_only", wanted.requestedOnly())
        .param("organization", untyped(wanted.organization().orElse(null)));
  }

  /** Removes what earlier runs of the job planned or left, unless they may still go on. */
  public void clearOld(String job, UUID run) {
    jdbc.sql(CLEAR.text()).param("job", job).param("run_id", run).update();
  }

  public void record(UUID run, Collection<Tally> tallies) {
    List<Tally> all = List.copyOf(tallies);
    jdbc.sql(RECORD_COUNTS.text())
        .param("run_id", run)
        .param("organizations", uuids(all.stream().map(Tally::organization).toList()))
        .param("tables", texts(all.stream().map(Tally::table).toList()))
        .param("planned", Arrays.longs(all.stream().map(Tally::planned).toList()))
        .param("present", Arrays.longs(all.stream().map(t -> t.present().orElse(null)).toList()))
        .update();
  }

  /**
   * What the run plans, by tenant and table.
   *
   * @param people the table whose history is looked up
   */
  public List<Tally> tallies(UUID run, String people) {
    return jdbc.sql(READ_COUNTS.text())
        .param("run_id", run)
        .param("people", people)
        .query(
            (row, n) ->
                new Tally(
                    row.getObject("organization_id", UUID.class),
                    row.getString("table_name"),
                    row.getLong("planned"),
                    Optional.ofNullable(row.getObject("present", Long.class)),
                    Optional.ofNullable(row.getBigDecimal("usual"))
                        .map(java.math.BigDecimal::doubleValue)))
        .list();
  }

  public Map<UUID, Long> people(Collection<UUID> organizations) {
    Map<UUID, Long> people = new HashMap<>();
    jdbc.sql(COUNT_PEOPLE.text())
        .param("organizations", uuids(organizations))
        .query(
            row -> {
              people.put(row.getObject("organization_id", UUID.class), row.getLong("people"));
            });
    return people;
  }

  public LimitPolicy.Everything everything() {
    return jdbc.sql(COUNT_EVERYTHING.text())
        .query(
            (row, n) ->
                new LimitPolicy.Everything(row.getLong("people"), row.getLong("organizations")))
        .single();
  }

  /** As the ledger spells it. */
  public static String word(Ground ground) {
    return ground.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Somebody who is due, as a page's row says it. */
  static Candidate candidate(ResultSet row) throws SQLException {
    return new Candidate(
        row.getObject("organization_id", UUID.class),
        id(row, "user_id"),
        row.getString("version"),
        ground(row.getString("ground")),
        id(row, "request_id"),
        instant(row));
  }

  /** What kept people and organizations from going with this run, the most frequent first. */
  public List<Kept> kept(UUID run) {
    return jdbc.sql(COUNT_KEPT.text())
        .param("run_id", run)
        .query(
            (row, n) ->
                new Kept(hindrance(row), row.getLong("people"), row.getLong("organizations")))
        .list();
  }

  /** The names of what kept somebody. */
  public static Hindrance hindrance(ResultSet row) throws SQLException {
    return new Hindrance(
        Optional.ofNullable(row.getString("sqlstate")),
        Optional.ofNullable(row.getString("table_name")),
        Optional.ofNullable(row.getString("constraint_name")),
        Optional.ofNullable(row.getString("function_name")));
  }

  private static Ground ground(String word) {
    return Ground.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private static Optional<UUID> id(ResultSet row, String column) throws SQLException {
    @Nullable UUID id = row.getObject(column, UUID.class);
    return Optional.ofNullable(id);
  }

  private static Instant instant(ResultSet row) throws SQLException {
    return row.getObject("due_at", OffsetDateTime.class).toInstant();
  }
}
