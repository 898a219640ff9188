package ai.coditect.ops.erasure.purge;

import java.util.Map;

/** People who were erased can still be found: nothing of the bite is committed. */
final class StillThereException extends RuntimeException {
  private static final long serialVersionUID = 1;

  StillThereException(Map<String, Long> remains) {
    super(
        "After the deletion, rows of the erased people were still found, so nothing was committed: "
            + remains
            + ". Look for a trigger or a rule that holds deletions back or writes rows anew.");
  }
}
