package ai.coditect.ops.metrics.collect;

import static ai.coditect.ops.metrics.collect.ToldFigures.values;
import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPostgres.Database;
import ai.coditect.ops.metrics.figure.FigureResult;
import ai.coditect.ops.metrics.file.MetricFileStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The figures that are shipped, of rows whose numbers are known. */
final class ShippedFiguresIT {
  private static final Database DATABASE = LocalPostgres.shared().migrated();
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final List<String> PLANS = List.of("FREE", "PRO", "ENTERPRISE");
  private static final List<Integer> GRACES = List.of(0, 14, 30);
  private static final List<String> STAGES =
      List.of("ACTIVE", "GRACE", "EXPIRED", "SUSPENDED", "REVOKED");
  private static final List<Integer> WITHIN = List.of(1, 7, 14, 30);

  @BeforeAll
  static void plant() {
    DATABASE.execute(
        "insert into coditect_shared.organizations (id, name, slug, plan, time_zone, deleted_at,"
            + " updated_at) select cast('00000000-0000-0000-0000-00000000000' || o as uuid), n, s,"
            + " p, z, cast(d as timestamptz), '2026-11-01 00:00:00+00' from (values"
            + " (1, 'F', 'f', 'FREE', 'UTC', null), (2, 'P', 'p', 'PRO', 'Asia/Tokyo', null),"
            + " (3, 'G', 'g', 'FREE', 'UTC', '2026-10-01 00:00:00+00')) v (o, n, s, p, z, d)",
        // Ends around each limit, and a grace that ends in six days.
        "insert into coditect_shared.licenses (organization_id, license_key, status, expires_at)"
            + " select cast('00000000-0000-0000-0000-00000000000' || o as uuid), 'k' || n, s,"
            + " cast(e as timestamptz) from (values"
            + " (1, 1, 'ACTIVE', '2026-11-29 12:00:00+00'), (1, 2, 'ACTIVE', '2026-11-28"
            + " 12:00:00+00'), (1, 3, 'ACTIVE', '2026-12-05 11:59:59+00'), (1, 4, 'ACTIVE', null),"
            + " (1, 5, 'ACTIVE', '2026-11-28 11:00:00+00'), (1, 6, 'EXPIRED', '2026-11-01"
            + " 12:00:00+00'), (2, 7, 'GRACE', '2026-11-20 12:00:00+00'), (2, 8, 'ACTIVE',"
            + " '2026-12-28 11:59:59+00'), (2, 9, 'ACTIVE', '2026-12-28 12:00:00+00')) v (o, n, s,"
            + " e)",
        "insert into coditect_shared.users (id, organization_id, email, username, deleted_at,"
            + " updated_at) select cast('00000000-0000-0000-0001-00000000000' || n as uuid),"
            + " cast('00000000-0000-0000-0000-00000000000' || o as uuid), 'u' || n ||"
            + " '@example.com', 'u' || n, cast(d as timestamptz), '2026-11-01 00:00:00+00' from"
            + " (values"
            + " (1, 1, null), (2, 1, '2026-10-29 12:00:00+00'), (3, 1, '2026-10-29"
            + " 12:00:01+00'), (4, 1, '2026-10-20 12:00:00+00'), (5, 2, null), (6, 2, '2026-10-20"
            + " 12:00:00+00')) v (n, o, d)",
        "insert into coditect_shared.projects (organization_id, owner_id, name, slug, status)"
            + " values ('00000000-0000-0000-0000-000000000001',"
            + " '00000000-0000-0000-0001-000000000001', 'A', 'a', 'ACTIVE'),"
            + " ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0001-000000000001',"
            + " 'B', 'b', 'DELETED')",
        "insert into coditect_ops.holds (kind, organization_id, user_id, ground, placed_by) values"
            + " ('user', '00000000-0000-0000-0000-000000000001',"
            + " '00000000-0000-0000-0001-000000000004', 'suit', 'legal')",
        "insert into coditect_ops.erasure_requests (id, organization_id, user_id, requested_at,"
            + " due_at) values (gen_random_uuid(), '00000000-0000-0000-0000-000000000001',"
            + " '00000000-0000-0000-0001-000000000001', '2026-11-01 12:00:00+00', '2026-12-01"
            + " 12:00:00+00')",
        "insert into coditect_ops.outbox (event_id, type, ordering_key, occurred_at, recorded_at,"
            + " data) values ('e', 't', '', now(), '2026-11-28 11:59:00+00', '{}')",
        "insert into coditect_ops.runs (job, key, origin, as_of, started_at, worker, outcome,"
            + " finished_at) values ('gdpr-purge', 'parked', 'command', now(), now(), 'w', 'parked',"
            + " '2026-11-28 11:00:00+00')",
        ran("license-expiry", NOW, "{}"),
        ran("gdpr-purge", NOW, "{}"));
  }

  /** A run that ended well; what changes after it began was not its to do. */
  private static String ran(String job, Instant at, String parameters) {
    return "insert into coditect_ops.runs (job, key, origin, as_of, started_at, worker, outcome,"
        + " finished_at, parameters) values ('%1$s', gen_random_uuid(), 'schedule', '%2$s', '%2$s',"
            .formatted(job, at)
        + " 'w', 'nothing-to-do', '%s', '%s')".formatted(at.plusSeconds(2), parameters);
  }

  @Test
  void every_shipped_figure_is_read() {
    Collected all = collected(DATABASE, NOW);
    assertThat(all.reports())
        .allSatisfy(
            report ->
                assertThat(report.result())
                    .as("%s: %s", report.figure().name(), report.why())
                    .isEqualTo(FigureResult.OK))
        .extracting(report -> report.figure().name())
        .containsExactlyInAnyOrderElementsOf(
            MetricFileStore.read(Optional.empty()).figures().map(each -> each.name()).toList());
    assertThat(all.samples()).allSatisfy(sample -> assertThat(sample.at()).isEqualTo(NOW));
  }

  @Test
  void what_is_told_is_so() {
    Collected all = collected(DATABASE, NOW);
    assertThat(values(all, "licenses"))
        .containsEntry("FREE ACTIVE", 5.0)
        .containsEntry("FREE EXPIRED", 1.0)
        .containsEntry("PRO GRACE", 1.0)
        .containsEntry("ENTERPRISE REVOKED", 0.0)
        .hasSize(15);
    // At a limit itself a license does not end within it.
    assertThat(values(all, "licenses_expiring"))
        .containsEntry("FREE 1d", 0.0)
        .containsEntry("FREE 7d", 2.0)
        .containsEntry("PRO 14d", 0.0)
        .containsEntry("PRO 30d", 1.0)
        .hasSize(12);
    // At its end a license has ended.
    assertThat(values(all, "licenses_due"))
        .containsEntry("FREE ACTIVE", 2.0)
        .containsEntry("PRO GRACE", 0.0);
    assertThat(values(all, "licenses_grace_ending"))
        .containsEntry("PRO 1d", 0.0)
        .containsEntry("PRO 7d", 1.0);
    assertThat(values(all, "organizations"))
        .isEqualTo(Map.of("FREE", 1.0, "PRO", 1.0, "ENTERPRISE", 0.0));
    assertThat(values(all, "users")).containsEntry("FREE", 1.0).containsEntry("PRO", 1.0);
    assertThat(values(all, "projects")).containsEntry("FREE", 1.0);
    assertThat(values(all, "deleted_waiting"))
        .containsEntry("user FREE", 3.0)
        .containsEntry("organization FREE", 1.0)
        .containsEntry("project FREE", 1.0);
    assertThat(values(all, "deletions_overdue"))
        .isEqualTo(Map.of("user", 2.0, "organization", 1.0));
    assertThat(values(all, "deletions_possible"))
        .isEqualTo(Map.of("user", 1.0, "organization", 1.0));
    assertThat(values(all, "deletion_oldest_overdue"))
        // The one who is nine days over is held.
        .containsEntry("user", 0.0)
        .containsEntry("organization", Duration.ofDays(28).plusHours(12).toSeconds() * 1.0);
    assertThat(values(all, "erasure_requests")).containsEntry("waiting", 1.0);
    assertThat(values(all, "privacy_request_days_left")).isEqualTo(Map.of("erasure", 3.0));
    assertThat(values(all, "outbox_oldest")).containsEntry("", 60.0);
    assertThat(values(all, "runs_parked")).containsEntry("", 1.0);
    assertThat(values(all, "run_parked_longest")).containsEntry("", 3600.0);
    assertThat(values(all, "legal_holds")).containsEntry("user", 1.0).containsEntry("email", 0.0);
    assertThat(values(all, "database_size").get("")).isGreaterThan(1_000_000);
    assertThat(values(all, "collection_result")).containsEntry("licenses ok", 1.0);
  }

  /**
   * A night that finds nobody, somebody who comes due five minutes later, and events in between.
   */
  @Test
  void what_came_due_after_the_last_whole_run_was_not_left_by_it() {
    Database database = LocalPostgres.shared().migrated();
    Instant night = NOW.minus(Duration.ofHours(2));
    Instant due = NOW.minus(Duration.ofDays(30));
    database.execute(
        "insert into coditect_shared.organizations (id, name, slug, plan, time_zone, updated_at) values"
            + " ('00000000-0000-0000-0000-000000000001', 'A', 'a', 'FREE', 'UTC', '2026-01-01'),"
            + " ('00000000-0000-0000-0000-000000000002', 'B', 'b', 'FREE', 'UTC', '2026-01-01'),"
            + " ('00000000-0000-0000-0000-000000000003', 'C', 'c', 'FREE', 'UTC', '"
            + NOW.minusSeconds(60)
            + "')",
        "insert into coditect_shared.licenses (organization_id, license_key, status, expires_at)"
            + " values ('00000000-0000-0000-0000-000000000001', 'k', 'ACTIVE', '"
            + night.plusSeconds(300)
            + "')",
        // Due after the night; held until after it; of an organization that was changed since.
        "insert into coditect_shared.users (id, organization_id, email, username, deleted_at,"
            + " updated_at) values "
            + person(1, 1, due.minusSeconds(6900))
            + ", "
            + person(2, 2, due.minusSeconds(9000))
            + ", "
            + person(3, 3, due.minusSeconds(9000)),
        "insert into coditect_ops.holds (kind, organization_id, user_id, ground, placed_by,"
            + " released_by, released_at) values ('user', '00000000-0000-0000-0000-000000000002',"
            + " '00000000-0000-0000-0001-000000000002', 'suit', 'legal', 'legal', '"
            + NOW.minusSeconds(600)
            + "')",
        ran("gdpr-purge", night, "{}"),
        ran("license-expiry", night, "{}"),
        ran("gdpr-purge", NOW.minusSeconds(30), "{\"requested-only\": \"true\"}"),
        ran("license-expiry", NOW.minusSeconds(30), "{\"changed-only\": \"true\"}"));
    Collected healthy = collected(database, NOW);
    assertThat(values(healthy, "deletions_overdue")).containsEntry("user", 3.0);
    assertThat(values(healthy, "deletions_possible")).containsEntry("user", 0.0);
    assertThat(values(healthy, "licenses_due")).containsEntry("FREE ACTIVE", 0.0);
    // What a schedule is for has not happened since the night, whatever events did.
    assertThat(values(healthy, "job_seconds_since_success"))
        .containsEntry("gdpr-purge", 7198.0)
        .containsEntry("license-expiry", 7198.0);
    database.execute(
        ran("gdpr-purge", NOW.minusSeconds(20), "{}"),
        ran("license-expiry", NOW.minusSeconds(20), "{}"));
    Collected left = collected(database, NOW);
    assertThat(values(left, "deletions_possible")).containsEntry("user", 3.0);
    assertThat(values(left, "licenses_due")).containsEntry("FREE ACTIVE", 1.0);
    assertThat(values(left, "job_seconds_since_success"))
        .containsEntry("gdpr-purge", 18.0)
        .containsEntry("license-expiry", 18.0);
  }

  private static String person(int number, int organization, Instant deletedAt) {
    return "('00000000-0000-0000-0001-00000000000%1$d', '00000000-0000-0000-0000-00000000000%2$d', '%1$d@example.com', '%1$d', '%3$s', '%3$s')"
        .formatted(number, organization, deletedAt);
  }

  /** What could not tell takes nothing back: neither a backup's age nor why a drill was red. */
  @Test
  void what_is_known_about_backups_stands_until_somebody_knows_better() {
    Database database = LocalPostgres.shared().migrated();
    database.execute(
        looked("2026-11-28 09:00:00+00", "failed", "'2026-11-27 12:00:00+00'"),
        looked("2026-11-28 10:00:00+00", "inconclusive", "null"),
        drilled("drill", "2026-11-20 05:00:00+00", "failed", "'{target,removal}'", "'50 minutes'"),
        drilled("drill", "2026-11-27 05:00:00+00", "inconclusive", "'{}'", "null"),
        drilled("point-in-time", "2026-11-20 05:00:00+00", "failed", "null", "null"));
    Collected all = collected(database, NOW);
    assertThat(values(all, "backup_newest")).containsEntry("", 86_400.0);
    assertThat(values(all, "backup_verdict"))
        .isEqualTo(Map.of("ok", 0.0, "failed", 1.0, "inconclusive", 1.0));
    assertThat(values(all, "drill_verdict"))
        .containsEntry("drill failed", 1.0)
        .containsEntry("drill inconclusive", 1.0)
        .containsEntry("drill ok", 0.0);
    assertThat(values(all, "drill_recovery_point")).isEqualTo(Map.of("drill", 3000.0));
    assertThat(values(all, "drill_failure"))
        .containsEntry("drill target", 1.0)
        .containsEntry("drill removal", 1.0)
        .containsEntry("drill content", 0.0)
        // Of a version that did not write down why.
        .containsEntry("point-in-time content", 1.0);
    database.execute(
        looked("2026-11-28 11:00:00+00", "ok", "'2026-11-28 06:00:00+00'"),
        drilled("drill", "2026-11-28 05:00:00+00", "ok", "'{}'", "'10 minutes'"));
    Collected better = collected(database, NOW);
    assertThat(values(better, "backup_newest")).containsEntry("", 21_600.0);
    assertThat(values(better, "backup_verdict"))
        .isEqualTo(Map.of("ok", 1.0, "failed", 0.0, "inconclusive", 0.0));
    assertThat(values(better, "drill_failure")).containsEntry("drill target", 0.0);
    assertThat(values(better, "drill_verdict"))
        .containsEntry("drill ok", 1.0)
        .containsEntry("drill failed", 0.0)
        .containsEntry("drill inconclusive", 0.0);
  }

  private static String looked(String at, String verdict, String newest) {
    return "insert into coditect_ops.backup_verifications (run_id, level, instance, verified_at,"
        + " verdict, points, newest_backup_at) values (gen_random_uuid(), 'freshness', 'p:i', '%s', '%s', '[]', %s)"
            .formatted(at, verdict, newest);
  }

  private static String drilled(
      String level, String at, String verdict, String failures, String rpo) {
    return "insert into coditect_ops.drills (id, run_id, level, started_at, started_by, ended_at,"
        + " verdict, stage, source_instance, failures, rpo, rto) values (gen_random_uuid(),"
        + " gen_random_uuid(), '%1$s', '%2$s', 'schedule', '%2$s', '%3$s', 'conclude', 'p:i', %4$s, %5$s, %5$s)"
            .formatted(level, at, verdict, failures, rpo);
  }

  /** Clocks go back on 1 November in New York, so that a grace of 14 days lasts an hour longer. */
  @Test
  void a_grace_is_counted_in_days_of_the_tenants_zone() {
    Database database = LocalPostgres.shared().migrated();
    Instant end = Instant.parse("2026-10-25T12:00:00Z");
    Instant out = Instant.parse("2026-11-08T13:00:00Z");
    database.execute(
        "insert into coditect_shared.organizations (id, name, slug, plan, time_zone) values"
            + " ('00000000-0000-0000-0000-000000000001', 'A', 'a', 'PRO', 'America/New_York')",
        "insert into coditect_shared.licenses (organization_id, license_key, status, expires_at)"
            + " values ('00000000-0000-0000-0000-000000000001', 'k', 'GRACE', '"
            + end
            + "')",
        ran("license-expiry", out.minusSeconds(1), "{}"));
    Collected before = collected(database, out.minusSeconds(1));
    assertThat(values(before, "licenses_due")).containsEntry("PRO GRACE", 0.0);
    assertThat(values(before, "licenses_grace_ending")).containsEntry("PRO 1d", 1.0);
    database.execute(ran("license-expiry", out, "{}"));
    assertThat(values(collected(database, out), "licenses_due")).containsEntry("PRO GRACE", 1.0);
  }

  /** Of what the last whole run found, what it neither answered nor gave a reason for. */
  @Test
  void requests_that_a_run_left_without_a_reason_are_told() {
    Database database = LocalPostgres.shared().migrated();
    assertThat(left(database)).as("before a run").isEqualTo(List.of(0.0, 0.0));
    database.execute(
        "insert into coditect_shared.organizations (id, name, slug, deleted_at) values"
            + " ('00000000-0000-0000-0000-000000000001', 'A', 'a', null),"
            + " ('00000000-0000-0000-0000-000000000002', 'B', 'b', '2026-11-20 00:00:00+00')",
        // A run for one tenant says nothing about the others.
        "insert into coditect_ops.runs (job, key, origin, as_of, started_at, worker, outcome,"
            + " finished_at, parameters) values"
            + " ('gdpr-purge', '1', 'schedule', '2026-11-28 01:30:00+00', '2026-11-28 01:30:00+00',"
            + " 'w', 'done', now(), '{}'),"
            + " ('gdpr-purge', '2', 'schedule', '2026-11-28 02:30:00+00', '2026-11-28 02:30:00+00',"
            + " 'w', 'failed', now(), '{}'),"
            + " ('gdpr-purge', '3', 'command', '2026-11-28 03:30:00+00', '2026-11-28 03:30:00+00',"
            + " 'w', 'done', now(), '{\"organization\": \"some\"}'),"
            + " ('gdpr-export', '4', 'schedule', '2026-11-28 01:30:00+00', '2026-11-28 01:30:00+00',"
            + " 'w', 'nothing-to-do', now(), '{}')",
        // Left, left for a reason, later, of an organization that lives, of one that does not.
        "insert into coditect_ops.erasure_requests (id, organization_id, user_id,"
            + " whole_organization, requested_at, received_at, due_at, ground) values"
            + erasure(1, "2026-11-28 01:29:59+00", "null", false)
            + ", "
            + erasure(1, "2026-11-28 01:29:59+00", "'cannot-be-deleted'", false)
            + ", "
            + erasure(1, "2026-11-28 01:30:00+00", "null", false)
            + ", "
            + erasure(1, "2026-11-28 01:00:00+00", "null", true)
            + ", "
            + erasure(2, "2026-11-28 01:00:00+00", "null", true)
            + ", ('00000000-0000-0000-0002-000000000000', '00000000-0000-0000-0000-000000000001',"
            + " '00000000-0000-0000-0001-000000000009', false, now(), '2026-11-28 01:00:00+00',"
            + " now(), null)",
        "insert into coditect_ops.erasure_left (run_id, organization_id, user_id, reason) values"
            + " (gen_random_uuid(), '00000000-0000-0000-0000-000000000001',"
            + " '00000000-0000-0000-0001-000000000009', 'export-open')",
        // Left, to be tried again later, asked to be tried again since, later.
        "insert into coditect_ops.export_requests (id, organization_id, user_id, requested_at,"
            + " due_at, received_at, retry_at, retried_at, retried_by) values"
            + export("2026-11-28 01:29:59+00", "null", "null")
            + ", "
            + export("2026-11-28 01:00:00+00", "'2026-11-28 01:30:00+00'", "null")
            + ", "
            + export("2026-11-28 01:00:00+00", "null", "'2026-11-28 01:31:00+00'")
            + ", "
            + export("2026-11-28 01:30:00+00", "null", "null"));
    assertThat(left(database)).isEqualTo(List.of(2.0, 1.0));
  }

  private static String erasure(int organization, String at, String ground, boolean whole) {
    return ("(gen_random_uuid(), '00000000-0000-0000-0000-00000000000%d', %s, %s, now(), '%s',"
            + " now(), %s)")
        .formatted(organization, whole ? "null" : "gen_random_uuid()", whole, at, ground);
  }

  private static String export(String at, String retryAt, String retriedAt) {
    return ("(gen_random_uuid(), '00000000-0000-0000-0000-000000000001', gen_random_uuid(), now(),"
            + " now(), '%s', %s, %s, %s)")
        .formatted(at, retryAt, retriedAt, retriedAt.equals("null") ? "null" : "'Ada'");
  }

  private static List<Double> left(Database database) {
    Collected all = collected(database, NOW);
    return List.of(
        values(all, "erasure_requests_left").get(""), values(all, "export_requests_left").get(""));
  }

  /** Ends lie on every limit, a second before and a second after it. */
  @Test
  void licenses_are_counted_as_their_dates_say() {
    Random random = new Random(12);
    List<License> licenses = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      int plan = random.nextInt(PLANS.size());
      long days = List.of(-400, -31, -30, -14, -1, 0, 1, 7, 14, 30, 400).get(random.nextInt(11));
      long back = random.nextBoolean() ? GRACES.get(random.nextInt(GRACES.size())) : 0;
      Instant end = NOW.plus(Duration.ofDays(days - back)).plusSeconds(random.nextInt(3) - 1L);
      licenses.add(
          new License(
              plan,
              STAGES.get(random.nextInt(STAGES.size())),
              random.nextInt(10) == 0 ? Optional.empty() : Optional.of(end)));
    }
    Database database = LocalPostgres.shared().migrated();
    List<String> rows = new ArrayList<>();
    for (License each : licenses) {
      rows.add(
          "('00000000-0000-0000-0000-00000000000%d', 'k%d', '%s', %s)"
              .formatted(
                  each.plan(),
                  rows.size(),
                  each.stage(),
                  each.end().map(end -> "'" + end + "'").orElse("null")));
    }
    database.execute(
        "insert into coditect_shared.organizations (id, name, slug, plan) values"
            + " ('00000000-0000-0000-0000-000000000000', 'F', 'f', 'FREE'),"
            + " ('00000000-0000-0000-0000-000000000001', 'P', 'p', 'PRO'),"
            + " ('00000000-0000-0000-0000-000000000002', 'E', 'e', 'ENTERPRISE')",
        "insert into coditect_shared.licenses (organization_id, license_key, status, expires_at)"
            + " values "
            + String.join(", ", rows),
        ran("license-expiry", NOW, "{}"));
    Collected all = collected(database, NOW);
    Map<String, Double> stages = new TreeMap<>();
    Map<String, Double> due = new TreeMap<>();
    Map<String, Double> expiring = new TreeMap<>();
    Map<String, Double> graceEnding = new TreeMap<>();
    for (int plan = 0; plan < PLANS.size(); plan++) {
      for (String stage : STAGES) {
        count(licenses, plan, stage, stages, stage, each -> true);
      }
      for (String stage : List.of("ACTIVE", "GRACE")) {
        count(licenses, plan, stage, due, stage, each -> each.compareTo(Duration.ZERO) <= 0);
        for (int days : WITHIN) {
          count(
              licenses,
              plan,
              stage,
              stage.equals("ACTIVE") ? expiring : graceEnding,
              days + "d",
              each ->
                  each.compareTo(Duration.ZERO) > 0 && each.compareTo(Duration.ofDays(days)) < 0);
        }
      }
    }
    assertThat(values(all, "licenses")).isEqualTo(stages);
    assertThat(values(all, "licenses_due")).isEqualTo(due);
    assertThat(values(all, "licenses_expiring")).isEqualTo(expiring);
    assertThat(values(all, "licenses_grace_ending")).isEqualTo(graceEnding);
  }

  private static void count(
      List<License> licenses,
      int plan,
      String stage,
      Map<String, Double> told,
      String word,
      Predicate<Duration> counts) {
    told.put(
        PLANS.get(plan) + " " + word,
        (double)
            licenses.stream()
                .filter(each -> each.plan() == plan && each.stage().equals(stage))
                .filter(each -> counts.test(each.left()))
                .count());
  }

  /**
   * How long one stays in its stage, which is a license's grace longer in the second; for ever
   * without an end.
   */
  private record License(int plan, String stage, Optional<Instant> end) {
    Duration left() {
      return end.map(
              each ->
                  Duration.between(NOW, each)
                      .plusDays(stage.equals("GRACE") ? GRACES.get(plan) : 0))
          .orElse(Duration.ofDays(100_000));
    }
  }

  private static Collected collected(Database database, Instant now) {
    Collector collector = ReadFigures.collector(database.as(LocalPostgres.WORKER), now);
    collector.read(now);
    return collector.tell(now, true);
  }
}
