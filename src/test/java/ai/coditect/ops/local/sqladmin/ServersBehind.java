package ai.coditect.ops.local.sqladmin;

import java.time.Instant;
import java.util.Optional;

/** What really runs behind the instances. An instance is named {@code project/name}. */
public interface ServersBehind {
  /** Nothing: instances are documents only. */
  ServersBehind NONE = new ServersBehind() {};

  /**
   * Makes a server.
   *
   * @return its address
   */
  default Optional<String> create(String instance) throws Exception {
    return Optional.empty();
  }

  /**
   * Makes a server that is another one as it was at an instant, or as it is.
   *
   * @return its address
   */
  default Optional<String> copy(String source, String instance, Optional<Instant> until)
      throws Exception {
    return Optional.empty();
  }

  default void backUp(String instance, String backup) throws Exception {}

  /** Replaces all that the server holds by a backup; nothing is asked. */
  default void restore(String instance, String backup) throws Exception {}

  default void addLogin(String instance, String user, String password) throws Exception {}

  /** What a deletion leaves: nothing. */
  default void delete(String instance) throws Exception {}
}
