package ai.coditect.ops.erasure.replay;

import static ai.coditect.ops.database.Arrays.instants;
import static ai.coditect.ops.database.Arrays.integers;
import static ai.coditect.ops.database.Arrays.longs;
import static ai.coditect.ops.database.Arrays.texts;
import static ai.coditect.ops.database.Arrays.uuids;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.erasure.evidence.LedgerBook.Placed;
import ai.coditect.ops.erasure.plan.Candidate;
import ai.coditect.ops.erasure.plan.PlanStore;
import ai.coditect.ops.ledger.LedgerEntry;
import ai.coditect.ops.ledger.LedgerEntry.Ground;
import ai.coditect.ops.ledger.SubjectHash;
import ai.coditect.ops.ledger.SubjectKey;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** What a replay has to do, and the people it is held against. */
public final class ReplayStore {
  private static final Sql CLEAR = Sql.file("erasure/clear_replay");
  private static final Sql INSERT = Sql.file("erasure/insert_replay");
  private static final Sql COMMIT = Sql.file("erasure/commit_replay");
  private static final Sql DROP = Sql.file("erasure/drop_replay");
  private static final Sql IS_OLDER = Sql.file("erasure/is_older");
  private static final Sql ORGANIZATIONS = Sql.file("erasure/list_replayed_organizations");
  private static final Sql PEOPLE = Sql.file("erasure/read_people");
  private static final Sql MATCH = Sql.file("erasure/match_replay");
  private static final Sql NOTE = Sql.file("erasure/note_found");
  private static final Sql FIND_ORGANIZATIONS = Sql.file("erasure/find_organizations_of_replay");
  private static final Sql TAKE_OVER = Sql.file("erasure/take_over_deletions");
  private static final Sql ANSWER = Sql.file("erasure/answer_replayed_requests");
  private static final Sql SUMMARIZE = Sql.file("erasure/summarize_replay");
  private static final Sql FIND_APPROVED = Sql.file("erasure/find_approved_replay");
  private static final int PAGE = 1000;

  private final JdbcClient jdbc;
  private final JsonMapper json;

  public ReplayStore(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /** What a replay found; each subject counts once. */
  public record Summary(long back, long absent, long anew, long remains, long held) {}

  /** Somebody of the ledger who is there, and the entry that says so. */
  record Match(Candidate candidate, long entry, boolean anew) {}

  void clear() {
    jdbc.sql(CLEAR.text()).update();
  }

  /**
   * @param whole whether an entry speaks of an organization's own row
   */
  void insert(UUID run, List<Placed> all, Predicate<LedgerEntry> whole) {
    for (int from = 0; from < all.size(); from += PAGE) {
      insertPage(run, all.subList(from, Math.min(from + PAGE, all.size())), whole);
    }
  }

  private void insertPage(UUID run, List<Placed> page, Predicate<LedgerEntry> whole) {
    List<LedgerEntry> entries = page.stream().map(Placed::intent).toList();
    List<SubjectHash> subjects = new ArrayList<>();
    List<String> grounds = new ArrayList<>();
    for (LedgerEntry entry : entries) {
      subjects.add(Optional.ofNullable(entry.subject()).orElseThrow());
      grounds.add(PlanStore.word(Optional.ofNullable(entry.ground()).orElseThrow()));
    }
    jdbc.sql(INSERT.text())
        .param("run_id", run)
        .param("entries", longs(page.stream().map(Placed::entry).toList()))
        .param("segments", longs(page.stream().map(Placed::segment).toList()))
        .param("deletions", uuids(entries.stream().map(LedgerEntry::deletion).toList()))
        .param("keys", texts(subjects.stream().map(SubjectHash::key).toList()))
        .param("hashes", texts(subjects.stream().map(SubjectHash::hash).toList()))
        .param("organizations", uuids(entries.stream().map(LedgerEntry::organization).toList()))
        .param("requests", uuids(entries.stream().map(LedgerEntry::request).toList()))
        .param("grounds", texts(grounds))
        .param("due_at", instants(entries.stream().map(LedgerEntry::due).toList()))
        .param("intended_at", instants(entries.stream().map(LedgerEntry::at).toList()))
        .param(
            "counts",
            texts(entries.stream().map(e -> json.writeValueAsString(e.counts())).toList()))
        .param("whole", texts(entries.stream().map(e -> Boolean.toString(whole.test(e))).toList()))
        .update();
  }

  void commit(Collection<UUID> deletions) {
    jdbc.sql(COMMIT.text()).param("deletions", uuids(deletions)).update();
  }

  void drop(Collection<UUID> deletions) {
    jdbc.sql(DROP.text()).param("deletions", uuids(deletions)).update();
  }

  boolean isOlder() {
    return jdbc.sql(IS_OLDER.text()).query(Boolean.class).single();
  }

  List<UUID> organizations() {
    return jdbc.sql(ORGANIZATIONS.text()).query(UUID.class).list();
  }

  /** Streams people in pages; call it in a transaction. */
  void people(Collection<UUID> organizations, Consumer<List<Resident>> pages) {
    if (organizations.isEmpty()) {
      return;
    }
    List<Resident> page = new ArrayList<>(PAGE);
    try (Stream<Resident> people =
        jdbc
            .sql(PEOPLE.text())
            .withFetchSize(PAGE)
            .param("organizations", uuids(organizations))
            .query(
                (row, n) ->
                    new Resident(
                        row.getObject("id", UUID.class),
                        row.getObject("organization_id", UUID.class),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        row.getString("version"),
                        row.getBoolean("deleted")))
            .stream()) {
      people.forEach(
          person -> {
            page.add(person);
            if (page.size() == PAGE) {
              pages.accept(List.copyOf(page));
              page.clear();
            }
          });
    }
    if (!page.isEmpty()) {
      pages.accept(List.copyOf(page));
    }
  }

  /** Those of the people whom the ledger knows, under whichever key they were written. */
  List<Match> match(List<Resident> people, SubjectKey key) {
    List<Integer> places = new ArrayList<>();
    List<SubjectHash> hashes = new ArrayList<>();
    for (int i = 0; i < people.size(); i++) {
      for (SubjectHash hash : key.hashes(people.get(i).organization(), people.get(i).id())) {
        places.add(i);
        hashes.add(hash);
      }
    }
    return jdbc.sql(MATCH.text())
        .param("places", integers(places))
        .param("keys", texts(hashes.stream().map(SubjectHash::key).toList()))
        .param("hashes", texts(hashes.stream().map(SubjectHash::hash).toList()))
        .param(
            "organizations", uuids(places.stream().map(i -> people.get(i).organization()).toList()))
        .param("created_at", instants(places.stream().map(i -> people.get(i).createdAt()).toList()))
        .param(
            "deleted",
            texts(places.stream().map(i -> Boolean.toString(people.get(i).deleted())).toList()))
        .query(
            (row, n) -> {
              Resident person = people.get(row.getInt("place"));
              return new Match(
                  new Candidate(
                      person.organization(),
                      Optional.of(person.id()),
                      person.version(),
                      Ground.valueOf(
                          row.getString("ground").toUpperCase(Locale.ROOT).replace('-', '_')),
                      Optional.ofNullable(row.getObject("request_id", UUID.class)),
                      row.getObject("due_at", OffsetDateTime.class).toInstant()),
                  row.getLong("entry"),
                  row.getBoolean("anew"));
            })
        .list();
  }

  /** Organizations that were erased as a whole and are there. */
  List<Match> wholeOrganizations() {
    return jdbc.sql(FIND_ORGANIZATIONS.text())
        .query(
            (row, n) ->
                new Match(
                    new Candidate(
                        row.getObject("id", UUID.class),
                        Optional.empty(),
                        row.getString("version"),
                        Ground.ORGANIZATION_ENDED,
                        Optional.empty(),
                        row.getObject("due_at", OffsetDateTime.class).toInstant()),
                    row.getLong("entry"),
                    false))
        .list();
  }

  /**
   * @param remain whether those who are back were to be gone by now
   */
  void note(List<Match> matches, boolean remain) {
    if (!matches.isEmpty()) {
      jdbc.sql(NOTE.text())
          .param("entries", longs(matches.stream().map(Match::entry).toList()))
          .param("found", texts(matches.stream().map(m -> m.anew() ? "anew" : "back").toList()))
          .param("remains", remain)
          .update();
    }
  }

  /** Takes over so many deletions of which nobody is there; answers how many it were. */
  public long takeOver(UUID run, int most) {
    return jdbc.sql(TAKE_OVER.text())
        .param("run_id", run)
        .param("most", most)
        .query(Long.class)
        .single();
  }

  public void answerRequests(UUID run) {
    jdbc.sql(ANSWER.text()).param("run_id", run).update();
  }

  public Summary summary(UUID run) {
    return jdbc.sql(SUMMARIZE.text()).param("run_id", run).query(Summary.class).single();
  }

  public Optional<String> approvedKey(String job) {
    return jdbc.sql(FIND_APPROVED.text()).param("job", job).query(String.class).optional();
  }
}
