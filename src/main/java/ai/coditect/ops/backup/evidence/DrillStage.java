package ai.coditect.ops.backup.evidence;

import java.util.Locale;

/** A stage of a restore drill, in the order in which they run. */
public enum DrillStage {
  /** What earlier drills left is removed. */
  CLEAR,
  /** A backup is chosen, or an instant. */
  PICK,
  /** An instance is made for it. */
  MAKE,
  /** The backup goes into the instance. */
  RESTORE,
  /** The worker logs in to the copy. */
  CONNECT,
  /** The copy is examined, as it was restored and with a fault in it. */
  EXAMINE,
  /** The instance is removed. */
  REMOVE,
  /** The verdict is written down and told. */
  CONCLUDE;

  /** As it is written down, and what the engine calls the stage. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static DrillStage of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }
}
