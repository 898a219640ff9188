package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.plan.RetentionPolicy;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import java.nio.file.Path;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is left, by name, on both sides of the last microsecond of retention. */
class RetentionBoundaryIT {
  private static final Map<String, Period> RETENTION =
      Map.of("FREE", Period.ofMonths(1), "PRO", Period.ofDays(1), "ENTERPRISE", Period.ofYears(1));

  @TempDir static Path directory;
  private static LocalPostgres.Database database;
  private static InProcessWorker worker;
  private static Tenants tenants;

  @BeforeAll
  static void start() {
    database = LocalPostgres.shared().migrated();
    tenants = new Tenants(database);
    OwnJobs jobs =
        OwnJobs.in(directory)
            .purge("retention", "{ FREE: 1mo, PRO: 1d, ENTERPRISE: 1y }")
            .purge("organization-retention", "{ FREE: 1mo, PRO: 1d, ENTERPRISE: 1y }");
    worker = InProcessWorker.start(database, jobs.variables());
  }

  @AfterAll
  static void stop() {
    worker.close();
  }

  /**
   * Each line: plan, zone, when somebody was deleted, and the first instant at which they are due,
   * worked out by hand.
   */
  @ParameterizedTest(name = "{0} in {1}, deleted {2}, due {3}")
  @CsvSource(
      textBlock =
          """
          # Month ends: 31 January + 1 month is the last day of February; one day less is due no later.
          FREE, UTC, 2025-01-31T10:00:00Z, 2025-02-28T10:00:00Z
          FREE, UTC, 2025-01-30T10:00:00Z, 2025-02-28T10:00:00Z
          FREE, UTC, 2024-01-31T10:00:00Z, 2024-02-29T10:00:00Z
          FREE, UTC, 2025-02-28T10:00:00Z, 2025-03-28T10:00:00Z
          FREE, UTC, 2025-05-31T23:59:59.999999Z, 2025-06-30T23:59:59.999999Z
          # In the tenant's zone it is still January.
          FREE, America/New_York, 2025-02-01T04:30:00Z, 2025-03-01T04:30:00Z
          FREE, UTC, 2025-02-01T04:30:00Z, 2025-03-01T04:30:00Z
          FREE, Pacific/Kiritimati, 2025-01-30T12:00:00Z, 2025-02-27T12:00:00Z
          # A leap day and a year.
          ENTERPRISE, UTC, 2024-02-29T12:00:00Z, 2025-02-28T12:00:00Z
          ENTERPRISE, UTC, 2024-03-01T12:00:00Z, 2025-03-01T12:00:00Z
          ENTERPRISE, Asia/Kathmandu, 2024-02-28T18:15:00Z, 2025-02-27T18:15:00Z
          # New York skips 02:00 to 03:00 on 9 March and shows 01:00 to 02:00 twice on 2 November.
          PRO, America/New_York, 2025-03-08T07:30:00Z, 2025-03-09T07:30:00Z
          PRO, America/New_York, 2025-03-08T06:59:59.999999Z, 2025-03-09T06:59:59.999999Z
          PRO, America/New_York, 2025-03-08T08:00:00Z, 2025-03-09T07:00:00Z
          PRO, America/New_York, 2025-11-01T05:30:00Z, 2025-11-02T06:30:00Z
          PRO, America/New_York, 2025-11-01T04:59:59.999999Z, 2025-11-02T04:59:59.999999Z
          PRO, America/New_York, 2025-11-02T05:30:00Z, 2025-11-03T06:30:00Z
          FREE, America/New_York, 2025-02-09T07:30:00Z, 2025-03-09T07:30:00Z
          # Apia had no 30 December 2011.
          PRO, Pacific/Apia, 2011-12-30T04:00:00Z, 2011-12-31T04:00:00Z
          PRO, Pacific/Apia, 2011-12-29T04:00:00Z, 2011-12-30T04:00:00Z
          FREE, Pacific/Apia, 2011-12-01T04:00:00Z, 2011-12-31T04:00:00Z
          # Kathmandu is 5:45 ahead.
          PRO, Asia/Kathmandu, 2025-06-01T18:14:59.999999Z, 2025-06-02T18:14:59.999999Z
          FREE, Asia/Kathmandu, 2025-01-31T18:14:59.999999Z, 2025-02-28T18:14:59.999999Z
          FREE, Asia/Kathmandu, 2025-01-31T18:15:00Z, 2025-02-28T18:15:00Z
          """)
  void the_last_microsecond_of_retention_keeps_and_the_next_one_takes(
      String plan, String zone, Instant deleted, Instant due) {
    UUID tenant = tenants.organization(plan, zone, null);
    UUID before = tenants.user(tenant, "MEMBER", deleted.minus(1, ChronoUnit.MICROS));
    UUID at = tenants.user(tenant, "MEMBER", deleted);
    UUID after = tenants.user(tenant, "MEMBER", deleted.plus(1, ChronoUnit.MICROS));
    UUID living = tenants.user(tenant, "OWNER", null);

    assertThat(end(plan, zone, deleted)).isEqualTo(due);
    Map<UUID, Instant> ends =
        Map.of(
            before, end(plan, zone, deleted.minus(1, ChronoUnit.MICROS)),
            at, due,
            after, end(plan, zone, deleted.plus(1, ChronoUnit.MICROS)));
    for (Instant asOf : List.of(due.minus(1, ChronoUnit.MICROS), due)) {
      erase(tenant, asOf);
      Set<UUID> left = new HashSet<>(Set.of(living));
      // Where the clocks or the month jump, who was deleted later can be due earlier.
      ends.forEach(
          (person, end) -> {
            if (end.isAfter(asOf)) {
              left.add(person);
            }
          });
      assertThat(people(tenant)).containsExactlyInAnyOrderElementsOf(left);
    }
  }

  private static Instant end(String plan, String zone, Instant deleted) {
    return RetentionPolicy.endOf(deleted, ZoneId.of(zone), RETENTION.get(plan));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-infinity",
        "4714-11-24 00:00:00+00 BC",
        "0044-03-15 12:00:00+00 BC",
        "0001-12-31 23:59:59+00 BC",
        "0001-01-01 00:00:00+00"
      })
  void whoever_was_deleted_before_there_were_clocks_is_due_at_both_ends_of_the_day(String deleted) {
    areDue(deleted, "America/New_York", "Pacific/Kiritimati");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-infinity", "0044-03-15 12:00:00+00 BC", "0001-01-01 00:00:00+00"})
  @Tag("campaign")
  void so_they_are_in_other_zones(String deleted) {
    areDue(deleted, "UTC", "Asia/Kathmandu");
  }

  private static void areDue(String deleted, String... zones) {
    for (String zone : zones) {
      UUID tenant = tenants.organization("ENTERPRISE", zone, null);
      UUID owner = tenants.user(tenant, "OWNER", null);
      delete("users", tenants.user(tenant, "MEMBER", null), deleted);

      assertThat(erase(tenant, Instant.parse("2025-01-01T00:00:00Z")).outcome())
          .isEqualTo(Ending.DONE);
      assertThat(people(tenant)).containsExactly(owner);

      delete("organizations", tenant, deleted);
      assertThat(erase(tenant, Instant.parse("2025-01-01T00:00:00Z")).outcome())
          .isEqualTo(Ending.DONE);
      assertThat(people(tenant)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"infinity", "294276-12-31 23:59:59.999999+00", "9999-12-31 23:59:59.999999+00"})
  void whoever_is_deleted_in_a_time_to_come_stays(String deleted) {
    for (String zone : new String[] {"America/New_York", "Pacific/Kiritimati"}) {
      UUID tenant = tenants.organization("PRO", zone, null);
      UUID user = tenants.user(tenant, "MEMBER", null);
      delete("users", user, deleted);
      delete("organizations", tenant, deleted);

      assertThat(erase(tenant, Instant.parse("2026-01-01T00:00:00Z")).outcome())
          .isEqualTo(Ending.NOTHING_TO_DO);
      assertThat(people(tenant)).containsExactly(user);
    }
  }

  @Test
  void an_organization_is_kept_to_its_last_microsecond_and_goes_with_the_next_one() {
    Instant deleted = Instant.parse("2025-01-31T18:14:59.999999Z");
    Instant due = Instant.parse("2025-02-28T18:14:59.999999Z");
    UUID tenant = tenants.organization("FREE", "Asia/Kathmandu", deleted);
    UUID owner = tenants.user(tenant, "OWNER", null);

    erase(tenant, due.minus(1, ChronoUnit.MICROS));
    assertThat(people(tenant)).containsExactly(owner);
    erase(tenant, due);
    assertThat(people(tenant)).isEmpty();
    assertThat(
            tenants.ids("select id from coditect_shared.organizations where id = '" + tenant + "'"))
        .isEmpty();
  }

  private static RunResult erase(UUID tenant, Instant asOf) {
    RunResult result =
        worker.run(
            "gdpr-purge",
            UUID.randomUUID().toString(),
            asOf,
            Map.of("organization", tenant.toString()));
    assertThat(result.problems()).isEmpty();
    assertThat(result.outcome()).isIn(Ending.DONE, Ending.NOTHING_TO_DO);
    return result;
  }

  private static List<UUID> people(UUID tenant) {
    return tenants.ids(
        "select id from coditect_shared.users where organization_id = '" + tenant + "'");
  }

  private static void delete(String table, UUID row, String at) {
    tenants
        .jdbc()
        .sql("update coditect_shared." + table + " set deleted_at = ?::timestamptz where id = ?")
        .params(at, row)
        .update();
  }
}
