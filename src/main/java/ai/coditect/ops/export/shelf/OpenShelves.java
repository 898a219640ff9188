package ai.coditect.ops.export.shelf;

import ai.coditect.ops.storage.ExportPlace;
import ai.coditect.ops.storage.Place;
import ai.coditect.ops.storage.StandIn;
import ai.coditect.ops.storage.Use;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Opens each place once, when it is first needed. */
final class OpenShelves implements Shelves {
  private static final Use EARLIER = ExportPlace.use("an earlier OPS_EXPORT_URI");

  private final Optional<String> uri;
  private final Optional<String> storageHost;
  private final Duration patience;
  private final Map<Place, Shelf> open = new ConcurrentHashMap<>();

  /**
   * @param patience how long one question of an upload may take with all its repetitions
   */
  OpenShelves(Optional<String> uri, Optional<String> storageHost, Duration patience) {
    this.uri = uri;
    this.storageHost = storageHost;
    this.patience = patience;
  }

  @Override
  public boolean configured() {
    return uri.isPresent();
  }

  @Override
  public Shelf present() {
    return open(Place.read(uri.orElse(null), ExportPlace.USE), ExportPlace.USE);
  }

  @Override
  public Shelf holding(String location) {
    Place place = Place.read(PackageName.placeOf(location), EARLIER);
    boolean today = uri.isPresent() && place.equals(Place.read(uri.get(), ExportPlace.USE));
    return open(place, today ? ExportPlace.USE : EARLIER);
  }

  private Shelf open(Place place, Use use) {
    return open.computeIfAbsent(place, unopened -> shelf(unopened, use));
  }

  private Shelf shelf(Place place, Use use) {
    if (place instanceof Place.Directory directory) {
      return DirectoryStore.in(directory.path(), use);
    }
    Optional<String> root = storageHost.map(StandIn::root);
    return new BucketStore((Place.Bucket) place, root, use, BucketStore.patience(patience));
  }

  @Override
  public String name(String location) {
    return PackageName.in(location);
  }
}
