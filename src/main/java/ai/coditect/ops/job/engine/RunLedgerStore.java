package ai.coditect.ops.job.engine;

import static ai.coditect.ops.database.Arrays.uuids;

import ai.coditect.ops.database.Intervals;
import ai.coditect.ops.database.Sql;
import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.SlotKey;
import ai.coditect.ops.job.engine.RunRecord.Lease;
import ai.coditect.ops.job.engine.RunRecord.Superseded;
import ai.coditect.ops.problem.Problem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The ledger of runs. Every write of a running run names its fence, so that a lost run writes
 * nothing.
 */
final class RunLedgerStore {
  private static final Logger log = LoggerFactory.getLogger(RunLedgerStore.class);
  private static final Sql BEGIN = Sql.file("job/begin_run");
  private static final Sql FIND = Sql.file("job/find_run");
  private static final Sql FIND_IN_FLIGHT = Sql.file("job/find_run_in_flight");
  private static final Sql RESUME = Sql.file("job/resume_run");
  private static final Sql PUT_OFF = Sql.file("job/put_off_run");
  private static final Sql HOLD = Sql.file("job/hold_run");
  private static final Sql BEAT = Sql.file("job/beat_run");
  private static final Sql FINISH = Sql.file("job/finish_run");
  private static final Sql SUPERSEDE = Sql.file("job/supersede_parked_runs");
  private static final Sql READ_CLOCK = Sql.file("job/read_clock");
  private static final Sql MEND = Sql.file("job/mend_runs");
  private static final Sql WAITING = Sql.file("job/list_waiting_runs");
  private static final Sql TO_RESUME = Sql.file("job/list_runs_to_resume");

  private final JdbcClient jdbc;
  private final JsonMapper json;
  private final Duration takeover;
  private final String worker;
  private final Set<UUID> unreadable = ConcurrentHashMap.newKeySet();

  RunLedgerStore(JdbcClient jdbc, JsonMapper json, Duration takeover, String worker) {
    this.jdbc = jdbc;
    this.json = json;
    this.takeover = takeover;
    this.worker = worker;
  }

  String worker() {
    return worker;
  }

  /**
   * Begins the run; empty when its key is known, its job and parameters are in flight, or it would
   * break the order of slots.
   */
  Optional<Lease> begin(RunRequest request, Instant asOf, boolean destructive) {
    Optional<SlotKey> slot =
        request.inOrder() ? SlotKey.of(request.job(), request.key()) : Optional.empty();
    return jdbc.sql(BEGIN.text())
        .param("job", request.job())
        .param("key", request.key())
        .param("origin", request.origin().name().toLowerCase(Locale.ROOT))
        .param("parameters", json.writeValueAsString(request.parameters()))
        .param("asOf", OffsetDateTime.ofInstant(asOf, ZoneOffset.UTC))
        .param("worker", worker)
        .param("startedBy", request.startedBy())
        .param("destructive", destructive)
        .param("schedule", slot.map(SlotKey::schedule).orElse(null))
        .param("slot", slot.map(each -> each.at().atOffset(ZoneOffset.UTC)).orElse(null))
        .query(RunLedgerStore::lease)
        .optional();
  }

  Optional<RunRecord> find(String job, String key) {
    return jdbc.sql(FIND.text())
        .param("job", job)
        .param("key", key)
        .param("takeover", Intervals.of(takeover))
        .query(this::record)
        .optional();
  }

  Optional<RunRecord> findInFlight(String job, Map<String, String> parameters) {
    return jdbc.sql(FIND_IN_FLIGHT.text())
        .param("job", job)
        .param("parameters", json.writeValueAsString(parameters))
        .param("takeover", Intervals.of(takeover))
        .query(this::record)
        .optional();
  }

  /** Takes the run under a higher fence; empty when another worker was first. */
  Optional<Lease> resume(RunRecord run, boolean destructive) {
    try {
      return jdbc.sql(RESUME.text())
          .param("id", run.id())
          .param("fence", run.fence())
          .param("worker", worker)
          .param("takeover", Intervals.of(takeover))
          .param("destructive", destructive)
          .query(RunLedgerStore::lease)
          .optional();
    } catch (DuplicateKeyException e) {
      // The job is in flight with the same parameters under another key.
      return Optional.empty();
    } catch (DataAccessException e) {
      if (FailureProblem.passesByItself(e)) {
        // The silent worker still holds a bite open; the server ends it in time.
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Keeps a run that is due for later, and says why. */
  void putOff(RunRecord run, Duration later, List<Problem> because) {
    jdbc.sql(PUT_OFF.text())
        .param("id", run.id())
        .param("fence", run.fence())
        .param("takeover", Intervals.of(takeover))
        .param("later", Intervals.of(later))
        .param("problems", json.writeValueAsString(because))
        .update();
  }

  /** A run that is still ours, and why it must not go on while destruction is paused. */
  record Hold(Optional<Problem> heldBack) {}

  /** Call inside a bite's transaction, first. Empty when the run was taken over. */
  Optional<Hold> hold(Lease lease) {
    return jdbc.sql(HOLD.text())
        .param("id", lease.run())
        .param("fence", lease.fence())
        .query(
            (row, number) ->
                new Hold(
                    row.getBoolean("held_back")
                        ? Optional.of(
                            Governor.heldBack(
                                Optional.ofNullable(row.getString("paused_by")),
                                instant(row, "paused_at")))
                        : Optional.empty()))
        .optional();
  }

  /** The database's clock. */
  Instant now() {
    return jdbc.sql(READ_CLOCK.text()).query(OffsetDateTime.class).single().toInstant();
  }

  /** False when the run was taken over or has ended. */
  boolean beat(Lease lease, String progress, Changes changed) {
    return jdbc.sql(BEAT.text())
            .param("id", lease.run())
            .param("fence", lease.fence())
            .param("progress", progress)
            .param("changed", json.writeValueAsString(changed.byKind()))
            .update()
        == 1;
  }

  /** How the ledger closed a run. */
  record Finished(Duration took, Optional<Instant> retryAt) {}

  /** Ends the run; empty when it was taken over meanwhile. */
  Optional<Finished> finish(
      Lease lease,
      Ending ending,
      Changes changed,
      List<Problem> problems,
      Optional<Duration> retryAfter) {
    return jdbc.sql(FINISH.text())
        .param("id", lease.run())
        .param("fence", lease.fence())
        .param("outcome", ending.label())
        .param("changed", json.writeValueAsString(changed.byKind()))
        .param("problems", json.writeValueAsString(problems))
        .param("retryAfter", retryAfter.map(Intervals::of).orElse(null))
        .query(
            (row, number) ->
                new Finished(
                    Duration.ofMillis(Math.round(row.getDouble("took_seconds") * 1000)),
                    instant(row, "retry_at")))
        .optional();
  }

  /** Ends the earlier runs of this job and its parameters that wait for an approval. */
  List<Superseded> supersede(Lease lease, List<Problem> because) {
    return jdbc.sql(SUPERSEDE.text())
        .param("id", lease.run())
        .param("problems", json.writeValueAsString(because))
        .query(
            (row, number) ->
                new Superseded(
                    row.getObject("id", UUID.class),
                    row.getString("key"),
                    row.getObject("as_of", OffsetDateTime.class).toInstant(),
                    changes(row.getString("changed"))))
        .list();
  }

  /**
   * Runs of these jobs to take up again: abandoned ones, and those whose next attempt is due. One
   * that cannot be read is left out, said once, and not looked for again by this process.
   *
   * @param jobs each with how far ahead the next attempt of its runs may lie
   */
  List<RunRequest> toResume(Map<String, Duration> jobs) {
    List<String> names = List.copyOf(jobs.keySet());
    jdbc.sql(MEND.text())
        .param("jobs", names.toArray(String[]::new))
        .param("furthest", names.stream().map(jobs::get).map(Intervals::of).toArray(String[]::new))
        .query((row, number) -> row.getString("job") + " " + row.getString("key"))
        .list()
        .forEach(run -> log.atWarn().addKeyValue("run", run).log("stuck run goes on"));
    return jdbc
        .sql(TO_RESUME.text())
        .param("takeover", Intervals.of(takeover))
        .param("jobs", names.toArray(String[]::new))
        .param("unreadable", uuids(List.copyOf(unreadable)))
        .query(this::request)
        .list()
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<RunRequest> request(ResultSet row, int number) throws SQLException {
    try {
      return Optional.of(
          new RunRequest(
              row.getString("job"),
              row.getString("key"),
              Origin.valueOf(row.getString("origin").toUpperCase(Locale.ROOT)),
              Optional.empty(),
              parameters(row.getString("parameters")),
              false));
    } catch (JacksonException | IllegalArgumentException e) {
      if (unreadable.add(row.getObject("id", UUID.class))) {
        log.atWarn()
            .addKeyValue("job", row.getString("job"))
            .addKeyValue("run", row.getString("id"))
            .addKeyValue("cure", "Ask for the run anew, under another key.")
            .log("waiting run cannot be read by this version");
      }
      return Optional.empty();
    }
  }

  /**
   * Runs that nobody takes up, of one job and outcome.
   *
   * @param forApproval they wait for a person
   * @param known a serving worker knows the job
   */
  record Waiting(
      String job,
      String outcome,
      boolean forApproval,
      long runs,
      String example,
      String id,
      OffsetDateTime since,
      boolean known) {}

  List<Waiting> waiting(Duration overdue) {
    return jdbc.sql(WAITING.text())
        .param("takeover", Intervals.of(takeover))
        .param("overdue", Intervals.of(overdue))
        .query(Waiting.class)
        .list();
  }

  private static final TypeReference<Map<String, String>> PARAMETERS = new TypeReference<>() {};
  private static final TypeReference<Map<String, Long>> COUNTS = new TypeReference<>() {};
  private static final TypeReference<List<Problem>> PROBLEMS = new TypeReference<>() {};

  private RunRecord record(ResultSet row, int number) throws SQLException {
    return new RunRecord(
        row.getObject("id", UUID.class),
        row.getString("job"),
        row.getString("key"),
        parameters(row.getString("parameters")),
        row.getObject("as_of", OffsetDateTime.class).toInstant(),
        row.getString("outcome"),
        row.getLong("fence"),
        row.getString("worker"),
        changes(row.getString("changed")),
        problems(row.getString("problems")),
        instant(row, "retry_at"),
        row.getBoolean("approved"),
        row.getBoolean("abandoned"));
  }

  /** What a run does depends on them, so nothing is guessed at. */
  private Map<String, String> parameters(String text) {
    @Nullable Map<String, String> parameters = json.readValue(text, PARAMETERS);
    if (parameters == null || parameters.containsValue(null)) {
      throw new IllegalArgumentException("parameters without a value");
    }
    return parameters;
  }

  /** None, where they cannot be read: they are told, and nothing depends on them. */
  private Changes changes(String text) {
    try {
      @Nullable Map<String, Long> counts = json.readValue(text, COUNTS);
      return counts == null || counts.containsValue(null) ? Changes.NONE : Changes.of(counts);
    } catch (JacksonException e) {
      return Changes.NONE;
    }
  }

  /** As {@link #changes}. */
  private List<Problem> problems(String text) {
    try {
      @Nullable List<Problem> problems = json.readValue(text, PROBLEMS);
      return problems == null || problems.stream().anyMatch(Objects::isNull)
          ? List.of()
          : List.copyOf(problems);
    } catch (JacksonException e) {
      return List.of();
    }
  }

  private static Lease lease(ResultSet row, int number) throws SQLException {
    return new Lease(
        row.getObject("id", UUID.class),
        row.getLong("fence"),
        row.getInt("attempt"),
        row.getObject("as_of", OffsetDateTime.class).toInstant(),
        row.getBoolean("approved"));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    @Nullable OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return Optional.ofNullable(value).map(OffsetDateTime::toInstant);
  }
}
