package ai.coditect.ops.license;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.license.ExpiryPolicy.Announce;
import ai.coditect.ops.license.ExpiryPolicy.Decision;
import ai.coditect.ops.license.ExpiryPolicy.Move;
import ai.coditect.ops.license.ExpiryPolicy.PassOver;
import ai.coditect.ops.license.ExpiryPolicy.Status;
import ai.coditect.ops.license.ExpiryPolicy.Term;
import ai.coditect.ops.license.ExpiryPolicy.Warn;
import ai.coditect.ops.local.LocalPostgres;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Random licenses through random sequences of runs: whole sets decide as the policy does. */
class ExpirySetsEqualPolicyIT {
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
          "Australia/Sydney",
          "Pacific/Apia",
          "Pacific/Chatham",
          "Pacific/Kiritimati",
          "Africa/Nairobi");
  private static final List<String> PLANS = List.of("FREE", "PRO", "ENTERPRISE");
  private static final int LICENSES = 500;

  private record Row(UUID id, UUID organization, Term term) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  @Tag("campaign")
  void so_it_does_for_more_seeds(long seed) {
    every_run_of_a_sequence_does_what_the_policy_says_for_each_license(seed);
  }

  /** One without the daily full sweep and one with it. */
  @ParameterizedTest
  @ValueSource(longs = {2, 3})
  void every_run_of_a_sequence_does_what_the_policy_says_for_each_license(long seed) {
    Random random = new Random(seed);
    LicenseExpirySettings settings =
        random.nextInt(3) > 0
            ? BiteDriver.SETTINGS
            : BiteDriver.settings(
                Map.of("FREE", random.nextInt(3), "PRO", random.nextInt(9), "ENTERPRISE", 31),
                45,
                3,
                2,
                1);
    Instant start = start(seed, random);
    try (BiteDriver driver = new BiteDriver(LocalPostgres.shared().migrated())) {
      List<UUID> organizations = new ArrayList<>();
      for (String zone : ZONES) {
        for (String plan : PLANS) {
          organizations.add(driver.organization(plan, zone));
        }
      }
      List<Instant> instants = instants(start, random);
      insert(driver, random, settings, organizations, instants);
      for (Instant asOf : instants) {
        step(driver, random, settings, asOf);
        if (seed % 3 > 0) {
          // Without the daily full sweep, the ranges must find everything.
          driver
              .superuser
              .sql("update coditect_ops.license_watermark set swept_at = '9999-01-01'")
              .update();
        }
        change(driver, random, settings, organizations, instants);
      }
    }
  }

  /** Around clock changes, leap days, month ends and the day that Apia skipped. */
  private static Instant start(long seed, Random random) {
    List<String> hard =
        List.of(
            "2011-12-30T10:00:00Z",
            "2024-02-29T12:00:00Z",
            "2026-03-29T01:00:00Z",
            "2026-10-25T01:00:00Z",
            "2028-04-01T15:00:00Z",
            "2030-11-03T09:00:00Z");
    return seed <= hard.size()
        ? Instant.parse(hard.get((int) seed - 1)).plus(random.nextInt(48) - 36, ChronoUnit.HOURS)
        : LocalDateTime.of(2020, 1, 1, 0, 0)
            .plusMinutes(random.nextInt(16 * 365 * 24 * 60))
            .toInstant(ZoneOffset.UTC);
  }

  private static List<Instant> instants(Instant start, Random random) {
    List<Instant> instants = new ArrayList<>();
    Instant asOf = start;
    for (int run = 0; run < 8; run++) {
      instants.add(asOf);
      asOf =
          switch (random.nextInt(7)) {
            case 0 -> asOf;
            case 1 -> asOf.plus(1, ChronoUnit.MICROS);
            case 2 -> asOf.plusSeconds(random.nextInt(3 * 86400));
            case 3 -> {
              ZoneId zone = ZoneId.of(ZONES.get(1 + random.nextInt(ZONES.size() - 1)));
              Instant change = clockChange(asOf.plus(3, ChronoUnit.DAYS), zone);
              yield latest(asOf, change.plus(random.nextInt(13) * 10L - 60, ChronoUnit.MINUTES));
            }
            default -> asOf.plus(random.nextInt(40 * 24 * 60), ChronoUnit.MINUTES);
          };
    }
    return instants;
  }

  private void step(
      BiteDriver driver, Random random, LicenseExpirySettings settings, Instant asOf) {
    ExpiryPolicy policy = new ExpiryPolicy(settings);
    List<Row> before = read(driver.superuser);
    Map<UUID, Status> statuses = new TreeMap<>();
    Set<String> facts = new TreeSet<>(facts(driver.superuser));
    List<String> lines = new ArrayList<>();
    for (Row row : before) {
      statuses.put(row.id(), row.term().status());
      for (Decision decision : policy.decide(row.term(), asOf)) {
        if (decision instanceof Move move) {
          statuses.put(row.id(), move.to());
        }
        fact(row, decision).ifPresent(facts::add);
        kind(decision).ifPresent(kind -> lines.add(kind + " " + row.organization()));
      }
    }
    Map<String, Long> expected =
        lines.stream()
            .collect(Collectors.groupingBy(line -> line, TreeMap::new, Collectors.counting()));
    driver.now = asOf;
    Map<String, Long> forecast = new TreeMap<>();
    var plan = driver.forecast(asOf, settings, Map.of());
    plan.lines()
        .forEach(line -> forecast.put(line.kind() + " " + line.organization(), line.count()));
    assertThat(forecast).isEqualTo(expected);

    int bite = List.of(7, 60, 1000, 1000).get(random.nextInt(4));
    Changes changed = driver.run(asOf, settings, Map.of(), bite, 1 + random.nextInt(3));

    Set<String> found = facts(driver.superuser);
    assertThat(difference(facts, found)).as("missing").isEmpty();
    assertThat(difference(found, facts)).as("too many").isEmpty();
    assertThat(changed).isEqualTo(plan.totals());
    Map<UUID, Status> after = new TreeMap<>();
    read(driver.superuser).forEach(row -> after.put(row.id(), row.term().status()));
    assertThat(after).isEqualTo(statuses);
    assertThat(driver.run(asOf, settings, Map.of(), bite, 1).byKind()).isEmpty();
  }

  private static Set<String> difference(Set<String> all, Set<String> without) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(without);
    return rest;
  }

  private static Optional<String> kind(Decision decision) {
    if (decision instanceof Move move) {
      return Optional.of(
          switch (move.to()) {
            case GRACE -> "grace-started";
            case EXPIRED -> "expired";
            default -> "reinstated";
          });
    }
    return decision instanceof Warn
        ? Optional.of("notices-sent")
        : decision instanceof PassOver ? Optional.of("notices-superseded") : Optional.empty();
  }

  private static Optional<String> fact(Row row, Decision decision) {
    String key = row.id() + " " + row.term().end() + " ";
    if (decision instanceof Announce told) {
      return Optional.of(key + told.stage() + " " + told.due() + " true null");
    } else if (decision instanceof Warn warning) {
      return Optional.of(
          key + warning.stage() + " " + warning.due() + " true " + warning.daysLeft());
    } else if (decision instanceof PassOver passed) {
      return Optional.of(key + passed.stage() + " " + passed.due() + " false null");
    }
    return Optional.empty();
  }

  /** Every stage with its one event; a stage without, or an event too many, spoils the line. */
  private static Set<String> facts(JdbcClient jdbc) {
    return new TreeSet<>(
        jdbc.sql(
                """
                select s.license_id, s.expires_at, s.stage, s.due_at, s.announced, o.data ->> 'daysLeft' as days_left,
                  o.occurred_at, o.ordering_key = s.organization_id::text as ordered
                from coditect_ops.license_stages s
                full join coditect_ops.outbox o
                  on s.announced
                  and o.event_id = 'license.'
                    || case when s.stage like 'notice%' then 'expiring' when s.stage = 'grace' then 'grace-started' else s.stage end
                    || ':' || s.license_id || ':'
                    || case when isfinite(s.expires_at) then (extract(epoch from s.expires_at) * 1000000)::bigint::text else 'perpetual' end
                    || case when s.stage like 'notice%' then ':' || s.stage else '' end
                """)
            .query(
                (row, n) -> {
                  OffsetDateTime due = row.getObject("due_at", OffsetDateTime.class);
                  OffsetDateTime occurred = row.getObject("occurred_at", OffsetDateTime.class);
                  OffsetDateTime end = row.getObject("expires_at", OffsetDateTime.class);
                  boolean announced = row.getBoolean("announced");
                  boolean whole =
                      announced
                          ? due.equals(occurred) && row.getBoolean("ordered")
                          : occurred == null;
                  return row.getString("license_id")
                      + " "
                      + (end.equals(OffsetDateTime.MAX) ? null : end.toInstant())
                      + " "
                      + row.getString("stage")
                      + " "
                      + due.toInstant()
                      + " "
                      + announced
                      + " "
                      + row.getString("days_left")
                      + (whole ? "" : " spoilt");
                })
            .list());
  }

  private static List<Row> read(JdbcClient jdbc) {
    return jdbc.sql(
            """
            select l.id, l.organization_id, l.status, l.expires_at, o.plan, o.time_zone,
              coalesce((select string_agg(s.stage, ' ') from coditect_ops.license_stages s
                where s.license_id = l.id and s.expires_at = coalesce(l.expires_at, 'infinity')), '') as recorded
            from coditect_shared.licenses l join coditect_shared.organizations o on o.id = l.organization_id
            """)
        .query(
            (row, n) -> {
              OffsetDateTime end = row.getObject("expires_at", OffsetDateTime.class);
              return new Row(
                  row.getObject("id", UUID.class),
                  row.getObject("organization_id", UUID.class),
                  new Term(
                      Status.valueOf(row.getString("status")),
                      row.getString("plan"),
                      ZoneId.of(row.getString("time_zone")),
                      end == null ? null : end.toInstant(),
                      new HashSet<>(List.of(row.getString("recorded").split(" ")))));
            })
        .list();
  }

  private void insert(
      BiteDriver driver,
      Random random,
      LicenseExpirySettings settings,
      List<UUID> organizations,
      List<Instant> instants) {
    for (int n = 0; n < LICENSES; n++) {
      UUID organization = organizations.get(random.nextInt(organizations.size()));
      driver.license(
          organization,
          status(random),
          end(random, settings, instants, zone(driver, organization)));
    }
  }

  private static String status(Random random) {
    return random.nextInt(10) < 6
        ? "ACTIVE"
        : Status.values()[random.nextInt(Status.values().length)].name();
  }

  /**
   * Most ends put some limit within a microsecond of some run, or near a clock change of the zone.
   */
  private static String end(
      Random random, LicenseExpirySettings settings, List<Instant> instants, ZoneId zone) {
    int dice = random.nextInt(20);
    if (dice == 0) {
      return "perpetual";
    }
    Instant run = instants.get(random.nextInt(instants.size()));
    if (dice < 6) {
      return run.plus(random.nextInt(140 * 24 * 60) - 70 * 24 * 60, ChronoUnit.MINUTES).toString();
    }
    List<Integer> days = new ArrayList<>(List.of(0));
    settings.warnBefore().forEach(before -> days.add(before.getDays()));
    settings.grace().values().forEach(grace -> days.add(-grace.getDays()));
    int shift = days.get(random.nextInt(days.size()));
    if (dice < 12) {
      Instant change =
          clockChange(run, zone).plus(random.nextInt(19) * 10L - 90, ChronoUnit.MINUTES);
      return change
          .atZone(zone)
          .toLocalDateTime()
          .plusDays(shift)
          .atZone(zone)
          .toInstant()
          .toString();
    }
    return run.atZone(zone)
        .plusDays(shift)
        .toInstant()
        .plus(random.nextInt(3) - 1, ChronoUnit.MICROS)
        .plus(random.nextInt(4) == 0 ? random.nextInt(5) - 2 : 0, ChronoUnit.HOURS)
        .toString();
  }

  private static Instant latest(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Instant clockChange(Instant near, ZoneId zone) {
    var next = zone.getRules().nextTransition(near.minus(3, ChronoUnit.DAYS));
    return next == null ? near : next.getInstant();
  }

  private static ZoneId zone(BiteDriver driver, UUID organization) {
    return ZoneId.of(
        driver
            .superuser
            .sql("select time_zone from coditect_shared.organizations where id = :id")
            .param("id", organization)
            .query(String.class)
            .single());
  }

  /** What tenants do between two runs: renew, shorten, suspend, move, buy. */
  private void change(
      BiteDriver driver,
      Random random,
      LicenseExpirySettings settings,
      List<UUID> organizations,
      List<Instant> instants) {
    for (Row row : read(driver.superuser)) {
      int dice = random.nextInt(12);
      if (dice == 0) {
        String end = end(random, settings, instants, row.term().zone());
        driver.tenant(
            "update coditect_shared.licenses set expires_at = "
                + (end.equals("perpetual") ? "null" : "'" + end + "'")
                + " where id = :id",
            row.id());
      } else if (dice == 1) {
        driver.tenant(
            "update coditect_shared.licenses set status = '" + status(random) + "' where id = :id",
            row.id());
      }
    }
    for (int n = 0; n < 3; n++) {
      UUID organization = organizations.get(random.nextInt(organizations.size()));
      driver.license(
          organization,
          status(random),
          end(random, settings, instants, zone(driver, organization)));
      driver.tenant(
          "update coditect_shared.organizations set plan = '"
              + PLANS.get(random.nextInt(3))
              + "', time_zone = '"
              + ZONES.get(random.nextInt(ZONES.size()))
              + "' where id = :id",
          organization);
    }
  }
}
