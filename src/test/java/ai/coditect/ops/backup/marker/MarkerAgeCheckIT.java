package ai.coditect.ops.backup.marker;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPostgres.Database;
import ai.coditect.ops.problem.Check.Finding;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

final class MarkerAgeCheckIT {
  private static final Duration LIMIT = Duration.ofHours(2);
  private final Database database = LocalPostgres.shared().migrated();

  @Test
  void it_is_red_when_the_newest_marker_is_too_old_and_green_again_after_the_next() {
    database.execute(
        "update coditect_ops.database_identity set made_at = '2026-01-01 00:00:00+00'");
    Instant made = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(state(made.plus(LIMIT), true)).isEqualTo(Finding.State.OK);
    assertThat(state(made.plus(LIMIT).plusMillis(1), true)).isEqualTo(Finding.State.FAILED);
    assertThat(state(made.plus(LIMIT).plusMillis(1), false))
        .isEqualTo(Finding.State.NOT_APPLICABLE);
    Instant taken = TakenMarkers.take(database).takenAt();
    assertThat(state(taken.plus(LIMIT), true)).isEqualTo(Finding.State.OK);
    assertThat(state(taken.plus(LIMIT).plusMillis(1), true)).isEqualTo(Finding.State.FAILED);
  }

  private Finding.State state(Instant now, boolean signs) {
    MarkerStore markers = new MarkerStore(JdbcClient.create(database.as(LocalPostgres.WORKER)));
    return new MarkerAgeCheck(markers, signs, () -> LIMIT, Clock.fixed(now, ZoneOffset.UTC))
        .examine()
        .state();
  }
}
