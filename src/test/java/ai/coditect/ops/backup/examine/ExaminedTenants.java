package ai.coditect.ops.backup.examine;

import ai.coditect.ops.backup.checkfile.CheckFileStore;
import ai.coditect.ops.backup.examine.Examination.Result;
import ai.coditect.ops.backup.examine.Examination.Verdict;
import ai.coditect.ops.backup.examine.Expectation.NewestMarker;
import ai.coditect.ops.backup.examine.Expectation.Tolerance;
import ai.coditect.ops.backup.marker.Marker;
import ai.coditect.ops.backup.signing.EvidenceKeys;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPostgres.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tenants whose database is marked, copied and examined. */
public final class ExaminedTenants {
  /** So many rows may go; half as many projects again are there. */
  public static final Tolerance TOLERANCE = new Tolerance(20, 1);

  private static final String TENANTS =
      "insert into coditect_shared.organizations (name, slug, created_at, updated_at)"
          + " select 'T' || i, 't' || i, now() - interval '30 days', now() - interval '20 days'"
          + " from generate_series(1, %d) i";
  private static final String LICENSES =
      "insert into coditect_shared.licenses (organization_id, license_key, created_at, updated_at)"
          + " select o.id, o.slug || '-' || i, now() - interval '9 days', now() - interval '8 days'"
          + " from coditect_shared.organizations o cross join generate_series(1, 3) i";
  private static final String USERS =
      "insert into coditect_shared.users"
          + " (organization_id, email, username, full_name, role, license_id, created_at, updated_at)"
          + " select o.id, i || '@' || o.slug || '.example', 'u' || i, 'Some Body',"
          + " case i when 1 then 'OWNER' else 'MEMBER' end, (select l.id from"
          + " coditect_shared.licenses l where l.organization_id = o.id order by l.id limit 1),"
          + " now() - interval '9 days', now() - interval '8 days'"
          + " from coditect_shared.organizations o cross join generate_series(1, 6) i";
  private static final String PROJECTS =
      "insert into coditect_shared.projects"
          + " (organization_id, owner_id, name, slug, created_at, updated_at)"
          + " select u.organization_id, u.id, 'P', 'p' || i, now() - interval '9 days',"
          + " now() - interval '8 days' from coditect_shared.users u"
          + " cross join generate_series(1, 30) i where u.role = 'OWNER'";
  private static final String AUDIT =
      "insert into coditect_ops.audit_log (run_id, table_name, row_id, organization_id, action)"
          + " select gen_random_uuid(), 'licenses', l.id, l.organization_id, 'update'"
          + " from coditect_shared.licenses l limit 5";
  private static final String HOLDS =
      "insert into coditect_ops.holds (id, organization_id, kind, ground, placed_by, placed_at)"
          + " select gen_random_uuid(), o.id, 'organization', 'case 1', 'tester', now()"
          + " from coditect_shared.organizations o limit 1";
  private static final String COUNTER =
      "select nextval('coditect_ops.batch_job_execution_seq') from generate_series(1, 5)";

  private ExaminedTenants() {}

  public static void plant(Database database, int tenants) {
    database.execute(TENANTS.formatted(tenants), LICENSES, USERS, PROJECTS, AUDIT, COUNTER);
  }

  public static void hold(Database database) {
    database.execute(HOLDS);
  }

  public static CopiedDatabaseClient client(Database copy) {
    return new CopiedDatabaseClient(
        copy.as(LocalPostgres.WORKER),
        Optional.of(new CopiedDatabaseClient.Administrator("postgres", copy.asSuperuser())),
        role -> role.startsWith("drill_"),
        Duration.ofMinutes(1));
  }

  /** A backup that is made now. */
  public static Expectation expecting(Database copy, Marker newest) {
    Instant now =
        JdbcClient.create(copy.asSuperuser())
            .sql("select now()")
            .query((row, n) -> row.getTimestamp(1).toInstant())
            .single();
    return new Expectation(
        Optional.of(NewestMarker.of(newest)), now, now, Duration.ofMinutes(30), TOLERANCE);
  }

  public static Examiner examiner() {
    return examiner(Optional.empty());
  }

  public static Examiner examiner(Optional<ErasedPeople> erased) {
    return new Examiner(
        EvidenceKeys.read(InProcessWorker.EVIDENCE_KEY).publicKeys(),
        CheckFileStore.read(Optional.empty()),
        erased,
        Clock.systemUTC());
  }

  /** What is not as it should be in a copy that is as it was. */
  public static List<String> alarms(Examination found) {
    List<String> alarms = new ArrayList<>();
    for (Result result : found.results()) {
      if (result.verdict() == Verdict.FAILED || result.verdict() == Verdict.INCONCLUSIVE) {
        alarms.add(result.name() + ": " + result.measured() + " instead of " + result.expected());
      }
    }
    return alarms;
  }

  /** As a backend adds to its schema. */
  public static void migrate(Database source) {
    source.execute(
        "set role coditect_owner",
        "alter table coditect_shared.users add column locale text",
        "create index users_by_locale on coditect_shared.users (locale)",
        "create table coditect_shared.tags (id uuid primary key, organization_id uuid not null"
            + " references coditect_shared.organizations (id))",
        "create index tags_by_organization on coditect_shared.tags (organization_id)",
        "alter table coditect_shared.tags enable row level security",
        "alter table coditect_shared.tags force row level security",
        "create policy tenant_sees_own_rows on coditect_shared.tags for all to coditect_app using"
            + " (organization_id = current_setting('app.current_organization_id')::uuid)",
        "create policy system_sees_every_tenant on coditect_shared.tags for all to coditect_system"
            + " using (true) with check (true)",
        "grant select, insert on coditect_shared.tags to coditect_app");
  }

  /** As migrate does when it has applied one of the tenants' schema. */
  public static void record(Database source) {
    record(source, "coditect_ops.flyway_tenant_history");
  }

  /** As migrate does when it has applied one of the worker's schema. */
  public static void recordForWorker(Database source) {
    record(source, "coditect_ops.flyway_ops_history");
  }

  private static void record(Database source, String history) {
    source.execute(
        "insert into %1$s select installed_rank + 1, '901', 'later', type, 'V901__later.sql', 1,"
                .formatted(history)
            + " installed_by, now(), 1, true from %1$s order by installed_rank desc limit 1"
                .formatted(history));
  }
}
