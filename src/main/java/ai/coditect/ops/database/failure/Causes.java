package ai.coditect.ops.database.failure;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a failure came of. A chain of causes may be a ring, so no more than fifty are looked at. */
public final class Causes {
  private static final int MOST = 50;

  private Causes() {}

  /** The failure itself first, its root last. */
  public static List<Throwable> of(Throwable failure) {
    return Stream.<Throwable>iterate(failure, each -> each != null, Throwable::getCause)
        .limit(MOST)
        .toList();
  }

  /** The outermost of a type. */
  public static <T> Optional<T> first(Throwable failure, Class<T> type) {
    return of(failure).stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  public static Throwable root(Throwable failure) {
    List<Throwable> causes = of(failure);
    return causes.get(causes.size() - 1);
  }

  /** Where in our code it began, as {@code Name.java:12}. */
  public static Optional<String> place(Throwable failure) {
    return Stream.of(root(failure).getStackTrace())
        .filter(frame -> frame.getClassName().startsWith("ai.coditect."))
        .findFirst()
        .map(frame -> frame.getFileName() + ":" + frame.getLineNumber());
  }
}
