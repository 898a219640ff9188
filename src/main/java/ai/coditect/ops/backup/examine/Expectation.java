package ai.coditect.ops.backup.examine;

import ai.coditect.ops.backup.marker.Marker;
import ai.coditect.ops.backup.marker.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known outside the copy.
 *
 * @param marker the newest marker that the backup has to hold, as production says; empty where
 *     production cannot be asked
 * @param backupFrom when the backup began; of a point-in-time clone, its instant
 * @param backupUntil when it ended; of a point-in-time clone, its instant again
 * @param recoveryPointTarget how old the newest marker may be (RPO)
 * @param tolerance what may have gone between the marker and the backup
 */
public record Expectation(
    Optional<NewestMarker> marker,
    Instant backupFrom,
    Instant backupUntil,
    Duration recoveryPointTarget,
    Tolerance tolerance) {

  /** A marker by its place and the SHA-256 of its content. */
  public record NewestMarker(long sequence, String hash) {
    public static NewestMarker of(Marker marker) {
      return new NewestMarker(marker.sequence(), Sha256.of(marker.content()));
    }
  }

  /**
   * How many rows of a table tenants may delete between marker and backup, whichever is more. A
   * deletion by the tenants' backend leaves no trace that could be asked.
   *
   * @param rows of a small table half of its rows at most, so that none goes as a whole
   * @param percent of the rows that the marker counted
   */
  public record Tolerance(long rows, double percent) {
    long of(long counted) {
      return Math.max(Math.min(rows, counted / 2), (long) Math.floor(counted * percent / 100));
    }
  }
}
