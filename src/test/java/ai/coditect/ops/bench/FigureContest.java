package ai.coditect.ops.bench;

import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPostgres.Database;
import ai.coditect.ops.metrics.collect.ReadFigures;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Collections of all shipped figures, none of which was read before, on a connection that was. */
final class FigureContest implements AutoCloseable {
  private final Database database;
  private final HikariDataSource connections;
  private final Instant asOf;

  private FigureContest(Database database, Instant asOf) {
    this.database = database;
    this.asOf = asOf;
    this.connections = new HikariDataSource();
    connections.setDataSource(database.as(LocalPostgres.WORKER));
    connections.setMaximumPoolSize(1);
  }

  static FigureContest on(BenchServer server) {
    return new FigureContest(server.copy(BenchServer.Layout.PEOPLE_AND_LICENSES), server.asOf());
  }

  Database database() {
    return database;
  }

  ReadFigures read() {
    return ReadFigures.of(connections, asOf);
  }

  /** The median of some, after one that is not counted. */
  ReadFigures median(int repetitions) {
    read();
    return IntStream.range(0, repetitions)
        .mapToObj(i -> read())
        .sorted(Comparator.comparing(ReadFigures::took))
        .toList()
        .get(repetitions / 2);
  }

  @Override
  public void close() {
    connections.close();
  }
}
