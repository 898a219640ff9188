package ai.coditect.ops.bench;

import ai.coditect.ops.backup.examine.Examination;
import ai.coditect.ops.backup.examine.ExaminedTenants;
import ai.coditect.ops.backup.marker.Marker;
import ai.coditect.ops.backup.marker.TakenMarkers;
import ai.coditect.ops.local.LocalPostgres.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A marker and an examination beside the counting of the same rows. */
final class MarkerContest {
  private static final List<String> TABLES =
      List.of("organizations", "licenses", "users", "projects");
  private final Database database;

  private MarkerContest(Database database) {
    this.database = database;
  }

  static MarkerContest on(BenchServer server, Size size) {
    Database database = server.copy(BenchServer.Layout.PEOPLE);
    database.execute(
        "set bench.licenses = " + size.licenses(), BenchServer.file("fill_more_licenses"));
    database.execute("vacuum (freeze, analyze)");
    return new MarkerContest(database);
  }

  /** How long each took, the median of some. */
  record Heat(Duration counting, Duration marker, Duration examination, List<String> failed) {}

  Heat run(int repetitions) {
    List<Duration> counting = new ArrayList<>();
    List<Duration> markers = new ArrayList<>();
    List<Duration> examinations = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    for (int i = 0; i < repetitions; i++) {
      counting.add(time(this::count));
      Marker[] marker = new Marker[1];
      markers.add(time(() -> marker[0] = TakenMarkers.take(database)));
      Examination[] found = new Examination[1];
      examinations.add(
          time(
              () ->
                  found[0] =
                      ExaminedTenants.examiner()
                          .examine(
                              ExaminedTenants.client(database),
                              ExaminedTenants.expecting(database, marker[0]))));
      failed.addAll(found[0].names(Examination.Verdict.FAILED));
      // One that ran into its time would count as a fast one.
      failed.addAll(found[0].names(Examination.Verdict.INCONCLUSIVE));
    }
    return new Heat(median(counting), median(markers), median(examinations), failed);
  }

  Database database() {
    return database;
  }

  void mark() {
    TakenMarkers.take(database);
  }

  private long count() {
    JdbcClient jdbc = JdbcClient.create(database.asSuperuser());
    return TABLES.stream()
        .mapToLong(
            table ->
                jdbc.sql("select count(*) from coditect_shared." + table)
                    .query(Long.class)
                    .single())
        .sum();
  }

  private static Duration time(Supplier<?> work) {
    long start = System.nanoTime();
    work.get();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static Duration median(List<Duration> heats) {
    return heats.stream().sorted(Comparator.naturalOrder()).toList().get(heats.size() / 2);
  }
}
