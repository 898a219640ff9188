package ai.coditect.ops.trigger.command.start;

import ai.coditect.ops.problem.Problem;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/**
 * Whether a serving worker fits into the memory that its process may have. One that does not is
 * killed by the kernel in the middle of its work, again and again, and says nothing.
 *
 * @param limit bytes that the process may have: the container's, else the machine's
 * @param heap bytes that the heap may grow to
 */
public record MemoryPolicy(long limit, long heap) {
  private static final long MIB = 1L << 20;

  /** Classes, code, threads, buffers and the like, measured: src/docs/operating.md. */
  static final long BESIDE_THE_HEAP = 220 * MIB;

  /** What a serving worker holds while it works, with room for its largest batch. */
  static final long LEAST_HEAP = 96 * MIB;

  public static MemoryPolicy ofThisProcess() {
    // Of a container this is its limit.
    long limit =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    return new MemoryPolicy(
        limit, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getMax());
  }

  /** Empty when it fits. */
  public Optional<Problem> problem() {
    if (limit >= heap + BESIDE_THE_HEAP) {
      return Optional.empty();
    }
    long left = limit - BESIDE_THE_HEAP;
    String bounded =
        left < LEAST_HEAP
            ? ""
            : ", or bound the heap to what is left: JAVA_TOOL_OPTIONS=-Xmx" + left / MIB + "m";
    return Optional.of(
        new Problem(
            "Memory is too small to serve: the process may have %d MiB, and needs up to %d for the heap and %d beside it."
                .formatted(limit / MIB, heap / MIB, BESIDE_THE_HEAP / MIB),
            "environment",
            "Give the container %d MiB or more%s."
                .formatted((Math.max(heap, LEAST_HEAP) + BESIDE_THE_HEAP) / MIB, bounded)));
  }
}
