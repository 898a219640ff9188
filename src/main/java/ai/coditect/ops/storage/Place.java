package ai.coditect.ops.storage;

import ai.coditect.ops.problem.DidYouMean;
import ai.coditect.ops.problem.ProblemsException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a URI of the environment names. Whether there is such a place is another question. */
public sealed interface Place {

  record Directory(Path path) implements Place {}

  /**
   * @param prefix empty, or what the names begin with before a slash
   */
  record Bucket(String name, String prefix) implements Place {

    /** What the names of its objects begin with. */
    public String directory() {
      return prefix.isEmpty() ? "" : prefix + "/";
    }

    @Override
    public String toString() {
      return "gs://" + name + "/" + prefix;
    }
  }

  /**
   * @throws ProblemsException when it is no {@code gs://bucket/prefix} and no {@code file:///dir}
   */
  static Place read(@Nullable String uri, Use use) {
    if (uri == null || uri.isBlank()) {
      throw use.refusal("is not set.");
    }
    URI place;
    try {
      place = new URI(uri.strip());
    } catch (URISyntaxException e) {
      throw use.refusal("is not a URI.");
    }
    String scheme = place.getScheme();
    if (!"gs".equals(scheme) && !"file".equals(scheme)) {
      throw use.refusal(
          scheme == null
              ? "has no scheme."
              : "has scheme \"" + scheme + "\". " + DidYouMean.cure(scheme, List.of("file", "gs")));
    }
    if (place.getRawQuery() != null || place.getRawFragment() != null) {
      throw use.refusal("has a query or a fragment.");
    }
    return "gs".equals(scheme) ? bucket(place, use) : directory(place, use);
  }

  private static Place directory(URI place, Use use) {
    boolean elsewhere = place.getRawAuthority() != null;
    String path = place.getPath();
    if (elsewhere || path == null || !path.startsWith("/") || path.equals("/")) {
      throw use.refusal("does not name a directory on this machine.");
    }
    if (LocalPath.isBeyondLocale(path)) {
      throw use.refusal("has characters that this process's locale cannot spell.", LocalPath.CURE);
    }
    return new Directory(
        LocalPath.of(path)
            .orElseThrow(() -> use.refusal("does not name a directory on this machine."))
            .normalize());
  }

  private static Place bucket(URI place, Use use) {
    String bucket = place.getRawAuthority();
    String path = place.getPath();
    if (bucket == null || !bucket.matches("[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]")) {
      throw use.refusal("does not name a bucket.");
    }
    if (path.contains("//") || path.chars().anyMatch(Character::isISOControl)) {
      throw use.refusal("has a prefix that no object can have.");
    }
    return new Bucket(bucket, path.replaceAll("^/|/$", ""));
  }
}
