package ai.coditect.ops.problem;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** When a loop that a serving worker cannot do without turned last. */
public final class LoopTurns implements LivenessCheck {
  /** A turn waits for the network a few times at most, and each wait has its limit. */
  static final Duration LONGEST = Duration.ofMinutes(5);

  private final String loop;
  private final LongSupplier nanos;
  private volatile boolean running;
  private volatile long last;

  public LoopTurns(String loop) {
    this(loop, System::nanoTime);
  }

  LoopTurns(String loop, LongSupplier nanos) {
    this.loop = loop;
    this.nanos = nanos;
  }

  /** From now on it has to turn. */
  public void begin() {
    last = nanos.getAsLong();
    running = true;
  }

  /** It has turned, whatever came of it. */
  public void turned() {
    last = nanos.getAsLong();
  }

  /** It was told to end. */
  public void end() {
    running = false;
  }

  @Override
  public List<Problem> standing() {
    Duration since = Duration.ofNanos(nanos.getAsLong() - last);
    return running && since.compareTo(LONGEST) > 0
        ? List.of(
            new Problem(
                "Loop stands still: " + loop + " last turned " + DurationText.of(since) + " ago.",
                "worker",
                "Kubernetes starts it anew; elsewhere stop the process and start it."))
        : List.of();
  }
}
