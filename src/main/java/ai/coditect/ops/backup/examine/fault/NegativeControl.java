package ai.coditect.ops.backup.examine.fault;

import ai.coditect.ops.backup.examine.Examination;
import ai.coditect.ops.backup.examine.Expectation.Tolerance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Draws a fault and plants it in a copy. */
public final class NegativeControl {
  private final FaultStore copy;
  private final boolean onCloudSql;

  /**
   * @param onCloudSql whether only those are drawn that an administrator without superuser can
   *     plant
   */
  public NegativeControl(FaultStore copy, boolean onCloudSql) {
    this.copy = copy;
    this.onCloudSql = onCloudSql;
  }

  /**
   * Plants the first fault, in the order that the seed draws, that the copy's data allow: rows of a
   * table without rows cannot be lost. One is drawn only where a check that names it was ok before:
   * a check that had nothing to be true of, or that a team replaced, could not.
   *
   * @param before the examination of the copy as it was restored
   * @return what was planted; empty when nothing could be
   */
  public Optional<Fault> plant(long seed, Tolerance tolerance, Examination before) {
    List<Fault> drawn = new ArrayList<>(Fault.possible(onCloudSql));
    // Whatever can be named, the seed draws the same order.
    Collections.shuffle(drawn, new Random(seed));
    drawn.removeIf(fault -> !fault.canBeNamed(before));
    return drawn.stream().filter(fault -> copy.plant(fault, tolerance)).findFirst();
  }
}
