package ai.coditect.ops.license;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.local.LocalPostgres;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever moves behind the watermark is still found. */
class ExpiryWatermarkIT {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private LocalPostgres.Database database;
  private BiteDriver driver;
  private UUID organization;

  @BeforeEach
  void start() {
    database = LocalPostgres.shared().migrated();
    driver = new BiteDriver(database);
    organization = driver.organization("PRO", "Europe/Berlin");
    driver.run(NOON);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  private Instant reached() {
    return driver
        .superuser
        .sql("select reached from coditect_ops.license_watermark")
        .query(java.time.OffsetDateTime.class)
        .single()
        .toInstant();
  }

  @Test
  void finds_an_end_by_index_although_the_clocks_changed_between_notice_and_end() {
    driver.run(Instant.parse("2026-03-25T10:30:00Z"));
    driver
        .superuser
        .sql(
            "update coditect_ops.license_watermark set reached = '2026-03-25 10:30+00', swept_at = '2026-03-25 10:30+00'")
        .update();
    UUID license = driver.license(organization, "ACTIVE", "2026-04-01T10:00:00Z");
    driver.superuser.sql("delete from coditect_ops.license_changes").update();

    driver.run(Instant.parse("2026-03-25T11:00:00Z"));

    assertThat(driver.events(license)).containsExactly("expiring 2026-03-25T11:00:00.000000 7");
  }

  @Test
  void finds_an_end_that_a_tenant_moved_behind_the_watermark() {
    UUID license = driver.license(organization, "ACTIVE", "2027-06-01T00:00:00Z");
    driver.run(NOON.plusSeconds(600));
    driver.renew(license, "2026-11-01T00:00:00Z");

    driver.run(NOON.plusSeconds(1200));

    assertThat(driver.status(license)).isEqualTo("EXPIRED");
    assertThat(driver.audit(license)).containsExactly("ACTIVE>GRACE", "GRACE>EXPIRED");
    assertThat(driver.events(license))
        .containsExactly(
            "grace-started 2026-11-01T00:00:00.000000", "expired 2026-11-15T00:00:00.000000");
  }

  @Test
  void finds_an_end_whose_transaction_commits_long_after_the_run_passed() throws Exception {
    UUID license = driver.license(organization, "ACTIVE", "2027-06-01T00:00:00Z");
    driver.run(NOON.plusSeconds(600));
    try (Connection tenant = database.asSuperuser().getConnection()) {
      tenant.setAutoCommit(false);
      tenant
          .createStatement()
          .execute("update coditect_shared.licenses set expires_at = '2026-11-22 12:12+00'");
      driver.run(NOON.plusSeconds(1200));
      driver.run(NOON.plusSeconds(1800));
      assertThat(driver.status(license)).isEqualTo("ACTIVE");
      tenant.commit();
    }

    driver.run(NOON.plusSeconds(2400));

    assertThat(driver.status(license)).isEqualTo("GRACE");
    assertThat(driver.events(license)).containsExactly("grace-started 2026-11-22T12:12:00.000000");
  }

  @Test
  void finds_licenses_that_are_due_because_their_organization_changed_plan_or_zone() {
    UUID license = driver.license(organization, "ACTIVE", "2026-11-20T00:00:00Z");
    driver.run(NOON.plusSeconds(60));
    assertThat(driver.status(license)).isEqualTo("GRACE");
    driver.tenant(
        "update coditect_shared.organizations set plan = 'FREE' where id = :id", organization);

    driver.run(NOON.plusSeconds(120));

    assertThat(driver.status(license)).isEqualTo("EXPIRED");
    assertThat(driver.count("coditect_ops.license_changes")).isZero();
  }

  @Test
  void a_run_of_the_future_makes_no_later_run_miss_anything() {
    UUID soon = driver.license(organization, "ACTIVE", "2026-11-22T13:00:00Z");
    UUID renewed = driver.license(organization, "EXPIRED", "2026-11-25T00:00:00Z");
    Instant future = NOON.plus(Duration.ofDays(10));
    driver.run(
        future, BiteDriver.SETTINGS, Map.of("organization", organization.toString()), 100, 1);
    assertThat(driver.status(soon)).isEqualTo("GRACE");
    UUID later = driver.license(organization, "ACTIVE", "2026-11-22T14:00:00Z");
    driver.run(future.minus(Duration.ofDays(9)), BiteDriver.SETTINGS, Map.of(), 100, 1);
    assertThat(reached()).isEqualTo(NOON);
    assertThat(driver.status(later)).isEqualTo("GRACE");
    UUID latest = driver.license(organization, "ACTIVE", "2026-11-22T12:10:00Z");

    driver.run(NOON.plusSeconds(1200));

    assertThat(driver.status(latest)).isEqualTo("GRACE");
    assertThat(driver.status(renewed)).isEqualTo("ACTIVE");
    assertThat(driver.status(soon))
        .as("told in grace an hour before its end: taken back")
        .isEqualTo("ACTIVE");
    assertThat(driver.events(soon))
        .containsExactly(
            "grace-started 2026-11-22T13:00:00.000000",
            "reinstated 2026-11-22T12:20:00.000000",
            "expiring 2026-11-21T13:00:00.000000 1");
    assertThat(reached()).isEqualTo(NOON.plusSeconds(1200));
  }

  @Test
  void marks_that_a_wrong_clock_left_ahead_are_not_believed() {
    Instant wrong = NOON.plus(Duration.ofDays(60));
    driver.run(wrong);
    assertThat(reached()).isEqualTo(wrong);
    UUID license = driver.license(organization, "ACTIVE", "2026-11-22T11:00:00Z");
    driver.superuser.sql("delete from coditect_ops.license_changes").update();

    driver.run(NOON.plusSeconds(600));

    assertThat(driver.status(license)).isEqualTo("GRACE");
    assertThat(reached()).isEqualTo(NOON.plusSeconds(600));
    UUID next = driver.license(organization, "ACTIVE", "2026-11-22T12:15:00Z");
    driver.superuser.sql("delete from coditect_ops.license_changes").update();
    driver.run(NOON.plusSeconds(1200));
    assertThat(driver.status(next)).as("found by its end").isEqualTo("GRACE");
  }

  /** More than a list may hold, so that it is dropped for a sweep; each ends far ahead. */
  @Test
  void a_sweep_that_stands_in_for_the_list_finds_who_is_active_again() {
    List<UUID> licenses =
        java.util.stream.IntStream.range(0, 5)
            .mapToObj(n -> driver.license(organization, "ACTIVE", "2026-11-22T11:00:00Z"))
            .toList();
    driver.run(NOON.plusSeconds(60));
    driver
        .superuser
        .sql("update coditect_shared.licenses set status = 'ACTIVE', expires_at = '2027-11-22'")
        .update();
    driver.now = NOON.plusSeconds(120);

    Changes changed = driver.run(driver.now, BiteDriver.SETTINGS, Map.of(), 2, 2);

    assertThat(changed).isEqualTo(Changes.of(Map.of("reinstated", 5L)));
    assertThat(driver.count("coditect_ops.license_changes")).isZero();
    assertThat(driver.events(licenses.get(0))).last().asString().startsWith("reinstated");
  }

  @Test
  void a_run_of_the_past_neither_moves_the_watermark_back_nor_loses_a_change() {
    UUID license = driver.license(organization, "ACTIVE", "2026-11-22T11:00:00Z");

    driver.run(NOON.minusSeconds(7200), BiteDriver.SETTINGS, Map.of(), 100, 1);
    assertThat(driver.status(license)).isEqualTo("ACTIVE");
    assertThat(reached()).isEqualTo(NOON);
    driver.run(NOON.plusSeconds(60));

    assertThat(driver.status(license)).isEqualTo("GRACE");
  }

  @Test
  void other_settings_reach_licenses_that_the_watermark_has_passed() {
    UUID license = driver.license(organization, "ACTIVE", "2026-12-27T12:00:00Z");
    driver.run(NOON.plusSeconds(60));
    assertThat(driver.events(license)).isEmpty();
    LicenseExpirySettings earlier =
        BiteDriver.settings(Map.of("FREE", 0, "PRO", 14, "ENTERPRISE", 30), 60, 14);
    driver.now = NOON.plusSeconds(120);

    driver.run(driver.now, earlier, Map.of(), 1000, 2);

    assertThat(driver.events(license)).containsExactly("expiring 2026-10-28T12:00:00.000000 35");
  }

  @Test
  void a_long_list_of_changes_is_replaced_by_a_full_sweep() {
    for (int n = 0; n < 30; n++) {
      driver.license(organization, "ACTIVE", "2026-11-22T11:00:00Z");
    }
    driver.now = NOON.plusSeconds(60);

    Changes changed = driver.run(driver.now, BiteDriver.SETTINGS, Map.of(), 1, 2);

    assertThat(changed)
        .isEqualTo(Changes.of(Map.of("grace-started", 30L, "notices-superseded", 120L)));
    assertThat(driver.count("coditect_ops.license_changes")).isZero();
  }

  @Test
  void only_changed_licenses_are_looked_at_when_asked_so() {
    UUID due = driver.license(organization, "ACTIVE", "2026-11-22T11:00:00Z");
    driver.superuser.sql("delete from coditect_ops.license_changes").update();
    UUID changed = driver.license(organization, "ACTIVE", "2026-11-22T11:00:00Z");

    driver.run(NOON, BiteDriver.SETTINGS, Map.of("changed-only", "true"), 100, 2);

    assertThat(List.of(driver.status(due), driver.status(changed)))
        .containsExactly("ACTIVE", "GRACE");
  }

  @Test
  void a_change_due_after_a_nudged_run_but_before_the_clock_stays_on_the_list() {
    UUID license = driver.license(organization, "ACTIVE", "2026-11-22T12:00:30Z");
    driver.now = NOON.plusSeconds(60);

    driver.run(NOON, BiteDriver.SETTINGS, Map.of("changed-only", "true"), 100, 2);
    assertThat(driver.status(license)).isEqualTo("ACTIVE");
    driver
        .superuser
        .sql("update coditect_ops.license_watermark set reached = '2026-11-22 12:00:45+00'")
        .update();
    driver.run(NOON.plusSeconds(60));

    assertThat(driver.status(license)).isEqualTo("GRACE");
  }

  @Test
  void a_run_for_one_organization_touches_no_other() {
    UUID other = driver.organization("PRO", "UTC");
    UUID ours = driver.license(organization, "ACTIVE", "2026-11-22T11:00:00Z");
    UUID theirs = driver.license(other, "ACTIVE", "2026-11-22T11:00:00Z");
    Map<String, String> confined = Map.of("organization", other.toString());

    assertThat(driver.forecast(NOON, BiteDriver.SETTINGS, confined).lines())
        .extracting(line -> line.organization())
        .containsOnly(other.toString());
    driver.run(NOON, BiteDriver.SETTINGS, confined, 100, 2);

    assertThat(List.of(driver.status(ours), driver.status(theirs)))
        .containsExactly("ACTIVE", "GRACE");
  }
}
