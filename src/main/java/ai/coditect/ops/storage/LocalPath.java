package ai.coditect.ops.storage;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** A path on this machine as somebody wrote it. */
public final class LocalPath {
  /** What helps where the locale is in the way. */
  public static final String CURE =
      "Start the worker with LC_ALL=C.UTF-8 in its environment, or name the path in ASCII.";

  private LocalPath() {}

  /** Empty where no path can be written like this. */
  public static Optional<Path> of(String written) {
    try {
      return Optional.of(Path.of(written));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether there may be such a path and this process cannot open it: the system's names are bytes,
   * and Java spells them in the charset of the locale it was started in.
   */
  public static boolean isBeyondLocale(String written) {
    return of(written).isEmpty() && written.indexOf(0) < 0;
  }
}
