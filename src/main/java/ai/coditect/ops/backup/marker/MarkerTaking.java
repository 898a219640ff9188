package ai.coditect.ops.backup.marker;

import ai.coditect.ops.backup.checkfile.CheckAnswer;
import ai.coditect.ops.backup.checkfile.CheckFile;
import ai.coditect.ops.backup.signing.EvidenceKeys;
import ai.coditect.ops.backup.signing.Purpose;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes one marker: reads in a snapshot of its own, in constant memory, and writes in the caller's
 * transaction. The tables are read once, on one of the server's processors.
 */
final class MarkerTaking {
  private static final int PAGE = 1000;

  private final MarkerStore markers;
  private final Function<Duration, ReadingStore> readings;
  private final Supplier<List<CheckFile>> checks;
  private final JsonMapper json;

  /**
   * @param checks read each time, as a drill does: a file that is added is answered by the next
   *     marker
   */
  MarkerTaking(
      MarkerStore markers,
      Function<Duration, ReadingStore> readings,
      Supplier<List<CheckFile>> checks,
      JsonMapper json) {
    this.markers = markers;
    this.readings = readings;
    this.checks = checks;
    this.json = json;
  }

  /** Takes it and answers which check files could not be answered. */
  List<CheckAnswer> take(UUID run, EvidenceKeys keys, BackupMarkerSettings settings) {
    markers.waitForReading("30min");
    Optional<Marker> before = markers.newest();
    long sequence = before.map(Marker::sequence).orElse(0L) + 1;
    try (ReadingStore reading = readings.apply(settings.statementTimeout())) {
      reading.leaveProcessorsToTenants();
      String structure = json.writeValueAsString(reading.structure());
      List<MarkerContent.Table> tables = new ArrayList<>();
      Sha256 digest = new Sha256();
      for (ReadingStore.Composed composed : reading.tables()) {
        tables.add(count(reading, sequence, composed, digest));
      }
      List<CheckAnswer> answers = checks.get().stream().map(reading::answer).toList();
      MarkerContent content =
          new MarkerContent(
              MarkerContent.FORMAT,
              sequence,
              reading.snapshot().at().toString(),
              run,
              reading.snapshot().database(),
              reading.snapshot().serverVersion(),
              reading.snapshot().schemaVersion(),
              reading.snapshot().text(),
              Sha256.of(structure),
              before.map(marker -> Sha256.of(marker.content())),
              digest.hex(),
              tables,
              reading.tails(settings.tail()),
              reading.sequences(),
              answers);
      String text = json.writeValueAsString(content);
      byte[] signature = keys.sign(Purpose.MARKER, text.getBytes(StandardCharsets.UTF_8));
      markers.insertStructure(content.structure(), structure);
      markers.insert(
          new Marker(
              sequence,
              reading.snapshot().at(),
              keys.id(),
              content.structure(),
              text,
              HexFormat.of().formatHex(signature)),
          run);
      return answers.stream().filter(answer -> answer.failure().isPresent()).toList();
    }
  }

  private MarkerContent.Table count(
      ReadingStore reading, long marker, ReadingStore.Composed composed, Sha256 digest) {
    MarkerContent.Table table = composed.table();
    List<Figure> page = new ArrayList<>(PAGE);
    long[] sums = new long[2];
    reading.stream(
        composed.statement(),
        row -> {
          Figure figure =
              new Figure(
                  table.name(), UUID.fromString(row[0]), Long.parseLong(row[1]), row[2], row[3]);
          digest.add(figure);
          sums[0] += figure.rows();
          sums[1]++;
          page.add(figure);
          if (page.size() == PAGE) {
            markers.insertFigures(marker, page);
            page.clear();
          }
        });
    if (!page.isEmpty()) {
      markers.insertFigures(marker, page);
    }
    return new MarkerContent.Table(
        table.name(),
        table.tenant(),
        table.columns(),
        table.expressions(),
        table.keys(),
        table.filenode(),
        table.born(),
        table.touched(),
        sums[0],
        sums[1]);
  }
}
