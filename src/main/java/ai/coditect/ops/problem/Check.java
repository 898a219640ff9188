package ai.coditect.ops.problem;

import java.util.List;

/** One item of the deployment checklist. A room contributes its items as beans. */
public interface Check {

  /**
   * A sentence that is true when the item is fine, for example "the system role sees every tenant".
   */
  String claim();

  /** Whether a serving worker looks again and again, for its health and its log. */
  default boolean watched() {
    return false;
  }

  /** Which part of a serving worker's health a watched item belongs to; in kebab-case. */
  default String part() {
    return "other";
  }

  /** Looks, changes nothing, and answers within seconds. */
  Finding examine();

  /**
   * @param refused true when a failed item is a guard's refusal (exit 3) rather than something that
   *     may pass later (exit 1)
   */
  record Finding(State state, boolean refused, String detail, List<Problem> problems) {
    public enum State {
      OK,
      FAILED,
      NOT_APPLICABLE
    }

    public static Finding ok(String detail) {
      return new Finding(State.OK, false, detail, List.of());
    }

    public static Finding notApplicable(String why) {
      return new Finding(State.NOT_APPLICABLE, false, why, List.of());
    }

    public static Finding failed(List<Problem> problems) {
      return new Finding(State.FAILED, false, "", problems);
    }

    public static Finding refused(List<Problem> problems) {
      return new Finding(State.FAILED, true, "", problems);
    }
  }
}
