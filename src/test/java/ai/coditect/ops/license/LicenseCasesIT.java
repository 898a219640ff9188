package ai.coditect.ops.license;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.local.LocalPostgres;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Histories that were seen, and their neighbours, each with what has to be told. */
class LicenseCasesIT {
  private static final String OCTOBER = "2026-10-31T00:00:00Z";
  private static final String NOVEMBER = "2026-11-30T00:00:00Z";

  private static BiteDriver driver;

  private UUID organization;
  private UUID license;

  @BeforeAll
  static void start() {
    driver = new BiteDriver(LocalPostgres.shared().migrated());
  }

  @AfterAll
  static void stop() {
    driver.close();
  }

  @BeforeEach
  void buy() {
    organization = driver.organization("PRO", "UTC");
    license = driver.license(organization, "ACTIVE", OCTOBER);
  }

  @AfterEach
  void eachEventHasItsOwnId() {
    assertThat(driver.count("(select distinct event_id from coditect_ops.outbox) e"))
        .isEqualTo(driver.count("coditect_ops.outbox"));
  }

  private Changes run(String asOf) {
    driver.now = Instant.parse(asOf);
    return driver.run(
        driver.now, BiteDriver.SETTINGS, Map.of("organization", organization.toString()), 1000, 1);
  }

  private void status(String status) {
    driver.tenant(
        "update coditect_shared.licenses set status = '" + status + "' where id = :id", license);
  }

  private void plan(String plan) {
    driver.tenant(
        "update coditect_shared.organizations set plan = '" + plan + "' where id = :id",
        organization);
  }

  private void perpetual() {
    driver.tenant("update coditect_shared.licenses set expires_at = null where id = :id", license);
  }

  private void grantedAndExpired() {
    run("2026-11-01T00:00:00Z");
    run("2026-11-20T00:00:00Z");
    told("grace-started 2026-10-31", "expired 2026-11-14");
    assertThat(driver.status(license)).isEqualTo("EXPIRED");
  }

  /** The whole list, each as fact and day (or instant) on which it was due. */
  private void told(String... words) {
    assertThat(driver.events(license))
        .isEqualTo(
            Arrays.stream(words)
                .map(
                    word ->
                        word.length() > 25
                            ? word
                            : word.replaceFirst("(\\d{4}-\\d\\d-\\d\\d)", "$1T00:00:00.000000"))
                .toList());
  }

  private void is(String status) {
    assertThat(driver.status(license)).isEqualTo(status);
  }

  // 1. Status follows the end date that it was reached for.

  @Test
  void arrears_that_are_paid_bring_back_into_grace_and_it_ends_with_a_word() {
    grantedAndExpired();
    driver.renew(license, NOVEMBER);

    assertThat(run("2026-12-05T00:00:00Z")).isEqualTo(Changes.of(Map.of("grace-started", 1L)));
    is("GRACE");
    assertThat(run("2026-12-13T23:59:59.999999Z").byKind()).isEmpty();
    run("2026-12-14T00:00:00Z");
    is("EXPIRED");
    told(
        "grace-started 2026-10-31",
        "expired 2026-11-14",
        "grace-started 2026-11-30",
        "expired 2026-12-14");
  }

  @Test
  void a_short_term_that_begins_and_ends_while_no_worker_runs_is_told_as_expired() {
    grantedAndExpired();
    driver.renew(license, "2026-11-22T00:00:00Z");

    assertThat(run("2026-12-20T00:00:00Z")).isEqualTo(Changes.of(Map.of("expired", 1L)));
    is("EXPIRED");
    assertThat(run("2026-12-20T00:10:00Z").byKind()).isEmpty();
    told("grace-started 2026-10-31", "expired 2026-11-14", "expired 2026-12-06");
  }

  @Test
  void the_same_with_active_set_again_passes_through_everything() {
    grantedAndExpired();
    driver.renew(license, "2026-11-22T00:00:00Z");
    status("ACTIVE");

    run("2026-12-20T00:00:00Z");
    is("EXPIRED");
    told(
        "grace-started 2026-10-31",
        "expired 2026-11-14",
        "reinstated 2026-12-20",
        "grace-started 2026-11-22",
        "expired 2026-12-06");
  }

  @Test
  void without_a_grace_a_new_past_end_is_told_as_expired_once() {
    plan("FREE");
    run("2026-11-20T00:00:00Z");
    driver.renew(license, "2026-11-15T00:00:00Z");

    run("2026-11-21T00:00:00Z");
    run("2026-11-22T00:00:00Z");
    is("EXPIRED");
    told("expired 2026-10-31", "expired 2026-11-15");
  }

  @Test
  void a_renewal_that_sets_end_and_status_at_once_is_told() {
    grantedAndExpired();
    driver.renew(license, "2027-10-31T00:00:00Z");
    status("ACTIVE");

    assertThat(run("2026-12-05T00:00:00Z")).isEqualTo(Changes.of(Map.of("reinstated", 1L)));
    assertThat(run("2026-12-06T00:00:00Z").byKind()).isEmpty();
    told("grace-started 2026-10-31", "expired 2026-11-14", "reinstated 2026-12-05");
  }

  // 2. A grace whose end date moves.

  @Test
  void a_grace_that_moves_to_another_past_date_is_told_and_ends_by_that_date() {
    run("2026-11-05T00:00:00Z");
    driver.renew(license, "2026-11-03T00:00:00Z");

    assertThat(run("2026-11-06T00:00:00Z")).isEqualTo(Changes.of(Map.of("grace-started", 1L)));
    is("GRACE");
    run("2026-11-17T00:00:00Z");
    told("grace-started 2026-10-31", "grace-started 2026-11-03", "expired 2026-11-17");
  }

  @Test
  void a_grace_that_moves_to_a_date_whose_grace_is_over_expires_with_one_word() {
    run("2026-11-05T00:00:00Z");
    driver.renew(license, "2026-10-10T00:00:00Z");

    assertThat(run("2026-11-06T00:00:00Z")).isEqualTo(Changes.of(Map.of("expired", 1L)));
    told("grace-started 2026-10-31", "expired 2026-10-24");
  }

  @Test
  void an_end_that_moves_there_and_back_between_two_runs_is_no_news() {
    run("2026-11-05T00:00:00Z");
    driver.renew(license, "2026-11-03T00:00:00Z");
    driver.renew(license, OCTOBER);

    assertThat(run("2026-11-06T00:00:00Z").byKind()).isEmpty();
    told("grace-started 2026-10-31");
  }

  @Test
  void a_grace_that_somebody_else_set_is_told_before_it_ends() {
    status("GRACE");

    run("2026-11-05T00:00:00Z");
    run("2026-11-14T00:00:00Z");
    told("grace-started 2026-10-31", "expired 2026-11-14");
  }

  // 3. A state that recurs.

  @Test
  void perpetual_yearly_and_perpetual_again_is_told_each_time() {
    grantedAndExpired();
    perpetual();
    run("2026-11-21T00:00:00Z");
    driver.renew(license, "2026-11-22T00:00:00Z");
    run("2026-11-23T00:00:00Z");
    run("2026-12-06T00:00:00Z");
    is("EXPIRED");
    perpetual();

    assertThat(run("2026-12-07T00:00:00Z")).isEqualTo(Changes.of(Map.of("reinstated", 1L)));
    is("ACTIVE");
    told(
        "grace-started 2026-10-31",
        "expired 2026-11-14",
        "reinstated 2026-11-21",
        "grace-started 2026-11-22",
        "expired 2026-12-06",
        "reinstated 2026-12-07");
  }

  @Test
  void a_renewal_that_is_reversed_is_told_and_so_is_what_follows() {
    run("2026-11-05T00:00:00Z");
    driver.renew(license, "2027-10-31T00:00:00Z");
    run("2026-11-06T00:00:00Z");
    driver.renew(license, OCTOBER);

    assertThat(run("2026-11-07T00:00:00Z"))
        .isEqualTo(Changes.of(Map.of("grace-started", 1L, "notices-superseded", 4L)));
    run("2026-11-14T00:00:00Z");
    told(
        "grace-started 2026-10-31",
        "reinstated 2026-11-06",
        "grace-started 2026-10-31",
        "expired 2026-11-14");
  }

  @Test
  void a_reversal_after_the_grace_is_told_in_order() {
    grantedAndExpired();
    driver.renew(license, "2027-10-31T00:00:00Z");
    run("2026-11-21T00:00:00Z");
    driver.renew(license, OCTOBER);

    assertThat(run("2026-11-22T00:00:00Z"))
        .isEqualTo(
            Changes.of(Map.of("grace-started", 1L, "expired", 1L, "notices-superseded", 4L)));
    is("EXPIRED");
    assertThat(driver.events(license)).last().asString().startsWith("expired 2026-11-14");
  }

  @Test
  void a_notice_for_an_end_that_comes_back_goes_out_again_only_after_another_word() {
    driver.renew(license, "2026-12-05T00:00:00Z");
    run("2026-11-28T00:00:00Z");
    driver.renew(license, "2027-12-05T00:00:00Z");
    run("2026-11-28T01:00:00Z");
    driver.renew(license, "2026-12-05T00:00:00Z");
    assertThat(run("2026-11-28T02:00:00Z").byKind()).as("nothing came between").isEmpty();
    driver.renew(license, "2026-12-20T00:00:00Z");
    run("2026-11-28T03:00:00Z");
    driver.renew(license, "2026-12-05T00:00:00Z");

    run("2026-11-28T04:00:00Z");
    assertThat(driver.events(license))
        .containsExactly(
            "expiring 2026-11-28T00:00:00.000000 7",
            "expiring 2026-11-20T00:00:00.000000 22",
            "expiring 2026-11-28T00:00:00.000000 7");
  }

  @Test
  void a_suspension_says_nothing_and_forgets_nothing() {
    run("2026-11-05T00:00:00Z");
    status("SUSPENDED");
    assertThat(run("2026-11-20T00:00:00Z").byKind()).isEmpty();
    status("GRACE");
    driver.renew(license, "2026-11-10T00:00:00Z");
    run("2026-11-21T00:00:00Z");
    status("SUSPENDED");
    driver.renew(license, "2027-10-31T00:00:00Z");
    run("2026-11-22T00:00:00Z");
    status("ACTIVE");

    run("2026-11-23T00:00:00Z");
    told("grace-started 2026-10-31", "grace-started 2026-11-10", "reinstated 2026-11-23");
  }

  // 4. Somebody sets the status and leaves the end where it is.

  @Test
  void a_plan_with_grace_and_active_again_is_told_to_its_end() {
    plan("FREE");
    run("2026-11-01T00:00:00Z");
    plan("PRO");
    status("ACTIVE");

    assertThat(run("2026-11-05T00:00:00Z"))
        .isEqualTo(
            Changes.of(Map.of("reinstated", 1L, "grace-started", 1L, "notices-superseded", 4L)));
    is("GRACE");
    assertThat(run("2026-11-14T00:00:00Z")).isEqualTo(Changes.of(Map.of("expired", 1L)));
    told(
        "expired 2026-10-31",
        "reinstated 2026-11-05",
        "grace-started 2026-10-31",
        "expired 2026-11-14");
  }

  @Test
  void active_again_on_a_plan_without_grace_ends_again_with_a_word() {
    plan("FREE");
    run("2026-11-01T00:00:00Z");
    status("ACTIVE");

    run("2026-11-05T00:00:00Z");
    is("EXPIRED");
    told("expired 2026-10-31", "reinstated 2026-11-05", "expired 2026-10-31");
  }

  @Test
  void grace_set_after_the_plan_was_upgraded_is_told_to_its_end() {
    plan("FREE");
    run("2026-11-01T00:00:00Z");
    plan("PRO");
    status("GRACE");

    run("2026-11-05T00:00:00Z");
    run("2026-11-14T00:00:00Z");
    told("expired 2026-10-31", "grace-started 2026-10-31", "expired 2026-11-14");
  }

  @Test
  void a_longer_grace_alone_revives_nothing_and_a_shorter_one_ends_it() {
    plan("FREE");
    run("2026-11-01T00:00:00Z");
    plan("ENTERPRISE");
    assertThat(run("2026-11-05T00:00:00Z").byKind()).isEmpty();
    is("EXPIRED");
    driver.renew(license, "2026-11-03T00:00:00Z");
    run("2026-11-06T00:00:00Z");
    plan("FREE");

    assertThat(run("2026-11-07T00:00:00Z")).isEqualTo(Changes.of(Map.of("expired", 1L)));
    told("expired 2026-10-31", "grace-started 2026-11-03", "expired 2026-11-03");
  }

  @Test
  void who_is_expired_by_hand_within_the_grace_is_told_so() {
    run("2026-11-05T00:00:00Z");
    status("EXPIRED");

    assertThat(run("2026-11-06T00:00:00Z")).isEqualTo(Changes.of(Map.of("expired", 1L)));
    assertThat(run("2026-11-20T00:00:00Z").byKind()).isEmpty();
    told("grace-started 2026-10-31", "expired 2026-11-06");
  }

  @Test
  void a_license_that_was_imported_as_expired_long_ago_is_no_news() {
    license = driver.license(organization, "EXPIRED", "2020-01-01T00:00:00Z");

    run("2026-11-06T00:00:00Z");
    told();
  }

  @Test
  void a_license_that_goes_to_another_organization_is_told_there() {
    run("2026-11-05T00:00:00Z");
    organization = driver.organization("PRO", "UTC");
    driver.tenant(
        "update coditect_shared.licenses set organization_id = '"
            + organization
            + "' where id = :id",
        license);

    run("2026-11-06T00:00:00Z");
    told("grace-started 2026-10-31", "grace-started 2026-10-31");
    assertThat(
            driver
                .superuser
                .sql(
                    "select ordering_key from coditect_ops.outbox where data ->> 'licenseId' = :id"
                        + " order by sequence desc limit 1")
                .param("id", license.toString())
                .query(String.class)
                .single())
        .isEqualTo(organization.toString());
  }

  // 5. A wrong clock, or a later --as-of.

  @ParameterizedTest
  @CsvSource({
    // ended in grace, expired, or not at all when the wrong run came
    "2026-10-31T00:00:00Z, GRACE,  grace-started",
    "2027-06-01T00:00:00Z, ACTIVE, reinstated"
  })
  void what_a_wrong_clock_expired_comes_back(String end, String status, String word) {
    driver.renew(license, end);
    run("2026-11-05T00:00:00Z");
    long before = driver.events(license).size();
    run("2030-01-01T00:00:00Z");
    is("EXPIRED");

    run("2026-11-05T00:10:00Z");
    is(status);
    assertThat(driver.events(license)).last().asString().startsWith(word);
    assertThat(driver.events(license).size()).isGreaterThan((int) before);
    assertThat(run("2026-11-05T00:20:00Z").byKind()).isEmpty();
  }

  @Test
  void a_notice_that_a_wrong_clock_sent_too_early_goes_out_again_in_its_time() {
    driver.renew(license, "2026-12-31T00:00:00Z");
    run("2026-12-24T00:00:00Z");
    assertThat(run("2026-11-05T00:00:00Z").byKind()).isEmpty();

    run("2026-12-01T00:00:00Z");
    run("2026-12-24T00:00:00Z");
    assertThat(driver.events(license))
        .containsExactly(
            "expiring 2026-12-24T00:00:00.000000 7",
            "expiring 2026-12-01T00:00:00.000000 30",
            "expiring 2026-12-24T00:00:00.000000 7");
  }

  @Test
  void two_workers_ten_minutes_apart_do_not_take_back_each_others_words() {
    run("2026-10-31T00:00:00Z");
    assertThat(run("2026-10-30T23:50:00Z").byKind()).isEmpty();
    is("GRACE");
    assertThat(run("2026-10-30T23:49:59.999999Z"))
        .isEqualTo(
            Changes.of(Map.of("reinstated", 1L, "notices-sent", 1L, "notices-superseded", 3L)));
  }

  // The hour that comes twice: of two instants with one local time the second is meant.

  @ParameterizedTest
  @CsvSource({
    // Berlin has 02:30 at 00:30Z and at 01:30Z on 25 October 2026.
    "Europe/Berlin,       2026-10-26T01:30:00Z, 2026-10-25T01:30:00.000000 1",
    "Europe/Berlin,       2026-11-01T01:30:00Z, 2026-10-25T01:30:00.000000 7",
    // Lord Howe puts its clocks back by half an hour: 01:45 is 14:45Z and 15:15Z on 4 April.
    "Australia/Lord_Howe, 2026-04-05T15:15:00Z, 2026-04-04T15:15:00.000000 1",
    // Havana repeats the hour after midnight: 00:30 is 04:30Z and 05:30Z on 1 November.
    "America/Havana,      2026-11-02T05:30:00Z, 2026-11-01T05:30:00.000000 1"
  })
  void a_notice_in_the_repeated_hour_is_due_the_second_time(
      String zone, String end, String notice) {
    organization = driver.organization("PRO", zone);
    license = driver.license(organization, "ACTIVE", end);
    Instant due = Instant.parse(notice.substring(0, 26) + "Z");

    run(due.minusNanos(1000).toString());
    long before = driver.events(license).size();
    run(due.toString());
    assertThat(driver.events(license))
        .hasSize((int) before + 1)
        .last()
        .isEqualTo("expiring " + notice);
  }

  @Test
  void a_grace_that_ends_in_the_repeated_hour_ends_the_second_time() {
    organization = driver.organization("PRO", "Europe/Berlin");
    license = driver.license(organization, "ACTIVE", "2026-10-11T00:30:00Z");
    run("2026-10-11T00:30:00Z");
    run("2026-10-25T01:29:59.999999Z");
    is("GRACE");

    run("2026-10-25T01:30:00Z");
    is("EXPIRED");
  }
}
