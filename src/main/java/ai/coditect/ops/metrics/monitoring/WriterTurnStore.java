package ai.coditect.ops.metrics.monitoring;

import ai.coditect.ops.database.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which worker's turn it is to write business figures. */
final class WriterTurnStore {
  private static final Sql TAKE = Sql.file("metrics/take_writer_turn");
  private static final Sql KEEP = Sql.file("metrics/keep_writer_turn");
  private static final Sql END = Sql.file("metrics/end_writer_turn");

  private final JdbcClient jdbc;
  private final String worker;

  /**
   * @param worker a name that no other process has
   */
  WriterTurnStore(JdbcClient jdbc, String worker) {
    this.jdbc = jdbc;
    this.worker = worker;
  }

  /**
   * @param now the server's clock
   * @param byAnother whether another worker had the turn before
   * @param writtenThrough up to when whoever had it has written
   */
  record Taken(Instant now, boolean byAnother, Optional<Instant> writtenThrough) {
    /** What this worker must not go back behind. */
    Optional<Instant> floor() {
      return writtenThrough.filter(through -> byAnother);
    }
  }

  /** Empty while it is another worker's. */
  Optional<Taken> take(Duration length) {
    return jdbc.sql(TAKE.text())
        .param("worker", worker)
        .param("seconds", length.toMillis() / 1000.0)
        .query(
            (row, number) ->
                new Taken(
                    instant(row, "now").orElseThrow(),
                    !worker.equals(row.getString("previous")),
                    instant(row, "written_through")))
        .optional();
  }

  /** Says before it happens up to when is written; false when another worker has the turn. */
  boolean keep(Duration length, Instant through) {
    return jdbc.sql(KEEP.text())
            .param("worker", worker)
            .param("seconds", length.toMillis() / 1000.0)
            .param("through", through.atOffset(ZoneOffset.UTC))
            .update()
        == 1;
  }

  /**
   * The next may write at once.
   *
   * @param through up to when was written in fact
   */
  void end(Optional<Instant> through) {
    jdbc.sql(END.text())
        .param("worker", worker)
        .param("through", through.map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null))
        .update();
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
