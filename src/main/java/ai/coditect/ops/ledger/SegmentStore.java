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
import org.jspecify.annotations.Nullable;

/**
 * A place for numbered segments that are written once and whole. Everything it throws is a {@link
 * ProblemsException}, apart from what comes while reading a stream.
 */
interface SegmentStore {

  /**
   * Writes a segment: readers see all of it or nothing, and it is durable on return.
   *
   * @return false if the number was taken, by whatever content
   */
  boolean create(long number, byte[] content);

  /** The content of a segment, if it is there. */
  Optional<InputStream> open(long number);

  /** The smallest number above this one that is there. */
  OptionalLong next(long number);

  /** The largest number there, or 0. */
  long last();

  /** A reading of a stream went wrong. */
  ProblemsException unreadable(IOException e);

  static SegmentStore at(@Nullable String uri) {
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
    if ("gs".equals(scheme)) {
      throw refusal("names a bucket, and this worker keeps its ledger in a directory only.");
    }
    if (!"file".equals(scheme)) {
      throw refusal(
          scheme == null
              ? "has no scheme."
              : "has scheme \"" + scheme + "\". " + DidYouMean.cure(scheme, List.of("file")));
    }
    boolean elsewhere = place.getRawAuthority() != null;
    String path = place.getPath();
    if (elsewhere || path == null || !path.startsWith("/") || path.equals("/")) {
      throw refusal("does not name a directory on this machine.");
    }
    if (place.getRawQuery() != null || place.getRawFragment() != null) {
      throw refusal("has a query or a fragment, which a directory has not.");
    }
    return FileSegmentStore.in(Path.of(path));
  }

  private static ProblemsException refusal(String what) {
    return new ProblemsException(
        List.of(
            new Problem(
                "OPS_LEDGER_URI " + what,
                "environment",
                "Set it to file:///dir, an existing directory on storage that outlives the worker"
                    + " and is not restored together with the database.")));
  }
}
