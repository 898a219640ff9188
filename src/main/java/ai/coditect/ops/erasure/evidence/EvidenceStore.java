package ai.coditect.ops.erasure.evidence;

import static ai.coditect.ops.database.Arrays.instants;
import static ai.coditect.ops.database.Arrays.plain;
import static ai.coditect.ops.database.Arrays.texts;
import static ai.coditect.ops.database.Arrays.time;
import static ai.coditect.ops.database.Arrays.untyped;
import static ai.coditect.ops.database.Arrays.uuids;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.erasure.plan.PlanStore;
import ai.coditect.ops.erasure.writer.Writership;
import ai.coditect.ops.ledger.Head;
import ai.coditect.ops.ledger.LedgerEntry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The ledger of erasures inside the database, and what is remembered of the one outside. */
public final class EvidenceStore {
  private static final Sql CLOSE_GATE = Sql.file("erasure/close_gate");
  private static final Sql RECORD = Sql.file("erasure/record_erasures");
  private static final Sql MARK = Sql.file("erasure/mark_ledger");
  private static final Sql READ_SEEN = Sql.file("erasure/read_seen_mark");
  private static final Sql READ_SETTLED = Sql.file("erasure/read_settled_mark");
  private static final Sql FIND_DELETIONS = Sql.file("erasure/find_deletions");
  private static final Sql FIND_UNKNOWN_REQUESTS = Sql.file("erasure/find_unknown_requests");
  private static final Sql LIST_KEYS = Sql.file("erasure/list_subject_keys");
  private static final Sql READ_MARK_BEFORE = Sql.file("erasure/read_mark_before");
  private static final Sql LIST_MARKS = Sql.file("erasure/list_marks");
  private static final Sql LIST_OF_SEGMENTS = Sql.file("erasure/list_deletions_of_segments");
  private static final Sql LIST_SUBJECTS = Sql.file("erasure/list_subjects");
  private static final Sql FIND_SPLIT = Sql.file("erasure/find_split_deletions");
  private static final Sql IS_ERASING = Sql.file("erasure/is_erasing");
  private static final int PAGE = 1000;
  private static final TypeReference<Map<String, Long>> COUNTS = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final JsonMapper json;

  public EvidenceStore(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /** What an end of the ledger outside was remembered for. */
  public enum Mark {
    /** It was there. */
    SEEN,
    /** Every intent up to it has its end. */
    SETTLED
  }

  /** Waits for the bites in flight and keeps others out until the caller's transaction ends. */
  public void closeGate() {
    jdbc.sql(CLOSE_GATE.text()).query(row -> {});
  }

  /** Writes a deletion in the transaction that does it. */
  void record(
      UUID deletion,
      Optional<UUID> run,
      long segment,
      String key,
      Instant at,
      List<Intent> intents,
      SortedMap<String, Long> total) {
    // Most people have the same counts; each spelling is sent once.
    Map<SortedMap<String, Long>, Integer> spellings = new LinkedHashMap<>();
    List<Integer> countOf = new ArrayList<>();
    for (Intent intent : intents) {
      countOf.add(spellings.computeIfAbsent(intent.counts(), any -> spellings.size() + 1));
    }
    jdbc.sql(RECORD.text())
        .param("deletion", deletion)
        .param("run_id", untyped(run.orElse(null)))
        .param("subject_key", key)
        .param("segment", segment)
        .param("erased_at", time(at))
        .param("total", json.writeValueAsString(total))
        .param("hashes", plain(intents.stream().map(i -> i.subject().hash()).toList()))
        .param("organizations", uuids(intents.stream().map(Intent::organization).toList()))
        .param("requests", uuids(intents.stream().map(i -> i.request().orElse(null)).toList()))
        .param("grounds", plain(intents.stream().map(i -> PlanStore.word(i.ground())).toList()))
        .param("due_at", instants(intents.stream().map(Intent::due).toList()))
        .param("counts", texts(spellings.keySet().stream().map(json::writeValueAsString).toList()))
        .param("count_of", plain(countOf))
        .update();
  }

  void mark(Mark kind, Head head) {
    if (head.segment() > 0) {
      jdbc.sql(MARK.text())
          .param("kind", kind.name().toLowerCase(java.util.Locale.ROOT))
          .param("segment", head.segment())
          .param("sequence", head.sequence())
          .param("hash", head.hash())
          .update();
    }
  }

  /** How far the ledger outside was seen; none where it never was. */
  public Head seen() {
    return jdbc.sql(READ_SEEN.text()).query(EvidenceStore::head).optional().orElse(Head.NONE);
  }

  Head settled(Writership.Settling marks) {
    return jdbc.sql(READ_SETTLED.text())
        .param("since", marks.since())
        .param("before", marks.before())
        .query(EvidenceStore::head)
        .optional()
        .orElse(Head.NONE);
  }

  /** The latest end that was remembered before a segment. */
  Head before(long segment) {
    return jdbc.sql(READ_MARK_BEFORE.text())
        .param("segment", segment)
        .query(EvidenceStore::head)
        .optional()
        .orElse(Head.NONE);
  }

  private static Head head(ResultSet row, int number) throws SQLException {
    return new Head(row.getLong("segment"), row.getLong("sequence"), row.getString("hash"));
  }

  /** Those of the deletions that have happened here, with their rows by table. */
  Map<UUID, Map<String, Long>> happened(Collection<UUID> deletions) {
    Map<UUID, Map<String, Long>> happened = new HashMap<>();
    if (!deletions.isEmpty()) {
      jdbc.sql(FIND_DELETIONS.text())
          .param("deletions", uuids(deletions))
          .query(
              row -> {
                happened.put(
                    row.getObject("deletion", UUID.class),
                    json.readValue(row.getString("counts"), COUNTS));
              });
    }
    return happened;
  }

  Set<UUID> unknownRequests(Collection<UUID> requests) {
    if (requests.isEmpty()) {
      return Set.of();
    }
    return new HashSet<>(
        jdbc.sql(FIND_UNKNOWN_REQUESTS.text())
            .param("requests", uuids(requests))
            .query(UUID.class)
            .list());
  }

  /**
   * A subject of a deletion as a ledger has it.
   *
   * @param request null when nobody asked
   */
  record Recorded(
      String subject,
      @Nullable UUID organization,
      @Nullable UUID request,
      String ground,
      Map<String, Long> counts) {
    static Recorded of(LedgerEntry entry) {
      return new Recorded(
          entry.subject() == null ? "" : entry.subject().key() + ":" + entry.subject().hash(),
          entry.organization(),
          entry.request(),
          entry.ground() == null ? "" : PlanStore.word(entry.ground()),
          entry.counts());
    }
  }

  /** Every end of the ledger outside that was remembered, in the order of the segments. */
  Iterator<Head> marks() {
    return Stream.iterate(
            marksAfter(0),
            page -> !page.isEmpty(),
            page -> marksAfter(page.get(page.size() - 1).segment()))
        .flatMap(List::stream)
        .iterator();
  }

  private List<Head> marksAfter(long segment) {
    return jdbc.sql(LIST_MARKS.text())
        .param("after", segment)
        .param("most", PAGE)
        .query(EvidenceStore::head)
        .list();
  }

  /** The deletions whose intents stand in these segments outside, with the segment. */
  Map<UUID, Long> deletionsOf(long after, long upto) {
    Map<UUID, Long> deletions = new LinkedHashMap<>();
    jdbc.sql(LIST_OF_SEGMENTS.text())
        .param("after", after)
        .param("upto", upto)
        .query(
            row -> {
              deletions.put(row.getObject("deletion", UUID.class), row.getLong("segment"));
            });
    return deletions;
  }

  Map<UUID, Set<Recorded>> subjects(List<UUID> deletions) {
    Map<UUID, Set<Recorded>> subjects = new HashMap<>();
    for (int from = 0; from < deletions.size(); from += PAGE) {
      jdbc.sql(LIST_SUBJECTS.text())
          .param(
              "deletions", uuids(deletions.subList(from, Math.min(from + PAGE, deletions.size()))))
          .query(
              row -> {
                subjects
                    .computeIfAbsent(row.getObject("deletion", UUID.class), d -> new HashSet<>())
                    .add(
                        new Recorded(
                            row.getString("subject_key") + ":" + row.getString("subject_hash"),
                            row.getObject("organization_id", UUID.class),
                            row.getObject("request_id", UUID.class),
                            row.getString("ground"),
                            json.readValue(row.getString("counts"), COUNTS)));
              });
    }
    return subjects;
  }

  List<UUID> splitDeletions() {
    return jdbc.sql(FIND_SPLIT.text()).query(UUID.class).list();
  }

  boolean isErasing() {
    return jdbc.sql(IS_ERASING.text()).query(Boolean.class).single();
  }

  Set<String> keys() {
    return new HashSet<>(jdbc.sql(LIST_KEYS.text()).query(String.class).list());
  }
}
