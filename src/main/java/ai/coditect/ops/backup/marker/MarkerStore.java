package ai.coditect.ops.backup.marker;

import static ai.coditect.ops.database.Arrays.longs;
import static ai.coditect.ops.database.Arrays.plain;
import static ai.coditect.ops.database.Arrays.texts;
import static ai.coditect.ops.database.Arrays.time;
import static ai.coditect.ops.database.Arrays.uuids;

import ai.coditect.ops.database.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The markers of a database, production's or a copy's. */
public final class MarkerStore {
  private static final Sql FIND_NEWEST = Sql.file("backup/find_newest_marker");
  private static final Sql FIND_NEWEST_UNTIL = Sql.file("backup/find_newest_marker_until");
  private static final Sql FIND_BEFORE = Sql.file("backup/find_marker_before");
  private static final Sql READ_AGES = Sql.file("backup/read_marker_age");
  private static final Sql READ_STRUCTURE = Sql.file("backup/read_structure");
  private static final Sql READ_FIGURES = Sql.file("backup/read_figures");
  private static final Sql WAIT = Sql.file("backup/wait_for_reading");
  private static final Sql INSERT_STRUCTURE = Sql.file("backup/insert_structure");
  private static final Sql INSERT_FIGURES = Sql.file("backup/insert_figures");
  private static final Sql INSERT_MARKER = Sql.file("backup/insert_marker");
  private static final Sql DELETE_FIGURES = Sql.file("backup/delete_old_figures");
  private static final Sql DELETE_MARKERS = Sql.file("backup/delete_old_markers");
  private static final Sql DELETE_STRUCTURES = Sql.file("backup/delete_unused_structures");

  private final JdbcClient jdbc;

  public MarkerStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** When the newest marker was taken, and since when there is this database. */
  record Ages(Optional<Instant> newest, Instant databaseMadeAt) {}

  Ages ages() {
    return jdbc.sql(READ_AGES.text())
        .query(
            (row, n) ->
                new Ages(
                    Optional.ofNullable(row.getObject("newest", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                    row.getObject("made_at", OffsetDateTime.class).toInstant()))
        .single();
  }

  public Optional<Marker> newest() {
    return jdbc.sql(FIND_NEWEST.text()).query(MarkerStore::marker).optional();
  }

  /** The newest marker that a backup which began at this instant has to hold. */
  public Optional<Marker> newestUntil(Instant instant) {
    return jdbc.sql(FIND_NEWEST_UNTIL.text())
        .param("instant", time(instant))
        .query(MarkerStore::marker)
        .optional();
  }

  /** The marker before this one, which may be older than the one with the number before. */
  public Optional<Marker> before(long sequence) {
    return jdbc.sql(FIND_BEFORE.text())
        .param("sequence", sequence)
        .query(MarkerStore::marker)
        .optional();
  }

  /** The structure of this hash, as the text that was hashed. */
  public Optional<String> structure(String hash) {
    return jdbc.sql(READ_STRUCTURE.text()).param("hash", hash).query(String.class).optional();
  }

  /** Streams a marker's figures in the order of table and tenant; call it in a transaction. */
  public void figures(long marker, Consumer<Figure> figures) {
    try (Stream<Figure> found =
        jdbc
            .sql(READ_FIGURES.text())
            .withFetchSize(1000)
            .param("marker", marker)
            .query(
                (row, n) ->
                    new Figure(
                        row.getString("table_name"),
                        row.getObject("organization_id", UUID.class),
                        row.getLong("row_count"),
                        row.getBigDecimal("fingerprint").toPlainString(),
                        row.getBigDecimal("identity").toPlainString()))
            .stream()) {
      found.forEach(figures);
    }
  }

  /** Lets the caller's transaction be idle while another connection reads. */
  void waitForReading(String timeout) {
    jdbc.sql(WAIT.text()).param("timeout", timeout).query(String.class).single();
  }

  void insertStructure(String hash, String content) {
    jdbc.sql(INSERT_STRUCTURE.text()).param("hash", hash).param("content", content).update();
  }

  void insertFigures(long marker, List<Figure> figures) {
    jdbc.sql(INSERT_FIGURES.text())
        .param("marker", marker)
        .param("tables", texts(figures.stream().map(Figure::table).toList()))
        .param("organizations", uuids(figures.stream().map(Figure::organization).toList()))
        .param("rows", longs(figures.stream().map(Figure::rows).toList()))
        .param("fingerprints", plain(figures.stream().map(Figure::fingerprint).toList()))
        .param("identities", plain(figures.stream().map(Figure::identity).toList()))
        .update();
  }

  void insert(Marker marker, UUID run) {
    jdbc.sql(INSERT_MARKER.text())
        .param("sequence", marker.sequence())
        .param("taken_at", time(marker.takenAt()))
        .param("run_id", run)
        .param("key_id", marker.keyId())
        .param("structure", marker.structure())
        .param("content", marker.content())
        .param("signature", marker.signature())
        .update();
  }

  /** Deletes figures of all but the newest markers; answers how many rows it were. */
  int deleteFigures(int kept, int most) {
    return jdbc.sql(DELETE_FIGURES.text()).param("kept", kept).param("most", most).update();
  }

  /** Deletes markers that were taken before, and whose figures have gone, except the newest. */
  int deleteMarkers(Instant before, int most) {
    return jdbc.sql(DELETE_MARKERS.text())
        .param("before", time(before))
        .param("most", most)
        .update();
  }

  int deleteStructures(int most) {
    return jdbc.sql(DELETE_STRUCTURES.text()).param("most", most).update();
  }

  private static Marker marker(ResultSet row, int number) throws SQLException {
    return new Marker(
        row.getLong("sequence"),
        row.getObject("taken_at", OffsetDateTime.class).toInstant(),
        row.getString("key_id"),
        row.getString("structure"),
        row.getString("content"),
        row.getString("signature"));
  }
}
