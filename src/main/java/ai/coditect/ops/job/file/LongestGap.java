package ai.coditect.ops.job.file;

import ai.coditect.ops.problem.DurationText;
import ai.coditect.ops.problem.yaml.Value;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;

/**
 * The longest time between two slots of a schedule, where it is longer than a job may be silent: an
 * hour that the clocks of its zone skip or have twice included.
 */
record LongestGap(Instant from, Instant to) {
  private static final Duration DAY = Duration.ofDays(1);

  /** Whatever has days of the year comes within it; 29 February, and what is rarer, later. */
  private static final Duration YEAR = Duration.ofDays(400);

  private static final Duration YEARS = Duration.ofDays(5 * 366);

  Duration length() {
    return Duration.between(from, to);
  }

  /** Empty where no two slots that come after this instant are further apart than the limit. */
  static Optional<LongestGap> beyond(Duration limit, Schedule schedule, Instant now) {
    Search search = new Search(schedule, limit);
    if (isEveryDay(schedule.cron())) {
      search.walk(now, now.plus(DAY.multipliedBy(2)));
    } else {
      search.days(now);
      search.walk(now, now.plus(search.horizon()));
    }
    search.changes(now);
    return search.found;
  }

  /** Whoever may be silent for less than this would be told of though each slot succeeds. */
  static void check(Value said, Duration silentFor, Schedule schedule, Instant now) {
    beyond(silentFor, schedule, now)
        .ifPresent(
            gap -> {
              boolean changes = gap.isChange(schedule.zone());
              said.wrong(
                  "silent-for: %s is shorter than the longest gap of the cron, %s from %s to %s%s."
                      .formatted(
                          DurationText.of(silentFor),
                          DurationText.of(gap.length()),
                          gap.from(),
                          gap.to(),
                          changes ? ", when the clocks of " + schedule.zone() + " change" : ""),
                  gap.cure() + (changes ? " Or choose zone UTC, where no hour is skipped." : ""));
            });
  }

  private boolean isChange(ZoneId zone) {
    ZoneOffsetTransition change = zone.getRules().nextTransition(from);
    return change != null && change.getInstant().isBefore(to);
  }

  /** A value with some time for the run, as a job file writes it. */
  private String cure() {
    Duration most = length();
    if (most.compareTo(Value.LONGEST) >= 0) {
      return "Have it fire at least once a year: none may be silent for longer.";
    }
    return "Write at least \"silent-for: %s\"."
        .formatted(
            most.toHours() < 2
                ? most.plus(most.dividedBy(4)).toMinutes() + 1 + "m"
                : most.toHours() + 1 + "h");
  }

  /** By its fields: one day is as another, but for the clocks. */
  private static boolean isEveryDay(String cron) {
    String[] fields = cron.trim().split("\\s+");
    return fields[3].matches("[*?]")
        && fields[4].equals("*")
        && fields[5].matches("[*?]")
        && (fields.length == 6 || fields[6].equals("*"));
  }

  private static final class Search {
    private final SlotChain chain;
    private final ZoneId zone;
    private Duration longest;
    private Optional<LongestGap> found = Optional.empty();

    Search(Schedule schedule, Duration limit) {
      this.chain = schedule.chain();
      this.zone = schedule.zone();
      this.longest = limit;
    }

    Duration horizon() {
      return longest.compareTo(Duration.ofDays(30)) < 0 ? YEAR : YEARS;
    }

    /** A first day without a slot, so that a walk of years takes no small steps. */
    void days(Instant now) {
      Instant day = now.truncatedTo(ChronoUnit.DAYS);
      while (longest.compareTo(DAY) < 0 && day.isBefore(now.plus(YEAR))) {
        Instant end = day.plus(DAY);
        if (chain.after(day).filter(next -> next.isBefore(end)).isEmpty()) {
          walk(day, end);
        }
        day = end;
      }
    }

    /** Around each change of the zone's clocks. */
    void changes(Instant now) {
      Duration around = longest.compareTo(DAY) < 0 ? Duration.ofHours(3) : DAY;
      Instant until = now.plus(longest.compareTo(DAY) < 0 ? YEAR : YEARS);
      ZoneOffsetTransition change = zone.getRules().nextTransition(now);
      while (change != null && change.getInstant().isBefore(until)) {
        Instant at = change.getInstant();
        walk(at.minus(around), at.plus(DAY).plus(around));
        change = zone.getRules().nextTransition(at);
      }
    }

    /** In steps as long as the longest gap so far: where one ends at a slot, there is no longer. */
    void walk(Instant from, Instant until) {
      Optional<Instant> slot = chain.at(from).or(() -> chain.after(from));
      while (slot.isPresent() && slot.get().isBefore(until)) {
        Instant here = slot.get();
        Optional<Instant> last = chain.at(here.plus(longest)).filter(each -> each.isAfter(here));
        slot = last.or(() -> chain.after(here));
        if (last.isEmpty() && slot.isPresent()) {
          found = Optional.of(new LongestGap(here, slot.get()));
          longest = found.get().length();
        }
      }
    }
  }
}
