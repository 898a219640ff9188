package ai.coditect.ops.job.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The slot of an instant is the last one of the chain that the scheduler fires. */
class SlotTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "* * * * * ?        | UTC              | PT10S",
        "0/7 * * * * ?      | America/New_York | PT1M",
        "0 */10 * * * ?     | UTC              | PT1H",
        "0 30 2 * * ?       | Europe/Berlin    | P3D",
        "0 30 1 * * ?       | America/New_York | P3D",
        "0 0 0 29 2 ?       | UTC              | P1500D",
        "0 15 9 ? * MON#1   | Australia/Lord_Howe | P60D",
      })
  void it_is_the_last_of_the_chain(String cron, String zone, Duration back) {
    Schedule schedule =
        new Schedule(cron, ZoneId.of(zone), Schedule.Missed.RUN_ONCE, Schedule.On.QUARTZ);
    Random chance = new Random(7);
    Instant year = Instant.parse("2026-01-01T00:00:00Z");
    for (int i = 0; i < 200; i++) {
      Instant instant = year.plusMillis(chance.nextLong(Duration.ofDays(366).toMillis()));
      Instant last = null;
      for (Optional<Instant> next = schedule.nextAfter(instant.minus(back));
          next.isPresent() && !next.get().isAfter(instant);
          next = schedule.nextAfter(last)) {
        last = next.get();
      }
      assertThat(schedule.slotAt(instant)).as(instant.toString()).hasValue(last);
      // At the slot itself, and a moment before it.
      assertThat(schedule.slotAt(last)).hasValue(last);
      assertThat(schedule.slotAt(last.minusMillis(1))).isNotEqualTo(Optional.of(last));
    }
  }

  @Test
  void a_schedule_that_has_not_begun_has_none() {
    assertThat(
            new Schedule(
                    "0 0 0 1 1 ? 2090",
                    ZoneId.of("UTC"),
                    Schedule.Missed.RUN_ONCE,
                    Schedule.On.QUARTZ)
                .slotAt(Instant.parse("2026-01-01T00:00:00Z")))
        .isEmpty();
  }
}
