package ai.coditect.ops.bench;

import ai.coditect.ops.local.LocalPostgres.Database;
import ai.coditect.ops.metrics.collect.ReadFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One collection of all shipped figures, none of which was read before. */
final class FigureContest {
  private final Database database;
  private final Instant asOf;

  private FigureContest(Database database, Instant asOf) {
    this.database = database;
    this.asOf = asOf;
  }

  static FigureContest on(BenchServer server, Size size) {
    Database database = server.copy(BenchServer.Layout.PEOPLE);
    database.execute(
        "set bench.licenses = " + size.licenses(),
        "set bench.as_of = '" + server.asOf() + "'",
        BenchServer.file("fill_figures"));
    database.execute("vacuum (freeze, analyze)");
    return new FigureContest(database, server.asOf());
  }

  Database database() {
    return database;
  }

  /**
   * @param collection the median of some
   * @param byFile what each metric file took in the median collection
   * @param wrong figures that were not read, with their reason
   */
  record Heat(Duration collection, Map<String, Duration> byFile, List<String> wrong) {}

  Heat run(int repetitions) {
    List<Heat> heats = new ArrayList<>();
    for (int i = 0; i < repetitions; i++) {
      long start = System.nanoTime();
      ReadFigures read = ReadFigures.of(database, asOf);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      heats.add(new Heat(took, new TreeMap<>(read.byFile()), read.wrong()));
    }
    return heats.stream()
        .sorted(Comparator.comparing(Heat::collection))
        .toList()
        .get(heats.size() / 2);
  }
}
