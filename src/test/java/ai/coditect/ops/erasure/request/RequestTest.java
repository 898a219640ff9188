package ai.coditect.ops.erasure.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTest {

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T12:00:00Z, 2026-03-02T00:00:00Z, 1",
    "2026-03-01T23:59:59.999999Z, 2026-03-02T00:00:00Z, 1",
    "2026-03-02T00:00:00Z, 2026-03-02T23:59:59Z, 0",
    "2026-03-03T00:00:00Z, 2026-03-02T23:59:59.999999Z, -1",
    "2026-03-30T12:00:00Z, 2026-03-02T12:00:00Z, -28",
    "2028-02-28T12:00:00Z, 2028-03-01T12:00:00Z, 2"
  })
  void days_left_are_calendar_days_in_utc(Instant now, Instant due, long expected) {
    assertThat(due("waiting", due, Optional.empty()).daysLeft(now)).hasValue(expected);
    assertThat(due("refused", Instant.EPOCH, Optional.of(due)).daysLeft(now)).hasValue(expected);
    assertThat(due("completed", due, Optional.empty()).daysLeft(now)).isEmpty();
  }

  @Test
  void it_is_overdue_from_the_instant_at_which_it_is_due() {
    Instant due = Instant.parse("2026-03-02T12:00:00Z");
    assertThat(due("waiting", due, Optional.empty()).overdue(due.minusNanos(1000))).isFalse();
    assertThat(due("waiting", due, Optional.empty()).overdue(due)).isTrue();
    assertThat(due("completed", due, Optional.empty()).overdue(due)).isFalse();
    assertThat(due("waiting", due, Optional.of(due.plusNanos(1000))).overdue(due)).isFalse();
  }

  private static ErasureRequest due(String state, Instant due, Optional<Instant> extended) {
    return new ErasureRequest(
        UUID.randomUUID(),
        UUID.randomUUID(),
        false,
        state,
        Optional.empty(),
        Optional.empty(),
        Instant.EPOCH,
        due,
        extended,
        Optional.empty(),
        Optional.empty(),
        List.of());
  }
}
