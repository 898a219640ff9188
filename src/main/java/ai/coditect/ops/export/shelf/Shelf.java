package ai.coditect.ops.export.shelf;

import ai.coditect.ops.problem.ProblemsException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Where packages lie. Safe for many threads and many workers at once. */
public interface Shelf {

  /** The full name of what is or will be called so here. */
  String location(String name);

  /**
   * Begins a package under a name that nobody has used before.
   *
   * @throws ProblemsException when the place cannot be written
   */
  Placing place(String name);

  /**
   * Removes what has this name, and what was left of an attempt to write it.
   *
   * @return whether there was anything under the final name
   * @throws ProblemsException when it cannot be said to be gone
   */
  boolean remove(String name);

  /**
   * A link that lets whoever has it fetch the package without an account.
   *
   * @param lifetime at most seven days
   * @return empty where the place has no such links: a directory
   * @throws ProblemsException when the worker may not sign one
   */
  Optional<Link> link(String name, Duration lifetime, Instant now);

  /**
   * Tries whether the place can be written, and leaves nothing behind.
   *
   * @throws ProblemsException when it cannot
   */
  void probe();

  /** A bearer's link; to be shown to the person and stored nowhere. */
  record Link(String url, Instant until) {
    @Override
    public String toString() {
      return "Link until " + until;
    }
  }
}
