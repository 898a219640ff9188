package ai.coditect.ops.trigger.command.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import org.junit.jupiter.api.Test;

class StartFailureTest {
  @Test
  void a_port_in_use_is_named() {
    StartFailure failure =
        StartFailure.of(new IllegalStateException(new BindException("Address already in use")));
    assertThat(failure.exitCode()).isEqualTo(1);
    assertThat(failure.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).contains("8080", "in use", "SERVER_PORT");
              assertThat(problem.cure()).contains("set SERVER_PORT to a free port");
            });
  }
}
