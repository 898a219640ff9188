package ai.coditect.ops.trigger.command.start;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.database.failure.FailureWords;
import java.net.BindException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

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

  @Test
  void where_no_server_was_reached_none_has_refused() {
    PSQLException lost =
        new PSQLException(
            "Something unusual has occurred to cause the driver to fail.",
            PSQLState.UNEXPECTED_ERROR,
            new IllegalStateException(new UnknownHostException("sqladmin.googleapis.com")));
    StartFailure failure = StartFailure.of(new IllegalStateException(lost));
    assertThat(failure.exitCode()).isEqualTo(1);
    assertThat(failure.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what())
                  .isEqualTo(
                      "The database cannot be reached: the way to it failed (UnknownHostException:"
                          + " sqladmin.googleapis.com).");
              assertThat(problem.cure())
                  .contains("metadata server", "port 3307", "roles/cloudsql.client");
            });
    assertThat(FailureWords.of(lost))
        .isEqualTo(
            "the database cannot be reached or went away: the way to it failed"
                + " (UnknownHostException: sqladmin.googleapis.com)");
  }
}
