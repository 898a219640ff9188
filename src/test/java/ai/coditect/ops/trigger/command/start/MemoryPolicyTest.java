package ai.coditect.ops.trigger.command.start;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryPolicyTest {
  private static final long MIB = 1L << 20;

  /** What Java takes by itself is in the first rows; the image's share, and a bound, follow. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      value = {
        "164   | 82   | Give the container 316 MiB or more.",
        "256   | 126  | Give the container 346 MiB or more.",
        "320   | 126  | Give the container 346 MiB or more, or bound the heap to what is left: JAVA_TOOL_OPTIONS=-Xmx100m.",
        "345   | 126  | Give the container 346 MiB or more, or bound the heap to what is left: JAVA_TOOL_OPTIONS=-Xmx125m.",
        "346   | 126  | -",
        "384   | 126  | -",
        "512   | 128  | -",
        "24105 | 6026 | -",
        "384   | 153  | -",
        "512   | 204  | -",
        "256   | 102  | Give the container 322 MiB or more.",
        "316   | 96   | -",
        "320   | 100  | -",
      })
  void a_worker_that_does_not_fit_says_what_it_needs(long limit, long heap, String cure) {
    var problem = new MemoryPolicy(limit * MIB, heap * MIB).problem();
    assertThat(problem.map(each -> each.cure()).orElse(null)).isEqualTo(cure);
    problem.ifPresent(
        each ->
            assertThat(each.what())
                .isEqualTo(
                    "Memory is too small to serve: the process may have %d MiB, and needs up to %d for the heap and 220 beside it.",
                    limit, heap));
  }
}
