package ai.coditect.ops.backup.drill;

import ai.coditect.ops.backup.evidence.Drill;
import ai.coditect.ops.backup.examine.Examination;
import java.util.UUID;

/** Looks at a restored copy. What it does takes as long as it takes, on a thread of its own. */
public interface CopyExamination {

  /**
   * Changes nothing of what it looks at.
   *
   * @param backup from when to when what was restored was made
   */
  Examination examine(UUID run, CopyClient.Copy copy, Drill.Backup backup);

  /** Damages the copy at random, and says whether another look names the damage. */
  Drill.Control damage(UUID run, CopyClient.Copy copy, Drill.Backup backup);
}
