package ai.coditect.ops.erasure.propagation;

import static ai.coditect.ops.database.Arrays.uuids;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.privacy.participant.Participants;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Tells what other stores have to do with a request. */
public final class PropagationReportStore {
  private static final Sql LIST = Sql.file("erasure/list_propagations");
  private static final TypeReference<Map<String, Long>> COUNTS = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final Participants participants;
  private final JsonMapper json;

  PropagationReportStore(JdbcClient jdbc, Participants participants, JsonMapper json) {
    this.jdbc = jdbc;
    this.participants = participants;
    this.json = json;
  }

  /**
   * @param deletions that answer the request, and the request's own id
   */
  public StoreReport of(Collection<UUID> deletions, Instant now) {
    List<StoreReport.Question> questions =
        jdbc.sql(LIST.text())
            .param("deletions", uuids(deletions))
            .query((row, n) -> question(row))
            .list();
    return StoreReport.of(questions, participants, now);
  }

  private StoreReport.Question question(ResultSet row) throws SQLException {
    String outcome = row.getString("outcome");
    String participant = row.getString("participant");
    return new StoreReport.Question(
        participant,
        row.getObject("asked_at", OffsetDateTime.class).toInstant(),
        row.getObject("deadline", OffsetDateTime.class).toInstant(),
        outcome == null
            ? Optional.empty()
            : Optional.of(
                new StoreAnswer(
                    row.getObject("deletion", UUID.class),
                    participant,
                    StoreOutcome.of(outcome),
                    row.getObject("answered_at", OffsetDateTime.class).toInstant(),
                    Optional.ofNullable(row.getString("ground")),
                    did(row.getString("did")))),
        Optional.ofNullable(row.getObject("received_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant),
        // The store may have answered after all.
        Optional.ofNullable(row.getString("waived_reason"))
            .filter(reason -> StoreOutcome.WAIVED.word().equals(outcome)));
  }

  private Map<String, Long> did(@Nullable String text) {
    return text == null ? Map.of() : json.readValue(text, COUNTS);
  }
}
