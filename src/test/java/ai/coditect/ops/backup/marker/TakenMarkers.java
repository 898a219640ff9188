package ai.coditect.ops.backup.marker;

import ai.coditect.ops.backup.checkfile.CheckFileStore;
import ai.coditect.ops.backup.signing.EvidenceKeys;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPostgres.Database;
import java.time.Duration;
import java.time.Period;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Takes markers as the job does, and leaves no connection behind. */
public final class TakenMarkers {
  private TakenMarkers() {}

  public static Marker take(Database database) {
    DataSource worker = database.as(LocalPostgres.WORKER);
    MarkerStore markers = new MarkerStore(JdbcClient.create(worker));
    MarkerTaking taking =
        new MarkerTaking(
            markers,
            longest -> ReadingStore.open(worker, longest),
            () -> CheckFileStore.read(Optional.empty()),
            new JsonMapper());
    new TransactionTemplate(new DataSourceTransactionManager(worker))
        .executeWithoutResult(
            status ->
                taking.take(
                    UUID.randomUUID(),
                    EvidenceKeys.read(InProcessWorker.EVIDENCE_KEY),
                    new BackupMarkerSettings(Period.ofDays(35), 4, 1000, Duration.ofMinutes(5))));
    return markers.newest().orElseThrow();
  }
}
