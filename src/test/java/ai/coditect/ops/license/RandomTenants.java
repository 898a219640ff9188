package ai.coditect.ops.license;

import ai.coditect.ops.license.ExpiryPolicy.Status;
import ai.coditect.ops.license.ModelLicense.Tenant;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What happens to licenses between two runs, and at which instants it gets interesting. */
final class RandomTenants {
  static final List<String> ZONES =
      List.of(
          "UTC",
          "Europe/Berlin",
          "Europe/Dublin",
          "America/New_York",
          "America/Los_Angeles",
          "America/St_Johns",
          "America/Havana",
          "America/Santiago",
          "Asia/Kathmandu",
          "Asia/Tokyo",
          "Asia/Beirut",
          "Australia/Lord_Howe",
          "Australia/Sydney",
          "Australia/Adelaide",
          "Pacific/Apia",
          "Pacific/Chatham",
          "Pacific/Kiritimati",
          "Africa/Nairobi");
  private static final List<String> PLANS = List.of("FREE", "PRO", "ENTERPRISE");
  private static final int[] DAYS = {0, 1, 7, 14, 30, -14, -30};

  final List<Tenant> all = new ArrayList<>();
  private final Random random;

  RandomTenants(Random random, Instant start) {
    this.random = random;
    for (String zone : ZONES) {
      for (String plan : PLANS) {
        all.add(new Tenant(UUID.randomUUID(), plan, ZoneId.of(zone)));
      }
    }
  }

  /** Around clock changes, leap days, month ends and the day that Apia skipped. */
  static Instant start(long seed, Random random) {
    List<String> hard =
        List.of(
            "2011-12-30T10:00:00Z",
            "2024-02-29T12:00:00Z",
            "2026-03-29T01:00:00Z",
            "2026-10-25T01:00:00Z",
            "2028-04-01T15:00:00Z",
            "2030-11-03T09:00:00Z",
            "2026-10-31T20:00:00Z");
    return seed <= hard.size()
        ? Instant.parse(hard.get((int) seed - 1)).plus(random.nextInt(48) - 36, ChronoUnit.HOURS)
        : LocalDateTime.of(2020, 1, 1, 0, 0)
            .plusMinutes(random.nextInt(16 * 365 * 24 * 60))
            .toInstant(ZoneOffset.UTC);
  }

  ModelLicense license(Instant clock) {
    Tenant tenant = any();
    return new ModelLicense(UUID.randomUUID(), tenant, status(), end(tenant, clock));
  }

  /** Changes some, and answers which. */
  List<ModelLicense> change(List<ModelLicense> licenses, Instant clock) {
    List<ModelLicense> changed = new ArrayList<>();
    for (ModelLicense license : licenses) {
      if (random.nextInt(8) == 0) {
        change(license, clock);
        changed.add(license);
      }
    }
    return changed;
  }

  private void change(ModelLicense license, Instant clock) {
    Instant before = license.end;
    switch (random.nextInt(9)) {
      case 0, 1 -> license.end = end(license.tenant, clock);
      case 2 -> {
        license.end = end(license.tenant, clock);
        license.status = Status.ACTIVE;
      }
      case 3, 4 -> license.end = license.formerEnd;
      case 5 -> license.end = null;
      case 6 -> license.status = status();
      case 7 -> license.status = Status.ACTIVE;
      default -> license.tenant = any();
    }
    license.formerEnd = before;
  }

  List<Tenant> moveSome() {
    List<Tenant> moved = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      Tenant tenant = any();
      if (!moved.contains(tenant)) {
        tenant.plan = PLANS.get(random.nextInt(PLANS.size()));
        tenant.zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
        moved.add(tenant);
      }
    }
    return moved;
  }

  /** The next look: soon, some weeks later, or to the microsecond when something is due. */
  Instant later(Instant clock, List<ModelLicense> licenses) {
    return switch (random.nextInt(7)) {
      case 0 -> clock.plus(1, ChronoUnit.MICROS);
      case 1 -> clock.plusSeconds(random.nextInt(3600));
      case 2 -> clock.plusSeconds(random.nextInt(3 * 86400));
      case 3 -> clock.plus(random.nextInt(40 * 24 * 60), ChronoUnit.MINUTES);
      default -> {
        for (int tries = 0; tries < 500; tries++) {
          ModelLicense license = licenses.get(random.nextInt(licenses.size()));
          if (license.end != null) {
            Instant due =
                ModelLicense.sameTime(
                        license.end, license.tenant.zone, -DAYS[random.nextInt(DAYS.length)])
                    .plus(random.nextInt(3) - 1, ChronoUnit.MICROS);
            if (due.isAfter(clock) && due.isBefore(clock.plus(20, ChronoUnit.DAYS))) {
              yield due;
            }
          }
        }
        yield clock.plusSeconds(60);
      }
    };
  }

  private @Nullable Instant end(Tenant tenant, Instant clock) {
    int days = DAYS[random.nextInt(DAYS.length)];
    return switch (random.nextInt(14)) {
      case 0 -> null;
      // Notice, end or grace falls into the hour that the zone's clocks repeat or skip.
      case 1, 2, 3 ->
          ModelLicense.sameTime(
              clockChange(tenant.zone, clock).plusSeconds(random.nextInt(3 * 3600) - 5400),
              tenant.zone,
              days);
      // Something is due at once, to the microsecond.
      case 4, 5 ->
          ModelLicense.sameTime(clock, tenant.zone, days)
              .plus(random.nextInt(3) - 1, ChronoUnit.MICROS);
      case 6 -> clock.plusSeconds(random.nextInt(1200) - 600);
      default -> clock.plus(random.nextInt(80 * 24 * 60) - 40 * 24 * 60, ChronoUnit.MINUTES);
    };
  }

  private static Instant clockChange(ZoneId zone, Instant near) {
    var next = zone.getRules().nextTransition(near.minus(10, ChronoUnit.DAYS));
    return next == null || next.getInstant().isAfter(near.plus(60, ChronoUnit.DAYS))
        ? near
        : next.getInstant();
  }

  private Status status() {
    return random.nextInt(10) < 6
        ? Status.ACTIVE
        : Status.values()[random.nextInt(Status.values().length)];
  }

  private Tenant any() {
    return all.get(random.nextInt(all.size()));
  }
}
