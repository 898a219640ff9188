package ai.coditect.ops.ledger;

import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.storage.BucketClient;
import ai.coditect.ops.storage.Place;
import ai.coditect.ops.storage.StandIn;
import ai.coditect.ops.storage.Use;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A place for numbered segments that are written once and whole. Everything it throws is a {@link
 * ProblemsException}, apart from what comes while reading a stream.
 */
interface SegmentStore {
  Use USE =
      new Use(
          "the ledger",
          "OPS_LEDGER_URI",
          "Set it to gs://bucket/prefix or to file:///dir, an existing directory, on storage that"
              + " outlives the worker and is not restored together with the database.",
          "Give its service account roles/storage.objectCreator and roles/storage.objectViewer on"
              + " the bucket; nobody needs the right to delete.");

  /**
   * Writes a segment: readers see all of it or nothing, and it is durable on return.
   *
   * @return false if the number was taken by other content
   */
  boolean create(long number, byte[] content);

  /** The content of a segment, if it is there. */
  Optional<InputStream> open(long number);

  /** The smallest number above this one that is there. */
  OptionalLong next(long number);

  /** The largest number there, or 0. */
  long last();

  /** Tries whether the place works, and leaves nothing behind. */
  default void probe() {
    last();
  }

  /** A reading of a stream went wrong. */
  ProblemsException unreadable(IOException e);

  /**
   * The store that a URI names. A directory is looked at now; a bucket, and the client that asks
   * for it, when the answer is used.
   *
   * @param storageHost value of STORAGE_EMULATOR_HOST
   * @param patience how long one question to a bucket may take with all its repetitions
   */
  static Supplier<SegmentStore> at(
      @Nullable String uri, Optional<String> storageHost, Duration patience) {
    Place place = Place.read(uri, USE);
    if (place instanceof Place.Bucket bucket) {
      Optional<String> root = storageHost.filter(host -> !host.isBlank()).map(StandIn::root);
      return () ->
          new BucketSegmentStore(
              bucket, root, new BucketClient.Patience(patience.dividedBy(2), patience));
    }
    SegmentStore directory = FileSegmentStore.in(((Place.Directory) place).path());
    return () -> directory;
  }
}
