package ai.coditect.ops.backup.marker;

import ai.coditect.ops.backup.checkfile.CheckAnswer;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;

/**
 * What a marker says, and what its signature covers.
 *
 * @param takenAt the server's time when the snapshot began, ISO 8601
 * @param snapshot as {@code pg_current_snapshot()} tells it: which transactions it sees
 * @param structure SHA-256 of the structure as it is stored beside the markers
 * @param previous SHA-256 of the content of the marker before; none before the first
 * @param figures SHA-256 of the rows and fingerprints by table and tenant
 * @param sequences the last value of each sequence that the worker may read
 */
public record MarkerContent(
    int format,
    long sequence,
    String takenAt,
    UUID run,
    UUID database,
    int serverVersion,
    String schemaVersion,
    String snapshot,
    String structure,
    Optional<String> previous,
    String figures,
    List<Table> tables,
    List<Tail> tails,
    SortedMap<String, Long> sequences,
    List<CheckAnswer> answers) {

  /** What this worker writes. */
  public static final int FORMAT = 1;

  /**
   * A table of the tenants as a whole.
   *
   * @param tenant the column that names the tenant
   * @param columns those that the fingerprint covers
   * @param expressions their hash, of a row named {@code t}
   * @param keys the hash of tenant and primary key
   * @param filenode the file that it is stored in; another one after a truncation or a rewrite
   * @param born whether it has created_at
   * @param touched whether it has updated_at
   */
  public record Table(
      String name,
      String tenant,
      List<String> columns,
      String expressions,
      String keys,
      long filenode,
      boolean born,
      boolean touched,
      long rows,
      long tenants) {}

  /**
   * The newest entries of a table from which the worker cannot delete.
   *
   * @param key the identity column
   * @param first the lowest key among them
   * @param last the highest key
   */
  public record Tail(
      String name,
      String key,
      String expressions,
      long first,
      long last,
      long rows,
      String fingerprint) {}

  public MarkerContent {
    tables = List.copyOf(tables);
    tails = List.copyOf(tails);
    answers = List.copyOf(answers);
  }
}
