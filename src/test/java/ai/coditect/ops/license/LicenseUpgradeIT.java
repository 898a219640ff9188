package ai.coditect.ops.license;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.license.ExpiryPolicy.Status;
import ai.coditect.ops.license.ModelLicense.Event;
import ai.coditect.ops.license.ModelLicense.Tenant;
import ai.coditect.ops.local.LocalPostgres;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a row for each stage to one row a license: nobody is told twice and nobody is missed. */
class LicenseUpgradeIT {
  private static final RuleTable TABLE = RuleTable.read();

  private LocalPostgres.Database database;
  private BiteDriver driver;
  private EarlierExpiry earlier;

  @BeforeEach
  void start() {
    database = LocalPostgres.shared().migrated();
    driver = new BiteDriver(database);
    earlier = new EarlierExpiry(driver);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  private void takeBackV054() {
    database.execute(
        "drop trigger follow_license_stages on coditect_ops.license_stages",
        "drop function coditect_ops.follow_license_stages()",
        "drop table coditect_ops.license_progress");
  }

  /** As migrate does it: as the owner, in one transaction. */
  private void applyV054() {
    database.execute(
        "begin; set local role coditect_owner; "
            + EarlierExpiry.read("/sql/migrations/ops/V054__keep_one_row_a_license.sql")
            + "; commit");
  }

  @Test
  void what_every_license_was_told_before_counts_after() {
    takeBackV054();
    UUID pro = driver.organization("PRO", "UTC");
    UUID upgraded = driver.organization("FREE", "UTC");
    UUID upgradedLong = driver.organization("FREE", "UTC");
    String october = "2026-10-31T00:00:00Z";
    String november = "2026-11-28T00:00:00Z";
    Map<String, UUID> of = new LinkedHashMap<>();
    of.put("far ahead", driver.license(pro, "ACTIVE", "2027-12-01T00:00:00Z"));
    of.put("noticed", driver.license(pro, "ACTIVE", "2026-12-20T00:00:00Z"));
    of.put("in grace", driver.license(pro, "ACTIVE", november));
    of.put("expired", driver.license(pro, "ACTIVE", october));
    of.put("renewed", driver.license(pro, "ACTIVE", october));
    of.put("arrears paid", driver.license(pro, "ACTIVE", october));
    of.put("grace moved", driver.license(pro, "ACTIVE", november));
    of.put("perpetual again", driver.license(pro, "ACTIVE", october));
    of.put("reversed", driver.license(pro, "ACTIVE", november));
    of.put("plan upgraded", driver.license(upgraded, "ACTIVE", november));
    of.put("upgraded, grace over", driver.license(upgradedLong, "ACTIVE", october));
    of.put("by a wrong clock", driver.license(pro, "ACTIVE", "2027-06-01T00:00:00Z"));
    of.put("imported", driver.license(pro, "EXPIRED", "2020-01-01T00:00:00Z"));
    of.put("suspended", driver.license(pro, "ACTIVE", november));

    earlier.run(Instant.parse("2026-11-05T00:00:00Z"));
    plan(upgradedLong, of.get("upgraded, grace over"));
    earlier.run(Instant.parse("2026-11-05T12:00:00Z"));
    earlier.run(Instant.parse("2026-11-20T00:00:00Z"));
    driver.renew(of.get("renewed"), "2027-10-31T00:00:00Z");
    perpetual(of.get("perpetual again"));
    earlier.run(Instant.parse("2026-11-25T00:00:00Z"));
    driver.renew(of.get("perpetual again"), "2026-11-01T00:00:00Z");
    earlier.run(Instant.parse("2026-11-30T00:00:00Z"));
    driver.renew(of.get("reversed"), "2027-11-28T00:00:00Z");
    plan(upgraded, of.get("plan upgraded"));
    driver.tenant(
        "update coditect_shared.licenses set status = 'SUSPENDED' where id = :id",
        of.get("suspended"));
    earlier.run(Instant.parse("2026-12-01T00:00:00Z"));
    driver.renew(of.get("arrears paid"), "2026-11-30T00:00:00Z");
    driver.renew(of.get("grace moved"), "2026-11-25T00:00:00Z");
    driver.renew(of.get("reversed"), november);
    perpetual(of.get("perpetual again"));
    earlier.run(Instant.parse("2026-12-05T10:00:00Z"));
    earlier.run(Instant.parse("2027-07-01T00:00:00Z"), List.of(of.get("by a wrong clock")));
    Map<String, Integer> before = new HashMap<>();
    of.forEach((name, id) -> before.put(name, driver.events(id).size()));

    applyV054();

    assertThat(tellsAt("2026-12-05T12:00:00Z", of, before))
        .isEqualTo(
            Map.of(
                "arrears paid", List.of("grace-started 2026-11-30T00:00:00.000000"),
                "grace moved", List.of("grace-started 2026-11-25T00:00:00.000000"),
                "perpetual again", List.of("reinstated 2026-12-05T12:00:00.000000"),
                "reversed", List.of("grace-started 2026-11-28T00:00:00.000000"),
                "upgraded, grace over", List.of("expired 2026-11-14T00:00:00.000000"),
                "by a wrong clock", List.of("reinstated 2026-12-05T12:00:00.000000")));
    assertThat(of.values().stream().map(driver::status))
        .containsExactly(
            "ACTIVE",
            "ACTIVE",
            "GRACE",
            "EXPIRED",
            "ACTIVE",
            "GRACE",
            "GRACE",
            "ACTIVE",
            "GRACE",
            "GRACE",
            "EXPIRED",
            "ACTIVE",
            "EXPIRED",
            "SUSPENDED");
    assertThat(tellsAt("2026-12-05T12:10:00Z", of, before)).isEmpty();
    assertThat(tellsAt("2026-12-14T00:00:00Z", of, before))
        .isEqualTo(
            Map.of(
                "noticed", List.of("expiring 2026-12-13T00:00:00.000000 6"),
                "in grace", List.of("expired 2026-12-12T00:00:00.000000"),
                "arrears paid", List.of("expired 2026-12-14T00:00:00.000000"),
                "grace moved", List.of("expired 2026-12-09T00:00:00.000000"),
                "reversed", List.of("expired 2026-12-12T00:00:00.000000"),
                "plan upgraded", List.of("expired 2026-12-12T00:00:00.000000")));
    assertThat(
            driver.count(
                "(select event_id from coditect_ops.outbox group by 1 having count(*) > 1) d"))
        .isZero();
  }

  /** What a run of this version tells, by license; leaves out whom it tells nothing. */
  private Map<String, List<String>> tellsAt(
      String asOf, Map<String, UUID> licenses, Map<String, Integer> before) {
    driver.run(Instant.parse(asOf));
    Map<String, List<String>> told = new HashMap<>();
    licenses.forEach(
        (name, id) -> {
          List<String> all = driver.events(id);
          List<String> now = all.subList(before.get(name), all.size());
          before.put(name, all.size());
          if (!now.isEmpty()) {
            told.put(name, List.copyOf(now));
          }
        });
    return told;
  }

  private void plan(UUID organization, UUID license) {
    driver.tenant(
        "update coditect_shared.organizations set plan = 'PRO' where id = :id", organization);
    driver.tenant("update coditect_shared.licenses set status = 'ACTIVE' where id = :id", license);
  }

  private void perpetual(UUID license) {
    driver.tenant("update coditect_shared.licenses set expires_at = null where id = :id", license);
  }

  /** Either version may run next, in any order, as during a rollout and after a rollback. */
  @Test
  void versions_that_take_turns_tell_what_this_one_alone_would() {
    Random random = new Random(54);
    Instant clock = Instant.parse("2026-10-20T00:00:00Z");
    List<Tenant> tenants =
        List.of(
            new Tenant(UUID.randomUUID(), "FREE", ZoneId.of("Europe/Berlin")),
            new Tenant(UUID.randomUUID(), "PRO", ZoneId.of("America/New_York")),
            new Tenant(UUID.randomUUID(), "ENTERPRISE", ZoneId.of("Australia/Lord_Howe")));
    HistoryWorld world = new HistoryWorld(driver.superuser);
    world.insertTenants(tenants);
    List<ModelLicense> licenses = new ArrayList<>();
    for (int n = 0; n < 300; n++) {
      licenses.add(
          new ModelLicense(
              UUID.randomUUID(),
              tenants.get(n % 3),
              Status.ACTIVE,
              clock.plus(random.nextInt(100_000) - 20_000, ChronoUnit.MINUTES)));
    }
    world.insert(licenses);
    for (int step = 0; step < 20; step++) {
      List<ModelLicense> renewed =
          licenses.stream().filter(any -> random.nextInt(25) == 0).toList();
      for (ModelLicense license : renewed) {
        license.end = clock.plus(random.nextInt(60_000) + 1, ChronoUnit.MINUTES);
      }
      world.update(renewed);
      clock = clock.plus(random.nextInt(6 * 24 * 60), ChronoUnit.MINUTES);
      Map<UUID, List<Event>> expected = new HashMap<>();
      for (ModelLicense license : licenses) {
        List<Event> events =
            license.run(TABLE, BiteDriver.SETTINGS, RunInstants.of(clock, clock)).events();
        if (!events.isEmpty()) {
          expected.put(license.id, events);
        }
      }
      boolean earlierFirst = random.nextBoolean();
      Map<UUID, List<Event>> told = new HashMap<>();
      for (int turn = 0; turn < 3; turn++) {
        if (earlierFirst == (turn % 2 == 0)) {
          earlier.run(clock);
        } else {
          driver.run(clock);
        }
        Map<UUID, List<Event>> now = world.newEvents();
        now.forEach(
            (id, events) -> told.computeIfAbsent(id, any -> new ArrayList<>()).addAll(events));
        if (turn == 2 || turn == 1 && !earlierFirst) {
          // What the earlier version passes over, this one tells; after it nothing is left to say.
          assertThat(now).as("step %d, turn %d", step, turn).isEmpty();
        }
      }
      for (ModelLicense license : licenses) {
        assertThat(told.getOrDefault(license.id, List.of()))
            .as("step %d, the earlier version first: %s", step, earlierFirst)
            .isEqualTo(expected.getOrDefault(license.id, List.of()));
      }
      Map<UUID, HistoryWorld.Found> found = world.read();
      assertThat(licenses)
          .allSatisfy(
              license ->
                  assertThat(found.get(license.id))
                      .isEqualTo(new HistoryWorld.Found(license.status, license.told)));
    }
  }
}
