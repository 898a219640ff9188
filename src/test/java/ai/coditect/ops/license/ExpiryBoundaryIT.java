package ai.coditect.ops.license;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.LocalPostgres;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

class ExpiryBoundaryIT {
  private BiteDriver driver;

  @BeforeEach
  void start() {
    driver = new BiteDriver(LocalPostgres.shared().migrated());
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  /** Los Angeles leaves summer time on 2026-11-01, so two of the limits lie an hour off. */
  @ParameterizedTest
  @CsvSource({
    "FREE, ACTIVE, 2026-11-03T20:00:00Z, EXPIRED, ACTIVE",
    "PRO, ACTIVE, 2026-11-03T20:00:00Z, GRACE, ACTIVE",
    "PRO, GRACE, 2026-11-17T20:00:00Z, EXPIRED, GRACE",
    "ENTERPRISE, GRACE, 2026-12-03T20:00:00Z, EXPIRED, GRACE"
  })
  void a_state_ends_with_the_microsecond_of_its_limit(
      String plan, String status, Instant limit, String after, String before) {
    UUID organization = driver.organization(plan, "America/Los_Angeles");
    UUID license = driver.license(organization, status, "2026-11-03T20:00:00Z");

    driver.run(limit.minus(1, ChronoUnit.MICROS));
    assertThat(driver.status(license)).isEqualTo(before);
    driver.run(limit);
    assertThat(driver.status(license)).isEqualTo(after);
    driver.run(limit.plus(1, ChronoUnit.MICROS));
    assertThat(driver.status(license)).isEqualTo(after);
    assertThat(driver.audit(license)).containsExactly(before + ">" + after);
  }

  @Test
  void the_last_microsecond_that_an_end_may_have_is_reached() {
    UUID organization = driver.organization("FREE", "Pacific/Apia");
    UUID license = driver.license(organization, "ACTIVE", "9999-12-31T23:59:59.999999Z");

    driver.run(Instant.parse("9999-12-31T23:59:59.999998Z"));
    assertThat(driver.status(license)).isEqualTo("ACTIVE");
    driver.run(Instant.parse("9999-12-31T23:59:59.999999Z"));
    assertThat(driver.status(license)).isEqualTo("EXPIRED");
    driver.run(Instant.parse("9999-12-31T23:59:59.999999Z"));
    assertThat(driver.audit(license)).containsExactly("ACTIVE>EXPIRED");
  }

  @ParameterizedTest
  @CsvSource({
    "30, 2026-10-04T19:00:00Z",
    "14, 2026-10-20T19:00:00Z",
    "7, 2026-10-27T19:00:00Z",
    "1, 2026-11-02T20:00:00Z"
  })
  void a_notice_goes_out_with_the_microsecond_it_is_due(int days, Instant due) {
    UUID organization = driver.organization("PRO", "America/Los_Angeles");
    UUID license = driver.license(organization, "ACTIVE", "2026-11-03T20:00:00Z");
    String event = "expiring " + due.toString().replace("Z", ".000000 ") + days;

    driver.run(due.minus(1, ChronoUnit.MICROS));
    assertThat(driver.events(license)).doesNotContain(event);
    driver.run(due);
    assertThat(driver.events(license)).endsWith(event);
    driver.run(due.plus(1, ChronoUnit.MICROS));
    assertThat(driver.events(license)).filteredOn(event::equals).hasSize(1);
  }

  @Test
  void exactly_the_licenses_at_and_behind_their_end_move() {
    UUID organization = driver.organization("PRO", "UTC");
    UUID ended = driver.license(organization, "ACTIVE", "2026-11-22T11:59:59.999999Z");
    UUID ending = driver.license(organization, "ACTIVE", "2026-11-22T12:00:00Z");
    UUID valid = driver.license(organization, "ACTIVE", "2026-11-22T12:00:00.000001Z");
    UUID perpetual = driver.license(organization, "ACTIVE", "perpetual");
    UUID suspended = driver.license(organization, "SUSPENDED", "2026-11-01T00:00:00Z");
    UUID revoked = driver.license(organization, "REVOKED", "2026-11-29T00:00:00Z");

    driver.run(Instant.parse("2026-11-22T12:00:00Z"));

    assertThat(List.of(ended, ending, valid, perpetual, suspended, revoked))
        .extracting(driver::status)
        .containsExactly("GRACE", "GRACE", "ACTIVE", "ACTIVE", "SUSPENDED", "REVOKED");
    assertThat(driver.events(suspended)).isEmpty();
    assertThat(driver.events(revoked)).isEmpty();
  }

  @Test
  void after_an_outage_one_notice_tells_the_true_days_left() {
    UUID organization = driver.organization("PRO", "UTC");
    UUID license = driver.license(organization, "ACTIVE", "2026-11-27T11:00:00Z");

    driver.run(Instant.parse("2026-11-22T12:00:00Z"));

    assertThat(driver.events(license)).containsExactly("expiring 2026-11-20T11:00:00.000000 5");
    assertThat(
            driver
                .superuser
                .sql(
                    "select concat_ws(' ', stage, notice_days, told) from coditect_ops.license_progress"
                        + " where license_id = :id")
                .param("id", license)
                .query(String.class)
                .single())
        .isEqualTo("7 1");
  }

  @Test
  void an_end_date_that_comes_back_is_told_again_under_a_new_id() {
    UUID organization = driver.organization("PRO", "UTC");
    UUID license = driver.license(organization, "ACTIVE", "2026-11-01T00:00:00Z");
    driver.run(Instant.parse("2026-11-02T00:00:00Z"));
    driver.renew(license, "2027-11-01T00:00:00Z");
    driver.run(Instant.parse("2026-11-03T00:00:00Z"));
    assertThat(driver.status(license)).isEqualTo("ACTIVE");
    driver.renew(license, "2026-11-01T00:00:00Z");

    driver.run(Instant.parse("2026-11-04T00:00:00Z"));

    assertThat(driver.status(license)).isEqualTo("GRACE");
    assertThat(driver.events(license))
        .containsExactly(
            "grace-started 2026-11-01T00:00:00.000000",
            "reinstated 2026-11-03T00:00:00.000000",
            "grace-started 2026-11-01T00:00:00.000000");
    assertThat(driver.count("(select distinct event_id from coditect_ops.outbox) e")).isEqualTo(3);
  }

  @Test
  void each_event_carries_what_its_record_names() {
    UUID organization = driver.organization("PRO", "UTC");
    driver.license(organization, "ACTIVE", "2026-11-23T00:00:00Z");
    driver.license(organization, "ACTIVE", "2026-11-02T00:00:00.25Z");
    driver.license(organization, "GRACE", "perpetual");
    Instant asOf = Instant.parse("2026-11-22T12:00:00Z");
    driver.run(asOf);
    JsonMapper json =
        JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    assertThat(event(json, "expiring", LicenseEvent.LicenseExpiring.class).daysLeft()).isEqualTo(1);
    assertThat(event(json, "grace-started", LicenseEvent.LicenseGraceStarted.class).graceEndsAt())
        .isEqualTo("2026-11-16T00:00:00.25Z");
    assertThat(event(json, "expired", LicenseEvent.LicenseExpired.class).dueAt())
        .isEqualTo("2026-11-16T00:00:00.25Z");
    var reinstated = event(json, "reinstated", LicenseEvent.LicenseReinstated.class);
    assertThat(reinstated.previousStatus()).isEqualTo("GRACE");
    assertThat(reinstated.expiresAt()).isNull();
    assertThat(reinstated.dueAt()).isEqualTo(asOf);
    assertThat(reinstated.organizationId()).isEqualTo(organization);
  }

  private <T> T event(JsonMapper json, String fact, Class<T> type) {
    return json.readValue(
        driver
            .superuser
            .sql("select data::text from coditect_ops.outbox where type = :type")
            .param("type", "ai.coditect.license." + fact + ".v1")
            .query(String.class)
            .single(),
        type);
  }
}
