package ai.coditect.ops.job.command;

import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.Map;

/**
 * What a command answers.
 *
 * @param document printed as one JSON document with the problems added, when JSON was asked for
 * @param text printed line by line otherwise
 */
public record Reply(
    int exitCode, Map<String, Object> document, List<String> text, List<Problem> problems) {

  /** It was done. */
  public static Reply done(Map<String, Object> document, List<String> text) {
    return new Reply(0, document, text, List.of());
  }

  /** The arguments are well-formed and mean nothing here. */
  public static Reply wrong(Problem problem) {
    return new Reply(2, Map.of(), List.of(), List.of(problem));
  }

  /** A guard says no, and asking again will not help. */
  public static Reply refused(Problem problem) {
    return new Reply(3, Map.of(), List.of(), List.of(problem));
  }
}
