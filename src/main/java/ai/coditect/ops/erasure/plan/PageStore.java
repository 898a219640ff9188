package ai.coditect.ops.erasure.plan;

import static ai.coditect.ops.database.Arrays.texts;
import static ai.coditect.ops.database.Arrays.untyped;
import static ai.coditect.ops.database.Arrays.uuids;

import ai.coditect.ops.database.Arrays;
import ai.coditect.ops.database.Sql;
import ai.coditect.ops.erasure.tally.RowCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The pages of plans: who is on them, and what each of them is planned to lose. */
public final class PageStore {
  private static final Sql INSERT = Sql.file("erasure/insert_page");
  private static final Sql READ = Sql.file("erasure/read_page");
  private static final Sql REMOVE = Sql.file("erasure/remove_page");
  private static final Sql KEEP = Sql.file("erasure/keep_on_page");
  private static final Sql RECOUNT = Sql.file("erasure/recount_page");
  private static final TypeReference<List<PageCounts.Line>> LINES = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final JsonMapper json;

  public PageStore(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /** What kind of page it is. */
  public enum Kind {
    PEOPLE,
    ORGANIZATION
  }

  /**
   * @param planned what each of them is to lose
   */
  public void insert(
      UUID run, long number, Kind kind, List<Candidate> page, List<RowCounts> planned) {
    jdbc.sql(INSERT.text())
        .param("run_id", run)
        .param("number", (int) number)
        .param("kind", kind.name().toLowerCase(Locale.ROOT))
        .param("organizations", uuids(page.stream().map(Candidate::organization).toList()))
        .param(
            "users",
            kind == Kind.PEOPLE
                ? uuids(page.stream().map(c -> c.user().orElseThrow()).toList())
                : untyped(null))
        .param("versions", texts(page.stream().map(Candidate::version).toList()))
        .param("grounds", texts(page.stream().map(c -> PlanStore.word(c.ground())).toList()))
        .param("requests", uuids(page.stream().map(c -> c.request().orElse(null)).toList()))
        .param("due_at", Arrays.instants(page.stream().map(Candidate::due).toList()))
        .param("planned", json.writeValueAsString(PageCounts.written(page, planned)))
        .update();
  }

  private record Entry(Candidate candidate, int place) {}

  /** Who is still on the page; nobody when there is no such page any more. */
  public PlannedPage page(UUID run, long number) {
    List<String> written = new ArrayList<>(1);
    List<Entry> entries =
        jdbc.sql(READ.text())
            .param("run_id", run)
            .param("number", (int) number)
            .query(
                (row, n) -> {
                  @Nullable String planned = row.getString("planned");
                  if (planned != null) {
                    written.add(planned);
                  }
                  return new Entry(PlanStore.candidate(row), row.getInt("place") - 1);
                })
            .list();
    List<Candidate> candidates = entries.stream().map(Entry::candidate).toList();
    Optional<List<RowCounts>> planned = Optional.empty();
    if (!written.isEmpty()) {
      List<PageCounts.Line> lines = json.readValue(written.get(0), LINES);
      planned =
          Optional.of(
              entries.stream()
                  .map(e -> PageCounts.read(lines, e.place(), e.candidate().organization()))
                  .toList());
    }
    return new PlannedPage(candidates, planned);
  }

  /** Leaves these people on the page for a later bite, and nobody else. */
  public void keep(UUID run, long number, List<UUID> people) {
    jdbc.sql(KEEP.text())
        .param("run_id", run)
        .param("number", (int) number)
        .param("ids", uuids(people))
        .update();
  }

  /** What an organization is still to lose. */
  public void recount(UUID run, long number, Candidate organization, RowCounts rest) {
    jdbc.sql(RECOUNT.text())
        .param("run_id", run)
        .param("number", (int) number)
        .param(
            "planned",
            json.writeValueAsString(PageCounts.written(List.of(organization), List.of(rest))))
        .update();
  }

  public void remove(UUID run, long number) {
    jdbc.sql(REMOVE.text()).param("run_id", run).param("number", (int) number).update();
  }
}
