package ai.coditect.ops.problem;

import java.util.List;

/**
 * Whether a part of a serving worker still moves. What stands still is cured by a new process only,
 * so what merely waits, for a database that is away, moves. A room contributes its checks as beans.
 */
@FunctionalInterface
public interface LivenessCheck {

  /** What stands still; empty while everything moves. Answers at once, from memory. */
  List<Problem> standing();
}
