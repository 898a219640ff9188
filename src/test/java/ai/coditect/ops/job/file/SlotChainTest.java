package ai.coditect.ops.job.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In every zone there is, the slot of an instant is the last that the scheduler's chain has. */
class SlotChainTest {
  private static final Instant FROM = Instant.parse("2026-12-01T00:00:00Z");

  private static final List<String> OFTEN =
      List.of("0 0/10 * * * ?", "0 0 * * * ?", "0 15 0/2 * * ?", "0 0/20 1-2 * * ?");

  private static final List<String> SELDOM =
      List.of(
          "0 30 2 * * ?",
          "0 30 1 * * ?",
          "0 0 0 * * ?",
          "0 30 23 * * ?",
          "0 0 3 ? * SUN",
          "0 59 23 L * ?");

  private int asked;

  @Test
  void around_the_next_changes_of_the_clocks_of_every_zone() {
    every(Duration.ofDays(365), 1);
    assertThat(asked).isGreaterThan(3_000);
  }

  @Test
  @Tag("campaign")
  void around_every_change_of_the_clocks_of_every_zone_for_ten_years() {
    every(Duration.ofDays(3660), 40);
    assertThat(asked).isGreaterThan(400_000);
  }

  /** Zones that have the same changes are one. */
  private void every(Duration reach, int between) {
    Map<List<ZoneOffsetTransition>, String> zones = new HashMap<>();
    List<String> still = new ArrayList<>();
    for (String id : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
      List<ZoneOffsetTransition> changes = changes(ZoneId.of(id).getRules(), FROM.plus(reach));
      if (changes.isEmpty()) {
        still.add(id);
      } else {
        zones.putIfAbsent(changes, id);
      }
    }
    still.forEach(id -> around(id, "0 20/30 * * * ?", FROM, Duration.ofDays(1), 2));
    zones.forEach(
        (changes, id) -> {
          for (ZoneOffsetTransition change : changes) {
            OFTEN.forEach(cron -> around(id, cron, change.getInstant(), days(2), between));
            SELDOM.forEach(cron -> around(id, cron, change.getInstant(), days(70), between));
          }
        });
  }

  private static List<ZoneOffsetTransition> changes(ZoneRules rules, Instant until) {
    List<ZoneOffsetTransition> changes = new ArrayList<>();
    ZoneOffsetTransition change = rules.nextTransition(FROM);
    while (change != null && change.getInstant().isBefore(until)) {
      changes.add(change);
      change = rules.nextTransition(change.getInstant());
    }
    return changes;
  }

  private void around(String zone, String cron, Instant middle, Duration before, int between) {
    SlotChain slots = schedule(cron, zone).chain();
    TreeSet<Instant> chain = new TreeSet<>();
    Optional<Instant> next = slots.after(middle.minus(before));
    while (next.isPresent() && next.get().isBefore(middle.plus(days(1)))) {
      chain.add(next.get());
      next = slots.after(next.get());
    }
    List<Instant> instants = new ArrayList<>();
    for (int n = -between; n <= between; n++) {
      instants.add(middle.plus(Duration.ofMinutes(179).multipliedBy(n).dividedBy(between)));
    }
    instants.addAll(List.of(middle.minusSeconds(1), middle.plus(Duration.ofHours(23))));
    Stream.of(chain.floor(middle), chain.higher(middle))
        .filter(Objects::nonNull)
        .forEach(slot -> instants.addAll(List.of(slot, slot.minusSeconds(1))));
    for (Instant instant : instants) {
      asked++;
      assertThat(slots.at(instant))
          .as("%s in %s at %s", cron, zone, instant)
          .isEqualTo(Optional.ofNullable(chain.floor(instant)));
    }
  }

  /** What Quartz does there, so that somebody sees when another version does otherwise. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Skipped: there is none that day.
        "0 30 2 * * ?   | America/New_York    | 2027-03-14T16:00:00Z | 2027-03-13T07:30:00Z",
        "0 0/20 * * * ? | Europe/Berlin       | 2027-03-28T01:00:00Z | 2027-03-28T01:00:00Z",
        "0 0/20 * * * ? | Europe/Berlin       | 2027-03-28T00:59:59Z | 2027-03-28T00:40:00Z",
        // Twice: the second counts, whatever moment of the first is asked about.
        "0 30 1 * * ?   | America/New_York    | 2026-11-01T05:30:00Z | 2026-10-31T05:30:00Z",
        "0 30 1 * * ?   | America/New_York    | 2026-11-01T06:30:00Z | 2026-11-01T06:30:00Z",
        "0 0/20 * * * ? | America/New_York    | 2026-11-01T05:50:00Z | 2026-11-01T04:40:00Z",
        "0 45 1 * * ?   | Australia/Lord_Howe | 2027-04-03T15:00:00Z | 2027-04-02T14:45:00Z",
        "0 45 1 * * ?   | Australia/Lord_Howe | 2027-04-03T15:15:00Z | 2027-04-03T15:15:00Z",
        // Where midnight is skipped the whole day is.
        "0 0/10 * * * ? | America/Nuuk        | 2027-03-28T12:00:00Z | 2027-03-28T00:50:00Z",
        "0 0/10 * * * ? | America/Nuuk        | 2027-03-29T01:05:00Z | 2027-03-29T01:00:00Z",
      })
  void skipped_and_doubled_hours(String cron, String zone, Instant instant, Instant slot) {
    assertThat(schedule(cron, zone).slotAt(instant)).hasValue(slot);
  }

  private static Schedule schedule(String cron, String zone) {
    return new Schedule(cron, ZoneId.of(zone), Schedule.Missed.RUN_ONCE, Schedule.On.QUARTZ);
  }

  private static Duration days(int days) {
    return Duration.ofDays(days);
  }
}
