package ai.coditect.ops.job.silence;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.JobFile.Expected;
import ai.coditect.ops.job.silence.Silence.LastRun;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Reads in the ledger of runs what succeeded when, and keeps since when each thing is known. */
public final class SilenceStore {
  private static final Sql LIST = Sql.file("silence/list_job_standings");
  private static final Sql KNOW = Sql.file("silence/know_expected");
  private static final Sql FORGET = Sql.file("silence/forget_expected");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JdbcClient jdbc;

  public SilenceStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** One entry for each success that the files wait for, in their order. */
  public List<Silence> of(Collection<JobFile> files) {
    List<Expected> expected = files.stream().flatMap(file -> file.expected().stream()).toList();
    Map<String, JobStanding> found =
        standings(expected).stream()
            .collect(Collectors.toMap(JobStanding::label, Function.identity()));
    return expected.stream().map(each -> silence(each, found.get(each.label()))).toList();
  }

  private static Silence silence(Expected expected, JobStanding standing) {
    return new Silence(
        expected.label(),
        expected.silentFor(),
        standing.lastSuccess(),
        standing.knownSince(),
        standing.last());
  }

  /** Where each of these stands; asks once for all of them. */
  public List<JobStanding> standings(List<Expected> expected) {
    return bound(LIST, expected).query((row, number) -> read(row)).list();
  }

  /** From now on these can be late, those that are new among them from this instant on. */
  public void know(Collection<JobFile> files) {
    bound(KNOW, files.stream().flatMap(file -> file.expected().stream()).toList()).update();
  }

  /** Nobody has these any more; should one come back, it begins anew. */
  public void forgetAllBut(Collection<String> labels) {
    jdbc.sql(FORGET.text()).param("labels", labels.toArray(String[]::new)).update();
  }

  private JdbcClient.StatementSpec bound(Sql sql, List<Expected> expected) {
    return jdbc.sql(sql.text())
        .param("labels", expected.stream().map(Expected::label).toArray(String[]::new))
        .param(
            "parameters",
            expected.stream()
                .map(each -> each.parameters().map(JSON::writeValueAsString).orElse(null))
                .toArray(String[]::new));
  }

  private static JobStanding read(ResultSet row) throws SQLException {
    @Nullable String outcome = row.getString("outcome");
    return new JobStanding(
        row.getString("label"),
        instant(row, "last_success"),
        instant(row, "known_since"),
        instant(row, "started_at")
            .filter(at -> outcome != null)
            .map(at -> new LastRun(String.valueOf(outcome), at)),
        instant(row, "last_seen"),
        Optional.ofNullable(row.getObject("took_millis", Long.class)).map(Duration::ofMillis),
        row.getBoolean("has_ended") ? Optional.of(row.getLong("rows_changed")) : Optional.empty(),
        row.getLong("failures"));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
