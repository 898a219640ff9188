package ai.coditect.ops.ledger;

import ai.coditect.ops.problem.DidYouMean;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A place for numbered segments that are written once and whole. Everything it throws is a {@link
 * ProblemsException}, apart from what comes while reading a stream.
 */
interface SegmentStore {

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
   */
  static Supplier<SegmentStore> at(@Nullable String uri, Optional<String> storageHost) {
    if (uri == null || uri.isBlank()) {
      throw refusal("is not set.");
    }
    URI place;
    try {
      place = new URI(uri.strip());
    } catch (URISyntaxException e) {
      throw refusal("is not a URI.");
    }
    String scheme = place.getScheme();
    if (!"gs".equals(scheme) && !"file".equals(scheme)) {
      throw refusal(
          scheme == null
              ? "has no scheme."
              : "has scheme \"" + scheme + "\". " + DidYouMean.cure(scheme, List.of("file", "gs")));
    }
    if (place.getRawQuery() != null || place.getRawFragment() != null) {
      throw refusal("has a query or a fragment.");
    }
    if ("gs".equals(scheme)) {
      return bucket(place, storageHost);
    }
    boolean elsewhere = place.getRawAuthority() != null;
    String path = place.getPath();
    if (elsewhere || path == null || !path.startsWith("/") || path.equals("/")) {
      throw refusal("does not name a directory on this machine.");
    }
    SegmentStore directory = FileSegmentStore.in(Path.of(path));
    return () -> directory;
  }

  private static Supplier<SegmentStore> bucket(URI place, Optional<String> storageHost) {
    String bucket = place.getRawAuthority();
    String path = place.getPath();
    if (bucket == null || !bucket.matches("[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]")) {
      throw refusal("does not name a bucket.");
    }
    if (path.contains("//") || path.chars().anyMatch(Character::isISOControl)) {
      throw refusal("has a prefix that no segment can have.");
    }
    String prefix = path.replaceAll("^/|/$", "");
    Optional<String> root = storageHost.filter(host -> !host.isBlank()).map(SegmentStore::root);
    return () -> new BucketSegmentStore(bucket, prefix, root);
  }

  /** The ecosystem writes the address of a stand-in with or without its scheme. */
  private static String root(String host) {
    String root = host.strip().replaceAll("/+$", "");
    if (!root.matches("https?://.*")) {
      root = "http://" + root;
    }
    if (!root.matches(
        "https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?|https?://\\[[0-9a-f:]+](:[0-9]{1,5})?")) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  "STORAGE_EMULATOR_HOST is not an address.",
                  "environment",
                  "Set it to host:port or http://host:port, or remove it to use Google's"
                      + " service.")));
    }
    return root;
  }

  private static ProblemsException refusal(String what) {
    return new ProblemsException(
        List.of(
            new Problem(
                "OPS_LEDGER_URI " + what,
                "environment",
                "Set it to gs://bucket/prefix or to file:///dir, an existing directory, on storage"
                    + " that outlives the worker and is not restored together with the"
                    + " database.")));
  }
}
