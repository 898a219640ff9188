package ai.coditect.ops.backup;

import ai.coditect.ops.backup.instance.FreshnessVerdict;
import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.backup.instance.Point;
import ai.coditect.ops.database.Sql;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.outbox.OutboxStore;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** What was found about backups, and the event that tells it. */
public final class VerificationStore {
  private static final Sql MEASURE = Sql.file("backup/measure_database");
  private static final Sql ALLOW_SILENCE = Sql.file("backup/allow_silence");
  private static final Sql RECORD = Sql.file("backup/record_verification");

  private final JdbcClient jdbc;
  private final OutboxStore outbox;
  private final JsonMapper json;

  public VerificationStore(JdbcClient jdbc, OutboxStore outbox, JsonMapper json) {
    this.jdbc = jdbc;
    this.outbox = outbox;
    this.json = json;
  }

  /** The server waits longer for this transaction: it asks another service meanwhile. */
  void allowSilence() {
    jdbc.sql(ALLOW_SILENCE.text()).query(String.class).single();
  }

  /** Writes down what a run found, and tells it, in the caller's transaction; once a run. */
  void record(
      JobRun run,
      String level,
      InstanceName instance,
      FreshnessVerdict verdict,
      List<Point> points) {
    List<Map<String, Object>> described = points.stream().map(VerificationStore::describe).toList();
    int written =
        jdbc.sql(RECORD.text())
            .param("run_id", run.id())
            .param("level", level)
            .param("instance", instance.project() + ":" + instance.instance())
            .param("verified_at", run.asOf().atOffset(ZoneOffset.UTC))
            .param("verdict", verdict.label())
            .param("points", json.writeValueAsString(described))
            .update();
    if (written == 0) {
      return;
    }
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("run", run.id());
    data.put("level", level);
    data.put("instance", instance.project() + ":" + instance.instance());
    data.put("verifiedAt", run.asOf().toString());
    data.put("verdict", verdict.label());
    data.put("points", described);
    outbox.add(
        "backup." + level + ":" + run.id(),
        verdict == FreshnessVerdict.OK
            ? "ai.coditect.backup.verified.v1"
            : "ai.coditect.backup.failed.v1",
        "",
        run.asOf(),
        run.id(),
        json.writeValueAsString(data));
  }

  /** How large the database is that this worker works on. */
  long databaseBytes() {
    return jdbc.sql(MEASURE.text()).query(Long.class).single();
  }

  private static Map<String, Object> describe(Point point) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("name", point.name());
    described.put("measured", point.measured());
    described.put("expected", point.limit());
    described.put("fine", point.problem().isEmpty());
    return described;
  }
}
