package ai.coditect.ops.trigger.command.start;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.trigger.command.start.OpsEnvironment.Need;
import ai.coditect.ops.trigger.command.start.WorkerStart.Shape;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogFormatTest {
  @ParameterizedTest
  @CsvSource({
    "SERVE,                -,    false",
    "SERVE,                json, true",
    "SERVE_WITH_JSON_LOGS, -,    true",
    "SERVE_WITH_JSON_LOGS, text, false",
    "ONE_SHOT,             -,    false",
    "ONE_SHOT,             json, true",
    "ONE_SHOT,             text, false"
  })
  void what_the_environment_says_counts_more_than_a_terminal(
      Shape shape, String said, boolean json) {
    Map<String, String> variables = said.equals("-") ? Map.of() : Map.of("OPS_LOG_FORMAT", said);
    List<String> profiles =
        WorkerStart.profiles(OpsEnvironment.read(variables, EnumSet.noneOf(Need.class)), shape);
    assertThat(profiles.contains("json-logs")).isEqualTo(json);
    assertThat(profiles.contains("serve")).isEqualTo(shape != Shape.ONE_SHOT);
  }
}
