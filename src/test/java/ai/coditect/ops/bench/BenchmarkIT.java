package ai.coditect.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class BenchmarkIT {
  private static final Size SIZE = Size.chosen();

  @Test
  void license_expiry_beside_raw_sql() throws Exception {
    try (BenchServer server =
        BenchServer.start(
            SIZE, Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS).minusSeconds(60))) {
      ExpiryContest contest = new ExpiryContest(server);
      contest.run(SIZE.repetitions());
      assertThat(contest.endStates()).hasSize(1);
      for (Contestant contestant : Contestant.values()) {
        System.out.println(contestant + " " + contest.median(contestant));
      }
    }
  }
}
