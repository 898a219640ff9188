package ai.coditect.ops.storage;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.RefusalException;
import ai.coditect.ops.problem.TransientProblemsException;
import java.util.List;

/**
 * What a place is for, so that its problems speak of that.
 *
 * @param what the words that its problems begin with: {@code the ledger}
 * @param setting the environment variable that names the place
 * @param howToSet the cure when the setting is wrong
 * @param rights the cure when a bucket refuses the worker
 */
public record Use(String what, String setting, String howToSet, String rights) {

  ProblemsException refusal(String predicate) {
    return refusal(predicate, howToSet);
  }

  ProblemsException refusal(String predicate, String cure) {
    return new ProblemsException(
        List.of(new Problem(setting + " " + predicate, "environment", cure)));
  }

  /** A problem that stays until somebody acts. */
  RefusalException problem(String predicate, String place, String cure) {
    return new RefusalException(problems(predicate, place, cure));
  }

  /** A problem that may be over by itself. */
  TransientProblemsException outage(String predicate, String place, String cure) {
    return new TransientProblemsException(problems(predicate, place, cure));
  }

  private List<Problem> problems(String predicate, String place, String cure) {
    return List.of(new Problem(what + " " + predicate, setting + ", " + place, cure));
  }
}
