package ai.coditect.ops.erasure.writer;

import ai.coditect.ops.erasure.writer.Writership.Others;
import java.util.Optional;
import java.util.SortedSet;

/** A database of people, all of one tenant, at a server, and the worker that purges it. */
public interface Site {

  SortedSet<Integer> people();

  /** One person is due, the first or the last, and a purge runs; false when it is refused. */
  boolean purge(boolean fromTheEnd);

  /** False when it is refused. */
  boolean replay();

  /** Whether the ledger speaks of erasures that are not in the database. */
  boolean isOlder();

  /** True when this made it the writer, false when it was. */
  boolean adopt(Optional<Others> others);

  /** False when it is refused. */
  boolean callCopy();

  /** Everything in the database becomes what is in the other one, with what was said there. */
  void restore(Site backup);

  /** Goes straight at the ledger, as a bite that was in the middle; false when it is refused. */
  boolean wakeUp();
}
