package ai.coditect.ops.bench;

import java.time.Duration;

/** How much is measured: all of it under the Maven profile {@code bench}, a sample in the gate. */
record Size(
    boolean full,
    int licenses,
    int organizations,
    int people,
    int users,
    int repetitions,
    Duration warmUp,
    Duration idle,
    int events,
    int starts,
    String sharedBuffers) {

  static Size chosen() {
    return Boolean.getBoolean("bench.full")
        ? new Size(
            true,
            Integer.getInteger("bench.licenses", 1_000_000),
            1_000,
            100_000,
            Integer.getInteger("bench.users", 1_000_000),
            3,
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            50_000,
            5,
            "1GB")
        : new Size(
            false,
            5_000,
            100,
            1_000,
            5_000,
            1,
            Duration.ofMillis(200),
            Duration.ofMillis(500),
            500,
            1,
            "128MB");
  }
}
