package ai.coditect.ops.backup;

import static ai.coditect.ops.database.Arrays.untyped;

import ai.coditect.ops.backup.event.BackupEventPublisher;
import ai.coditect.ops.backup.event.BackupEventPublisher.Judged;
import ai.coditect.ops.backup.instance.FreshnessVerdict;
import ai.coditect.ops.backup.instance.IdleTransactionStore;
import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.backup.instance.Point;
import ai.coditect.ops.backup.instance.SourceInstance.Examined;
import ai.coditect.ops.database.Sql;
import ai.coditect.ops.job.JobRun;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** What was found about backups, and the event that tells it. */
public final class VerificationStore {
  private static final Sql MEASURE = Sql.file("backup/measure_database");
  private static final Sql RECORD = Sql.file("backup/record_verification");

  private final JdbcClient jdbc;
  private final BackupEventPublisher events;
  private final JsonMapper json;

  public VerificationStore(JdbcClient jdbc, BackupEventPublisher events, JsonMapper json) {
    this.jdbc = jdbc;
    this.events = events;
    this.json = json;
  }

  /** The server waits longer for this transaction: it asks another service meanwhile. */
  void allowIdle() {
    IdleTransactionStore.allow(jdbc);
  }

  /** Writes down what a run found, and tells it, in the caller's transaction; once a run. */
  void record(
      JobRun run,
      Instant lookedAt,
      String level,
      InstanceName instance,
      FreshnessVerdict verdict,
      Examined examined) {
    List<Judged> judged = examined.points().stream().map(VerificationStore::judged).toList();
    String name = instance.project() + ":" + instance.instance();
    int written =
        jdbc.sql(RECORD.text())
            .param("run_id", run.id())
            .param("level", level)
            .param("instance", name)
            .param("verified_at", lookedAt.atOffset(ZoneOffset.UTC))
            .param("verdict", verdict.label())
            .param("points", json.writeValueAsString(judged))
            .param("newest_backup_at", untyped(examined.newestBackup().orElse(null)))
            .param("recovery_until", untyped(examined.recoveryUntil().orElse(null)))
            .update();
    if (written > 0) {
      events.publish(run, level, name, verdict == FreshnessVerdict.OK, verdict.label(), judged);
    }
  }

  /** How large the database is that this worker works on. */
  long databaseBytes() {
    return jdbc.sql(MEASURE.text()).query(Long.class).single();
  }

  private static Judged judged(Point point) {
    return new Judged(point.name(), point.measured(), point.limit(), point.problem().isEmpty());
  }
}
