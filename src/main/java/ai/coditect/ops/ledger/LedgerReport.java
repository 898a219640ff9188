package ai.coditect.ops.ledger;

import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.Set;

/**
 * What reading a ledger, or its tail, found.
 *
 * @param head the end of what was read
 * @param entries how many are proven unchanged and count
 * @param keys the names of the subject keys that made them
 * @param faultCount all faults, also those beyond the ones listed
 * @param foreign how many entries were given to nobody, as their writer's do not count
 * @param endsForeign whether the last segment is of a writer whose entries do not count: no end to
 *     go on from later
 */
public record LedgerReport(
    Head head,
    long entries,
    Set<String> keys,
    long faultCount,
    List<Fault> faults,
    long foreign,
    boolean endsForeign) {
  static final int MOST_LISTED = 1000;

  public LedgerReport {
    keys = Set.copyOf(keys);
    faults = List.copyOf(faults);
  }

  public boolean isSound() {
    return faultCount == 0;
  }

  public List<Problem> problems() {
    return faults.stream().map(Fault::problem).toList();
  }

  /** What to say where nobody can tell any more who writes the ledger, or wrote it. */
  public static Problem withoutItsAdoption(long segment) {
    return lostAdoption(segment).problem();
  }

  static Fault lostAdoption(long segment) {
    return new Fault(
        segment,
        0,
        "The ledger's writer cannot be told: the segment of its adoption is gone or damaged.",
        "the adoption of segment " + segment,
        "none that can be read");
  }

  /**
   * Something that does not fit.
   *
   * @param sequence the entry, or 0 for the segment itself
   */
  public record Fault(long segment, long sequence, String what, String expected, String actual) {
    Problem problem() {
      return new Problem(
          what + " Expected " + expected + ", found " + actual + ".",
          "ledger, segment " + segment + (sequence == 0 ? "" : ", entry " + sequence),
          "Compare the segment with a copy of it, find out who wrote to the ledger's place, and"
              + " put the original back; nothing is erased on the word of a changed ledger.");
    }
  }
}
