package ai.coditect.ops.export.request;

import static ai.coditect.ops.database.Arrays.instants;
import static ai.coditect.ops.database.Arrays.longs;
import static ai.coditect.ops.database.Arrays.plain;
import static ai.coditect.ops.database.Arrays.texts;
import static ai.coditect.ops.database.Arrays.untyped;
import static ai.coditect.ops.database.Arrays.uuids;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.personaldata.request.Refusal;
import ai.coditect.ops.personaldata.request.Requests;
import ai.coditect.ops.personaldata.request.SubjectHashes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Puts requests for copies on record. */
final class IntakeStore implements Requests<Asked> {
  private static final Sql RECORD = Sql.file("export/record_requests");
  private static final Sql FIND_UNRECORDED = Sql.file("export/find_unrecorded_requests");

  private final JdbcClient jdbc;

  IntakeStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public void record(List<Asked> asked, SubjectHashes hashes, Optional<String> by) {
    about(RECORD, asked, hashes)
        .param("requested_at", instants(asked.stream().map(Asked::at).toList()))
        .param("recorded_by", untyped(by.orElse(null)))
        .update();
  }

  @Override
  public Map<Integer, Refusal> unrecorded(List<Asked> asked, SubjectHashes hashes) {
    Map<Integer, Refusal> refusals = new TreeMap<>();
    about(FIND_UNRECORDED, asked, hashes)
        .param("keys", texts(hashes.keys()))
        .query(
            row -> {
              refusals.put(row.getInt("number") - 1, Refusal.of(row.getString("refusal")));
            });
    return refusals;
  }

  private JdbcClient.StatementSpec about(Sql sql, List<Asked> asked, SubjectHashes hashes) {
    return jdbc.sql(sql.text())
        .param("requests", uuids(asked.stream().map(Asked::request).toList()))
        .param("organizations", uuids(asked.stream().map(Asked::organization).toList()))
        .param("users", uuids(asked.stream().map(a -> a.user().orElse(null)).toList()))
        .param("profiles", plain(asked.stream().map(Asked::profile).toList()))
        .param("recipients", plain(asked.stream().map(a -> a.recipient().orElse(null)).toList()))
        .param("hashed", longs(hashes.numbers()))
        .param("hashes", texts(hashes.hashes()));
  }
}
