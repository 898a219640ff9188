package ai.coditect.ops.privacy.request;

import static ai.coditect.ops.database.Arrays.instants;
import static ai.coditect.ops.database.Arrays.longs;
import static ai.coditect.ops.database.Arrays.texts;
import static ai.coditect.ops.database.Arrays.untyped;
import static ai.coditect.ops.database.Arrays.uuids;

import ai.coditect.ops.database.Sql;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Puts the requests of a room on record, with two statements of the room's own. */
public final class RecordStore<A extends Asking> {
  private final JdbcClient jdbc;
  private final Sql record;
  private final Sql findUnrecorded;
  private final Function<List<A>, Map<String, ?>> further;

  /**
   * @param record records those that may be, each once
   * @param findUnrecorded names those that are not on record as they were asked, and why
   * @param further parameters of both, beside what all requests have in common
   */
  public RecordStore(
      JdbcClient jdbc, Sql record, Sql findUnrecorded, Function<List<A>, Map<String, ?>> further) {
    this.jdbc = jdbc;
    this.record = record;
    this.findUnrecorded = findUnrecorded;
    this.further = further;
  }

  void record(List<A> asked, SubjectHashes hashes, Optional<String> by) {
    about(record, asked, hashes).param("recorded_by", untyped(by.orElse(null))).update();
  }

  /** By its place from 0, why a request is not on record as it was asked. */
  Map<Integer, Refusal> unrecorded(List<A> asked, SubjectHashes hashes) {
    Map<Integer, Refusal> refusals = new TreeMap<>();
    about(findUnrecorded, asked, hashes)
        .param("keys", texts(hashes.keys()))
        .query(
            row -> {
              refusals.put(row.getInt("number") - 1, Refusal.of(row.getString("refusal")));
            });
    return refusals;
  }

  private JdbcClient.StatementSpec about(Sql sql, List<A> asked, SubjectHashes hashes) {
    return jdbc.sql(sql.text())
        .param("requests", uuids(asked.stream().map(Asking::request).toList()))
        .param("organizations", uuids(asked.stream().map(Asking::organization).toList()))
        .param("users", uuids(asked.stream().map(a -> a.user().orElse(null)).toList()))
        .param("requested_at", instants(asked.stream().map(Asking::at).toList()))
        .param("hashed", longs(hashes.numbers()))
        .param("hashes", texts(hashes.hashes()))
        .params(further.apply(asked));
  }
}
