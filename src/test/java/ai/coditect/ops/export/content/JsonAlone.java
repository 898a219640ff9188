package ai.coditect.ops.export.content;

import ai.coditect.ops.export.content.ExportStatementStore.Kind;
import ai.coditect.ops.export.content.Outline.Place;
import ai.coditect.ops.export.parcel.Contents;
import ai.coditect.ops.export.parcel.Format;
import ai.coditect.ops.export.parcel.write.ParcelWriter;
import ai.coditect.ops.export.shelf.Placing;
import ai.coditect.ops.export.shelf.Shelves;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.privacy.PersonalDataMap.Profile;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The JSON Lines of one table on their way of every package, from the snapshot to the shelf, for a
 * benchmark that compares them with the server's JSON.
 */
public final class JsonAlone {
  private JsonAlone() {}

  /** Answers how many rows went. */
  public static long write(InProcessWorker worker, UUID organization, String table)
      throws IOException {
    Scope scope = new Scope(organization, Optional.empty(), Profile.ACCESS);
    MappedDatabase mapped = worker.get(MappedDatabase.class);
    List<Place> places =
        Outline.of(mapped.map(), mapped.catalogue(), scope, new Wording(Map.of(), "kept"))
            .places()
            .stream()
            .filter(place -> place.table().equals(table))
            .toList();
    try (Placing placing = worker.get(Shelves.class).present().place(UUID.randomUUID() + ".zip");
        SnapshotStore snapshot =
            SnapshotStore.open(worker.get(DataSource.class), Duration.ofHours(1))) {
      Map<Kind, String> statements =
          new ExportStatementStore(snapshot)
              .compose(places, scope, mapped.map().subject(), List.of("email"))
              .get(0);
      Contents contents =
          new Contents(
              organization,
              Optional.empty(),
              "access",
              snapshot.instant(),
              "bench",
              List.of(places.get(0).sheet()),
              List.of());
      try (ParcelWriter parcel = ParcelWriter.to(placing.out(), contents)) {
        CopyStore copied =
            new CopyStore(snapshot, table, organization, Optional.empty(), true, () -> {});
        long rows =
            copied
                .rows(
                    statements.get(Kind.JSON_ROWS),
                    parcel.begin(places.get(0).sheet(), Format.JSON_LINES))
                .rows();
        // An empty twin, so that the package can be ended.
        parcel.begin(places.get(0).sheet(), Format.CSV);
        placing.out().flush();
        return rows;
      }
    }
  }
}
