package ai.coditect.ops.backup.drill;

import ai.coditect.ops.backup.evidence.Drill;
import ai.coditect.ops.backup.examine.Examination;
import ai.coditect.ops.problem.Problem;
import java.util.List;

/** Looks at a restored copy. What it does takes as long as it takes, on a thread of its own. */
public interface CopyExamination {

  /** Why nothing could be examined, whatever the copy; empty when it could. */
  List<Problem> missing();

  /** Changes nothing of what it looks at, but that people who were erased are erased again. */
  Examination examine(Drill drill, DrillSettings settings, CopyClient.Copy copy);

  /** Damages the copy at random, and says whether another look names the damage. */
  Drill.Control damage(Drill drill, DrillSettings settings, CopyClient.Copy copy);
}
