package ai.coditect.ops.backup.examine;

import ai.coditect.ops.backup.marker.ReadingStore;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * The logins of a restored copy, and of nothing else.
 *
 * @param worker the worker's login, as in production
 * @param administrator a login made on the copy for this drill, which may make roles; some checks
 *     cannot be made without it, and no fault planted
 * @param drillRoles the names of roles that the drill made on the copy
 * @param statementTimeout how long one statement may take
 */
public record CopiedDatabaseClient(
    DataSource worker,
    Optional<DataSource> administrator,
    Set<String> drillRoles,
    Duration statementTimeout) {

  public CopiedDatabaseClient {
    drillRoles = Set.copyOf(drillRoles);
  }

  /** What the worker reads there, at one instant. */
  public ReadingStore read() {
    return ReadingStore.open(worker, statementTimeout);
  }
}
