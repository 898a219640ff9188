package ai.coditect.ops.backup.examine;

import ai.coditect.ops.backup.marker.ReadingStore;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import javax.sql.DataSource;

/**
 * The logins of a restored copy, and of nothing else.
 *
 * @param worker the worker's login, as in production
 * @param administrator a login made on the copy for this drill, which may make roles; some checks
 *     cannot be made without it, no fault planted and nobody erased
 * @param ofDrill whether a role of this name was made on the copy by a drill; of a superuser that
 *     is never believed
 * @param statementTimeout how long one statement may take
 */
public record CopiedDatabaseClient(
    DataSource worker,
    Optional<Administrator> administrator,
    Predicate<String> ofDrill,
    Duration statementTimeout) {

  /**
   * The administrator's login.
   *
   * @param login its name; that a server has it is what tells the copy from the source
   */
  public record Administrator(String login, DataSource source) {}

  /** What the worker reads there, at one instant. */
  public ReadingStore read() {
    return ReadingStore.open(worker, statementTimeout);
  }
}
