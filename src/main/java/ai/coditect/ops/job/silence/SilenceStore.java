package ai.coditect.ops.job.silence;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.JobFile.Expected;
import java.sql.ResultSet;
import java.sql.SQLException;
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
  private static final Sql LIST = Sql.file("silence/list_last_successes");
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
    Map<String, Silence> found =
        bound(LIST, expected).query((row, number) -> read(row, expected)).list().stream()
            .collect(Collectors.toMap(Silence::label, Function.identity()));
    return expected.stream().map(each -> found.get(each.label())).toList();
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

  private static Silence read(ResultSet row, List<Expected> expected) throws SQLException {
    String label = row.getString("label");
    Optional<Instant> started = instant(row, "started_at");
    @Nullable String outcome = row.getString("outcome");
    return new Silence(
        label,
        expected.stream()
            .filter(each -> each.label().equals(label))
            .findFirst()
            .orElseThrow()
            .silentFor(),
        instant(row, "last_success"),
        instant(row, "known_since"),
        started
            .filter(at -> outcome != null)
            .map(at -> new Silence.LastRun(String.valueOf(outcome), at)));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
