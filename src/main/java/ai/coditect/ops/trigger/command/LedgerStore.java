package ai.coditect.ops.trigger.command;

import ai.coditect.ops.database.Intervals;
import ai.coditect.ops.database.Sql;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.silence.Silence;
import ai.coditect.ops.job.silence.SilenceStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.PropertyResolver;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads the ledger of runs for people. */
final class LedgerStore {
  private static final Sql LIST_RUNS = Sql.file("command/list_runs");
  private static final Sql FIND_PROGRESS = Sql.file("command/find_progress");
  private static final Sql IS_KEY_ON_RECORD = Sql.file("command/is_key_on_record");
  private static final Sql LIST_LAST_OUTCOMES = Sql.file("command/list_last_outcomes");
  private static final Sql LIST_WAITING = Sql.file("command/list_waiting");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final TypeReference<SortedMap<String, Long>> COUNTS = new TypeReference<>() {};
  private static final TypeReference<List<Map<String, String>>> PROBLEMS = new TypeReference<>() {};

  private final JdbcClient jdbc;

  LedgerStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  record Run(
      UUID id,
      String job,
      String key,
      String origin,
      @Nullable String startedBy,
      @Nullable String approvedBy,
      @Nullable Instant approvedAt,
      Instant asOf,
      String outcome,
      int attempt,
      Instant startedAt,
      @Nullable Instant finishedAt,
      @Nullable Instant retryAt,
      @Nullable Long tookMillis,
      @Nullable String progress,
      SortedMap<String, Long> changed,
      List<Map<String, String>> problems) {}

  record LastOutcome(String outcome, Instant startedAt) {}

  /** Newest first. */
  List<Run> runs(Optional<String> job, int limit) {
    return jdbc.sql(LIST_RUNS.text())
        .param("job", job.orElse(null))
        .param("limit", limit)
        .query((row, number) -> run(row))
        .list();
  }

  /** One line about a run that is still running. */
  Optional<String> progressOf(String job, String key) {
    return jdbc.sql(FIND_PROGRESS.text())
        .param("job", job)
        .param("key", key)
        .query(String.class)
        .optional();
  }

  boolean isOnRecord(String job, String key) {
    return jdbc.sql(IS_KEY_ON_RECORD.text())
        .param("job", job)
        .param("key", key)
        .query(Boolean.class)
        .single();
  }

  /** By label: a job, or job/schedule. */
  Map<String, Silence> silences(Collection<JobFile> files) {
    return new SilenceStore(jdbc)
        .of(files).stream().collect(Collectors.toMap(Silence::label, Function.identity()));
  }

  Map<String, LastOutcome> lastOutcomes(Collection<String> jobs) {
    Map<String, LastOutcome> outcomes = new HashMap<>();
    jdbc.sql(LIST_LAST_OUTCOMES.text())
        .param("jobs", String.join(",", jobs))
        .query(
            row -> {
              outcomes.put(
                  row.getString("job"),
                  new LastOutcome(
                      row.getString("outcome"), row.getTimestamp("started_at").toInstant()));
            });
    return outcomes;
  }

  /** What nobody fires or takes up, of one job and reason. */
  record Waiting(String job, String kind, String reason, long count, @Nullable Instant since) {
    String line() {
      return count
          + " "
          + kind
          + (count == 1 ? "" : "s")
          + " of "
          + job
          + ": "
          + reason
          + (since == null ? "" : ", since " + since.truncatedTo(ChronoUnit.SECONDS));
    }
  }

  /** What "check" calls stuck, by the lengths of time that the worker goes by. */
  List<Waiting> waiting(Optional<String> job, PropertyResolver settings) {
    return jdbc.sql(LIST_WAITING.text())
        .param("job", job.orElse(null))
        .param("overdue", interval(settings, "ops.stuck-after"))
        .param("takeover", interval(settings, "ops.takeover"))
        .query(
            (row, number) ->
                new Waiting(
                    row.getString("job"),
                    row.getString("kind"),
                    row.getString("reason"),
                    row.getLong("count"),
                    instant(row.getTimestamp("since"))))
        .list();
  }

  private static String interval(PropertyResolver settings, String name) {
    return Intervals.of(settings.getRequiredProperty(name, Duration.class));
  }

  private static Run run(ResultSet row) throws SQLException {
    long took = row.getLong("took_millis");
    Long tookMillis = row.wasNull() ? null : took;
    return new Run(
        row.getObject("id", UUID.class),
        row.getString("job"),
        row.getString("key"),
        row.getString("origin"),
        row.getString("started_by"),
        row.getString("approved_by"),
        instant(row.getTimestamp("approved_at")),
        row.getTimestamp("as_of").toInstant(),
        row.getString("outcome"),
        row.getInt("attempt"),
        row.getTimestamp("started_at").toInstant(),
        instant(row.getTimestamp("finished_at")),
        instant(row.getTimestamp("retry_at")),
        tookMillis,
        row.getString("progress"),
        readable(row.getString("changed"), COUNTS, new TreeMap<>()),
        readable(row.getString("problems"), PROBLEMS, List.of()).stream()
            .filter(Objects::nonNull)
            .toList());
  }

  /** One that cannot be read must not keep all the others from being listed. */
  private static <T> T readable(String text, TypeReference<T> type, T otherwise) {
    try {
      return Objects.requireNonNullElse(JSON.readValue(text, type), otherwise);
    } catch (JacksonException e) {
      return otherwise;
    }
  }

  private static @Nullable Instant instant(@Nullable Timestamp time) {
    return time == null ? null : time.toInstant();
  }
}
