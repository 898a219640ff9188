package ai.coditect.ops.erasure.propagation;

import static ai.coditect.ops.database.Arrays.instants;
import static ai.coditect.ops.database.Arrays.plain;
import static ai.coditect.ops.database.Arrays.texts;
import static ai.coditect.ops.database.Arrays.time;
import static ai.coditect.ops.database.Arrays.untyped;
import static ai.coditect.ops.database.Arrays.uuids;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.erasure.propagation.OtherStores.Gone;
import ai.coditect.ops.privacy.participant.Participant;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What other stores were asked, and what they have answered. */
public final class PropagationStore {
  private static final Sql ASK = Sql.file("erasure/ask_participants");
  private static final Sql ASK_AGAIN = Sql.file("erasure/ask_participants_again");
  private static final Sql ASK_ABOUT_LOST = Sql.file("erasure/ask_about_lost_deletions");
  private static final Sql MARK = Sql.file("erasure/mark_partly_answered");
  private static final Sql LOCK_REQUESTS = Sql.file("erasure/lock_awaiting_requests");
  private static final Sql LIST_AWAITING = Sql.file("erasure/list_awaiting_requests");
  private static final Sql FULFIL = Sql.file("erasure/fulfil_requests");
  private static final Sql LOCK = Sql.file("erasure/lock_propagations");
  private static final Sql RECORD = Sql.file("erasure/record_answers");
  private static final Sql WAIVE = Sql.file("erasure/waive_answers");
  private static final Sql LIST_OPEN = Sql.file("erasure/list_open_deletions_of_participant");
  private static final Sql FIND_TAKEN_OVER = Sql.file("erasure/find_taken_over_deletions");
  private static final Sql FIND_AWAITED = Sql.file("erasure/find_awaited_participants");
  private static final TypeReference<Map<String, Long>> COUNTS = new TypeReference<>() {};

  private final JdbcClient jdbc;
  private final JsonMapper json;

  public PropagationStore(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  void ask(Optional<UUID> run, List<Participant> participants, List<Gone> gone, Instant now) {
    asking(ASK, participants, now)
        .param("run_id", untyped(run.orElse(null)))
        .param("deletions", uuids(gone.stream().map(Gone::deletion).toList()))
        .param("organizations", uuids(gone.stream().map(Gone::organization).toList()))
        .param("users", uuids(gone.stream().map(each -> each.user().orElse(null)).toList()))
        .update();
  }

  private JdbcClient.StatementSpec asking(Sql sql, List<Participant> participants, Instant now) {
    return jdbc.sql(sql.text()).params(parameters(participants, now));
  }

  /** Who is asked, and by when each has to answer, as every statement that asks takes it. */
  static Map<String, Object> parameters(List<Participant> participants, Instant now) {
    return Map.of(
        "participants",
        texts(participants.stream().map(Participant::name).toList()),
        "deadlines",
        instants(participants.stream().map(each -> each.deadline(now)).toList()),
        "now",
        time(now));
  }

  /**
   * Answers how many questions were put again.
   *
   * @param asking names this time, so that no store takes it for a double
   */
  long askAgain(
      Optional<UUID> run,
      Collection<String> participants,
      Optional<UUID> deletion,
      UUID asking,
      Instant now) {
    return jdbc.sql(ASK_AGAIN.text())
        .param("run_id", untyped(run.orElse(null)))
        .param("participants", texts(participants))
        .param("deletion", untyped(deletion.orElse(null)))
        .param("asking", asking.toString())
        .param("now", time(now))
        .query(Long.class)
        .single();
  }

  /**
   * @param people the table whose rows are people
   */
  void askAboutLost(UUID run, List<Participant> participants, String people, Instant now) {
    asking(ASK_ABOUT_LOST, participants, now).param("run_id", run).param("people", people).update();
  }

  /** Says which answered requests wait for other stores; without deletions, of all of them. */
  void mark(Optional<Collection<UUID>> deletions) {
    jdbc.sql(MARK.text())
        .param("deletions", deletions.isPresent() ? uuids(deletions.get()) : untyped(null))
        .update();
  }

  List<UUID> lockRequests(Collection<UUID> deletions) {
    return jdbc.sql(LOCK_REQUESTS.text())
        .param("deletions", uuids(deletions))
        .query(UUID.class)
        .list();
  }

  /** The next so many after this one that wait for other stores, locked. */
  List<UUID> awaiting(Optional<UUID> after, int most) {
    return jdbc.sql(LIST_AWAITING.text())
        .param("after", untyped(after.orElse(null)))
        .param("most", most)
        .query(UUID.class)
        .list();
  }

  void fulfil(Collection<UUID> requests, Instant now) {
    if (!requests.isEmpty()) {
      jdbc.sql(FULFIL.text()).param("requests", uuids(requests)).param("now", time(now)).update();
    }
  }

  /** The questions about these deletions with their answers, locked until the transaction ends. */
  Map<StoreAnswer.Key, Optional<StoreAnswer>> lock(Collection<UUID> deletions) {
    Map<StoreAnswer.Key, Optional<StoreAnswer>> questions = new HashMap<>();
    jdbc.sql(LOCK.text())
        .param("deletions", uuids(deletions))
        .query(
            row -> {
              UUID deletion = row.getObject("deletion", UUID.class);
              String participant = row.getString("participant");
              questions.put(
                  new StoreAnswer.Key(deletion, participant), answer(row, deletion, participant));
            });
    return questions;
  }

  private Optional<StoreAnswer> answer(ResultSet row, UUID deletion, String participant)
      throws SQLException {
    String outcome = row.getString("outcome");
    if (outcome == null) {
      return Optional.empty();
    }
    String did = row.getString("did");
    return Optional.of(
        new StoreAnswer(
            deletion,
            participant,
            StoreOutcome.of(outcome),
            row.getObject("answered_at", OffsetDateTime.class).toInstant(),
            Optional.ofNullable(row.getString("ground")),
            did == null ? Map.of() : json.readValue(did, COUNTS)));
  }

  /** Writes answers down; whom a store is done with is forgotten. */
  void record(Collection<StoreAnswer> answers, Instant now) {
    if (answers.isEmpty()) {
      return;
    }
    jdbc.sql(RECORD.text())
        .param("deletions", uuids(answers.stream().map(StoreAnswer::deletion).toList()))
        .param("participants", texts(answers.stream().map(StoreAnswer::participant).toList()))
        .param("outcomes", plain(answers.stream().map(each -> each.outcome().word()).toList()))
        .param("answered_at", instants(answers.stream().map(StoreAnswer::at).toList()))
        .param("grounds", texts(answers.stream().map(each -> each.ground().orElse(null)).toList()))
        .param(
            "did",
            texts(
                answers.stream()
                    .map(each -> each.did().isEmpty() ? null : json.writeValueAsString(each.did()))
                    .toList()))
        .param("now", time(now))
        .update();
  }

  /** Those of the deletions that a replay has taken over from the ledger outside. */
  Set<UUID> takenOver(Collection<UUID> deletions) {
    return jdbc.sql(FIND_TAKEN_OVER.text())
        .param("deletions", uuids(deletions))
        .query(UUID.class)
        .set();
  }

  List<UUID> open(String participant, Optional<UUID> deletion) {
    return jdbc.sql(LIST_OPEN.text())
        .param("participant", participant)
        .param("deletion", untyped(deletion.orElse(null)))
        .query(UUID.class)
        .list();
  }

  long waive(
      String participant, Collection<UUID> deletions, String reason, String by, Instant now) {
    return jdbc.sql(WAIVE.text())
        .param("participant", participant)
        .param("deletions", uuids(deletions))
        .param("reason", reason)
        .param("by", by)
        .param("now", time(now))
        .query(Long.class)
        .single();
  }

  /**
   * What is open at a store.
   *
   * @param withoutEffect how many it has answered without erasing
   */
  record Awaited(
      String participant, long open, long overdue, long withoutEffect, Instant firstDeadline) {}

  List<Awaited> awaited(Instant now) {
    return jdbc.sql(FIND_AWAITED.text())
        .param("now", time(now))
        .query(
            (row, n) ->
                new Awaited(
                    row.getString("participant"),
                    row.getLong("open"),
                    row.getLong("overdue"),
                    row.getLong("without_effect"),
                    row.getObject("first_deadline", OffsetDateTime.class).toInstant()))
        .list();
  }
}
