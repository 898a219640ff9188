package ai.coditect.ops.check;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.check.ServerStore.Server;
import ai.coditect.ops.problem.Check.Finding.State;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServerFindingsTest {

  @ParameterizedTest
  @CsvSource({
    // encrypted, socket, loopback, connector, DB_SSLMODE, verdict
    "true, false, false, false, require, OK",
    "true, false, false, false, '', OK",
    "false, false, false, true, '', OK",
    "false, false, false, false, require, FAILED",
    "false, false, true, false, verify-full, FAILED",
    "false, false, false, false, '', FAILED",
    "false, false, true, false, '', NOT_APPLICABLE",
    "false, true, false, false, prefer, NOT_APPLICABLE",
    "false, false, false, false, disable, NOT_APPLICABLE",
  })
  void a_plain_connection_fails_where_encryption_was_asked_for_or_it_leaves_the_machine(
      boolean encrypted,
      boolean socket,
      boolean loopback,
      boolean connector,
      String mode,
      State verdict) {
    Server server =
        new Server("15", 150000, "d", "l", encrypted, "TLSv1.3", socket, loopback, 97, 0, -1);
    assertThat(ServerFindings.encryption(server, mode, connector).state()).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({"10, 5, -1, OK", "10, 6, -1, FAILED", "97, 0, 5, OK", "97, 0, 4, FAILED"})
  void a_worker_needs_five_connections(int most, int others, int login, State verdict) {
    Server server = new Server("15", 150000, "d", "l", true, "", false, false, most, others, login);
    assertThat(ServerFindings.connections(server).state()).isEqualTo(verdict);
  }
}
