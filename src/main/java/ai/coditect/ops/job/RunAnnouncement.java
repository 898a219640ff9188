package ai.coditect.ops.job;

/** Tells the world that a run ended, in the transaction that closes it. */
@FunctionalInterface
public interface RunAnnouncement {
  void announce(RunResult result);
}
