package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.plan.Candidate;
import ai.coditect.ops.erasure.plan.PlanStore;
import ai.coditect.ops.erasure.plan.Retention;
import ai.coditect.ops.erasure.plan.RetentionPolicy;
import ai.coditect.ops.local.LocalPostgres;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Random deletions in hard zones and hard weeks: the sets find whom the policy says, and when. */
class DueSetsEqualPolicyIT {
  private static final List<String> ZONES =
      List.of(
          "UTC",
          "Europe/Berlin",
          "Europe/Dublin",
          "America/New_York",
          "America/Los_Angeles",
          "America/St_Johns",
          "Asia/Kathmandu",
          "Asia/Tokyo",
          "Australia/Lord_Howe",
          "Pacific/Apia",
          "Pacific/Chatham",
          "Pacific/Kiritimati");
  private static final List<String> PLANS = List.of("FREE", "PRO", "ENTERPRISE");
  private static final int DELETIONS = 420;
  private static final Instant ALWAYS = Instant.parse("2090-01-01T00:00:00Z");

  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Tenants tenants = new Tenants(database);
  private final PlanStore plans =
      new PlanStore(JdbcClient.create(database.as(LocalPostgres.WORKER)));

  private record Tenant(UUID id, String plan, ZoneId zone) {}

  @ParameterizedTest
  @ValueSource(longs = {3, 4, 5})
  @Tag("campaign")
  void so_they_do_for_more_seeds(long seed) {
    sets_find_whom_the_policy_says_and_say_when_they_were_due(seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void sets_find_whom_the_policy_says_and_say_when_they_were_due(long seed) {
    Random random = new Random(seed);
    Map<String, Period> periods =
        Map.of("FREE", period(random), "PRO", period(random), "ENTERPRISE", period(random));
    Map<UUID, Instant> ends = plant(random, periods);

    assertThat(due(periods, ALWAYS)).isEqualTo(ends);
    List<Instant> some = new ArrayList<>(ends.values());
    for (int look = 0; look < 8; look++) {
      Instant end = some.get(random.nextInt(some.size()));
      for (Instant asOf : List.of(end.minus(1, ChronoUnit.MICROS), end)) {
        Map<UUID, Instant> expected = new HashMap<>(ends);
        expected.values().removeIf(each -> each.isAfter(asOf));
        assertThat(due(periods, asOf)).as("as of %s by %s", asOf, periods).isEqualTo(expected);
      }
    }
  }

  /** People and, with the same ends, organizations; all that is deleted, with its end. */
  private Map<UUID, Instant> plant(Random random, Map<String, Period> periods) {
    List<Tenant> living = new ArrayList<>();
    for (String zone : ZONES) {
      for (String plan : PLANS) {
        living.add(new Tenant(tenants.organization(plan, zone, null), plan, ZoneId.of(zone)));
      }
    }
    Map<UUID, Instant> ends = new HashMap<>();
    for (int n = 0; n < DELETIONS; n++) {
      Tenant tenant = living.get(random.nextInt(living.size()));
      Period period = periods.get(tenant.plan());
      Instant deleted = deleted(random, tenant.zone(), period);
      UUID row =
          n % 6 == 0
              ? tenants.organization(tenant.plan(), tenant.zone().getId(), deleted)
              : tenants.user(tenant.id(), "MEMBER", deleted);
      ends.put(row, RetentionPolicy.endOf(deleted, tenant.zone(), period));
    }
    return ends;
  }

  private Map<UUID, Instant> due(Map<String, Period> periods, Instant asOf) {
    GdprPurgeSettings settings =
        new GdprPurgeSettings(
            periods, periods, GdprPurgeSettings.Work.PASS_ON, GdprPurgeSettings.Exports.CANCEL, 10);
    Retention wanted =
        new Retention(asOf, periods, periods, settings.horizon(asOf), false, Optional.empty());
    Map<UUID, Instant> due = new HashMap<>();
    plans.duePeople(
        wanted,
        100,
        page -> page.forEach(person -> due.put(person.user().orElseThrow(), person.due())));
    for (Candidate ended : plans.dueOrganizations(wanted)) {
      due.put(ended.organization(), ended.due());
    }
    return due;
  }

  private static Period period(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> Period.ofDays(1 + random.nextInt(400));
      case 1 -> Period.ofMonths(1 + random.nextInt(36));
      case 2 -> Period.ofYears(1 + random.nextInt(9));
      default -> Period.of(random.nextInt(2), random.nextInt(12), 1 + random.nextInt(40));
    };
  }

  /** Somewhere, at a month's end, or so that the retention ends beside a change of the clocks. */
  private static Instant deleted(Random random, ZoneId zone, Period period) {
    LocalDateTime any =
        LocalDateTime.of(1972, 1, 1, 0, 0)
            .plusMinutes(random.nextInt(60 * 365 * 24 * 60))
            .plusNanos(1000L * random.nextInt(60_000_000));
    return switch (random.nextInt(3)) {
      case 0 -> any.toInstant(ZoneOffset.UTC);
      case 1 ->
          any.plusMonths(1).withDayOfMonth(1).minusDays(random.nextInt(4)).atZone(zone).toInstant();
      default -> {
        ZoneOffsetTransition change = zone.getRules().nextTransition(any.toInstant(ZoneOffset.UTC));
        LocalDateTime near =
            change == null
                ? any
                : change.getDateTimeBefore().plusMinutes(random.nextInt(361) - 180);
        yield near.minusDays(period.getDays())
            .minusMonths(period.toTotalMonths())
            .atZone(zone)
            .toInstant();
      }
    };
  }
}
