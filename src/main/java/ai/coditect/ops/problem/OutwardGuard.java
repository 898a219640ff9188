package ai.coditect.ops.problem;

import java.util.List;

/**
 * Whether this database may have an effect outside itself, or be changed by an operator. Asked when
 * a worker begins to serve and every few seconds while it does, before each real run and before
 * each command that writes; a room contributes its guard as a bean.
 */
@FunctionalInterface
public interface OutwardGuard {

  /**
   * Everything that speaks against it, each with its cure; empty when nothing does.
   *
   * @throws ProblemsException when it cannot be told now
   */
  List<Problem> problems();
}
