package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * People who carry a token in every personal column are held, parked, nearly erased and erased, and
 * are nowhere afterwards; whoever else is there has not changed by a byte. A name that somebody
 * gave to a project which passes to the organization is kept on the ground that the map says, so
 * tokens in those are looked for where the setting is to delete.
 */
class CanaryIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant LONG_AGO = Instant.parse("2024-01-01T00:00:00Z");
  private static final List<String> TABLES =
      List.of(
          "coditect_shared.organizations",
          "coditect_shared.licenses",
          "coditect_shared.users",
          "coditect_shared.projects",
          "coditect_ops.audit_log",
          "coditect_ops.holds",
          "coditect_ops.erasure_requests",
          "coditect_ops.export_requests");

  @TempDir Path directory;
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Tenants tenants = new Tenants(database);
  private final JdbcClient jdbc = tenants.jdbc();
  private final Trail trail = new Trail();

  /** Of the rows before: those that must be gone after, and those that may have changed. */
  private final Set<String> goes = new HashSet<>();

  private final Set<String> changes = new HashSet<>();

  @ParameterizedTest
  @ValueSource(strings = {"pass-on", "delete"})
  void nothing_leads_to_the_erased_and_nobody_else_has_changed(String workLeftBehind) {
    boolean passOn = workLeftBehind.equals("pass-on");
    UUID berlin = tenants.organization("FREE", "Europe/Berlin", null);
    UUID york = tenants.organization("PRO", "America/New_York", null);
    UUID ended = tenants.organization("FREE", "UTC", LONG_AGO);
    UUID quiet = tenants.organization("ENTERPRISE", "Asia/Kathmandu", null);
    for (UUID tenant : List.of(berlin, york, quiet)) {
      bystander(tenant, "OWNER");
      bystander(tenant, "MEMBER");
    }
    UUID outlived = canary(berlin, "OWNER", LONG_AGO, passOn);
    UUID asks = canary(york, "GUEST", null, passOn);
    changes("coditect_ops.erasure_requests", tenants.request(york, asks));
    canary(york, "ADMIN", LONG_AGO, passOn);
    canary(ended, "OWNER", null, false);
    canary(ended, "MEMBER", LONG_AGO, false);
    goes("coditect_shared.organizations", ended);
    changes("coditect_ops.erasure_requests", tenants.request(ended, null));
    Map<String, String> before = rows();
    assertThat(trail.inDatabase(jdbc)).hasSizeGreaterThan(20);

    String spoken = lifeOfThePurge(workLeftBehind, berlin, outlived);

    assertThat(trail.inDatabase(jdbc)).isEmpty();
    assertThat(trail.inFiles(directory)).isEmpty();
    assertThat(trail.inText(spoken)).isEmpty();
    assertThat(spoken).contains("run started");
    Map<String, String> after = rows();
    before.forEach(
        (row, bytes) -> {
          if (goes.contains(row)) {
            assertThat(after).doesNotContainKey(row);
          } else if (!changes.contains(row)) {
            assertThat(after).containsEntry(row, bytes);
          }
        });
    assertThat(changes).allSatisfy(row -> assertThat(after).containsKey(row));
    assertThat(projects()).isEqualTo(projectsBefore);
  }

  /** Held, parked, refused by the server in the middle of a bite, and at last erased. */
  private String lifeOfThePurge(String workLeftBehind, UUID tenant, UUID held) {
    Map<String, String> only = Map.of("organization", tenant.toString());
    OwnJobs jobs = OwnJobs.in(directory).purge("work-left-behind", workLeftBehind);
    try (Spoken spoken = new Spoken()) {
      List<RunResult> results = new ArrayList<>();
      jobs.purge("limits", "{ most-rows: 1, most-percent: 100, deviation: 1000 }");
      try (InProcessWorker strict = InProcessWorker.start(database, jobs.variables())) {
        results.add(strict.dryRun("gdpr-purge", NOW));
        results.add(strict.run("gdpr-purge", "parked", NOW, Map.of()));
      }
      jobs.purge("limits", "{ most-rows: 50000, most-percent: 100, deviation: 1000 }");
      try (InProcessWorker worker = InProcessWorker.start(database, jobs.variables())) {
        UUID hold = tenants.hold("user", tenant, held, null);
        results.add(worker.run("gdpr-purge", "held", NOW, only));
        jdbc.sql(
                "update coditect_ops.holds set released_at = now(), released_by = 'counsel'"
                    + " where id = ?")
            .param(hold)
            .update();
        changes("coditect_ops.holds", hold);
        refuseLoudly();
        results.add(worker.run("gdpr-purge", "failed", NOW, Map.of()));
        database.execute("drop trigger busy on coditect_shared.users");
        results.add(worker.run("gdpr-purge", "all", NOW, Map.of()));
        results.add(worker.run("gdpr-purge", "again", NOW, Map.of()));
      }
      assertThat(results)
          .extracting(RunResult::outcome)
          .containsExactly(
              Ending.DONE,
              Ending.PARKED,
              Ending.NOTHING_TO_DO,
              Ending.FAILED,
              Ending.DONE,
              Ending.NOTHING_TO_DO);
      return spoken.text() + results;
    }
  }

  /** The server quotes the row that it refuses to take. */
  private void refuseLoudly() {
    database.execute(
        "create function coditect_ops.busy() returns trigger language plpgsql security definer as $$"
            + " begin raise exception 'not now' using detail = format('Key (email)=(%s), %s', old.email, old.id),"
            + " hint = old.username; end $$",
        "create trigger busy before delete on coditect_shared.users for each row"
            + " execute function coditect_ops.busy()");
  }

  private List<String> projectsBefore = List.of();

  /** Somebody with a token in every column of theirs, in every table that can name them. */
  private UUID canary(UUID tenant, String role, @Nullable Instant deletedAt, boolean passOn) {
    String token = "canary" + UUID.randomUUID().toString().substring(0, 13).replace("-", "");
    trail.token(token);
    UUID user = tenants.user(tenant, role, deletedAt);
    trail.id(user);
    goes("coditect_shared.users", user);
    jdbc.sql(
            "update coditect_shared.users set email = :t || '@Example.org', username = :t,"
                + " full_name = 'Full ' || upper(:t), license_id = :license where id = :id")
        .param("t", token)
        .param("license", license(tenant))
        .param("id", user)
        .update();
    UUID project = tenants.project(tenant, user);
    if (passOn) {
      changes("coditect_shared.projects", project);
    } else {
      goes("coditect_shared.projects", project);
      jdbc.sql("update coditect_shared.projects set name = :t, slug = :t where id = :id")
          .param("t", token)
          .param("id", project)
          .update();
    }
    spread(tenant, user, true);
    return user;
  }

  private UUID license(UUID tenant) {
    UUID license = tenants.license(tenant);
    boolean ended =
        tenants.count(
                "select count(*) from coditect_shared.organizations where deleted_at is not null"
                    + " and id = '"
                    + tenant
                    + "'")
            > 0;
    if (ended) {
      goes("coditect_shared.licenses", license);
    }
    return license;
  }

  private void bystander(UUID tenant, String role) {
    UUID user = tenants.user(tenant, role, null);
    tenants.project(tenant, user);
    spread(tenant, user, false);
  }

  /** What the worker's own tables know of somebody. */
  private void spread(UUID tenant, UUID user, boolean changing) {
    for (String[] row :
        new String[][] {
          {
            "audit_log",
            "(run_id, table_name, row_id, organization_id, action, changed_columns) values"
                + " (gen_random_uuid(), 'users', :user, :tenant, 'update', '{license_id}')"
          },
          {
            "holds",
            "(kind, organization_id, user_id, ground, placed_by, released_by, released_at) values"
                + " ('user', :tenant, :user, 'case 11', 'counsel', 'counsel', now())"
          },
          {
            "export_requests",
            "(id, organization_id, user_id, state, requested_at, due_at, package_id) values"
                + " (gen_random_uuid(), :tenant, :user, 'running', now(), now(),"
                + " gen_random_uuid())"
          },
          {
            "export_requests",
            "(id, organization_id, user_id, state, requested_at, due_at, package_id) values"
                + " (gen_random_uuid(), :tenant, :user, 'delivered', now(), now(),"
                + " gen_random_uuid())"
          },
          {
            "erasure_left",
            "(run_id, organization_id, user_id, reason) values"
                + " (gen_random_uuid(), :tenant, :user, 'changed')"
          }
        }) {
      String id =
          jdbc.sql("insert into coditect_ops." + row[0] + " " + row[1] + " returning id")
              .param("tenant", tenant)
              .param("user", user)
              .query(String.class)
              .single();
      if (changing) {
        changes.add("coditect_ops." + row[0] + " " + id);
      }
    }
    changes.removeIf(row -> row.startsWith("coditect_ops.erasure_left"));
  }

  private void goes(String table, UUID id) {
    goes.add(table + " " + id);
  }

  private void changes(String table, UUID id) {
    changes.add(table + " " + id);
  }

  /** The bytes of every row, by table and id. */
  private Map<String, String> rows() {
    Map<String, String> rows = new TreeMap<>();
    for (String table : TABLES) {
      jdbc.sql("select id, md5(cast(t as text)) as bytes from " + table + " t")
          .query(
              row -> {
                rows.put(table + " " + row.getString("id"), row.getString("bytes"));
              });
    }
    if (projectsBefore.isEmpty()) {
      projectsBefore = projects();
    }
    return rows;
  }

  /** Whatever passes to somebody else is the same but for the owner and the time of the change. */
  private List<String> projects() {
    return jdbc
        .sql(
            "select md5(cast(to_jsonb(t) - 'owner_id' - 'updated_at' as text)) as bytes, id"
                + " from coditect_shared.projects t order by id")
        .query((row, n) -> row.getString("id") + " " + row.getString("bytes"))
        .list()
        .stream()
        .filter(line -> !goes.contains("coditect_shared.projects " + line.split(" ")[0]))
        .toList();
  }

  @Test
  void a_run_that_fails_after_an_organization_went_keeps_nobody_of_it_in_its_plan() {
    UUID living = tenants.organization("FREE");
    tenants.user(living, "OWNER", null);
    tenants.user(living, "MEMBER", LONG_AGO);
    UUID ended = tenants.organization("FREE", "UTC", LONG_AGO);
    trail.id(tenants.user(ended, "OWNER", LONG_AGO));
    trail.id(tenants.user(ended, "MEMBER", null));
    database.execute(
        "create function coditect_ops.busy() returns trigger language plpgsql as $$ begin"
            + " if old.organization_id = '"
            + living
            + "' then raise exception 'not now'; end if; return old; end $$",
        "create trigger busy before delete on coditect_shared.users for each row"
            + " execute function coditect_ops.busy()");
    try (InProcessWorker worker =
        InProcessWorker.start(database, InProcessWorker.erasing(directory))) {
      assertThat(worker.run("gdpr-purge", "one", NOW, Map.of()).outcome()).isEqualTo(Ending.FAILED);
    }
    assertThat(tenants.ids("select id from coditect_shared.organizations")).containsExactly(living);
    assertThat(trail.inDatabase(jdbc)).isEmpty();
    assertThat(tenants.count("select count(*) from coditect_ops.erasure_plan")).isEqualTo(1);
  }

  @Test
  void what_stays_behind_anywhere_is_found() throws IOException {
    UUID tenant = tenants.organization("FREE");
    UUID user = tenants.user(tenant, "MEMBER", null);
    trail.token("canary4711");
    trail.id(user);
    database.execute(
        "create schema elsewhere",
        "create table elsewhere.\"Notes\" (body bytea)",
        "insert into elsewhere.\"Notes\" values (convert_to('of CANARY4711', 'UTF8'))",
        "create table elsewhere.lists (people jsonb)",
        "insert into elsewhere.lists values ('[\"" + user.toString().replace("-", "") + "\"]')",
        "insert into coditect_ops.qrtz_calendars values ('q', 'c', convert_to('"
            + user
            + "', 'UTF8'))",
        "create materialized view elsewhere.kept as select array_agg(id) from"
            + " coditect_shared.users");
    Files.writeString(directory.resolve("00000001.segment"), "{\"subject\":\"" + user + "\"}");

    assertThat(trail.inDatabase(jdbc))
        .containsExactly(
            "coditect_ops.qrtz_calendars",
            "coditect_shared.users",
            "elsewhere.\"Notes\"",
            "elsewhere.kept",
            "elsewhere.lists");
    assertThat(trail.inFiles(directory)).hasSize(1);
    try (Spoken spoken = new Spoken()) {
      // Logs are written as the worker writes them once it has started.
      InProcessWorker.start(database, InProcessWorker.erasing(directory)).close();
      System.out.println("canary4711");
      LoggerFactory.getLogger("ai.coditect.canary")
          .atInfo()
          .addKeyValue("user", user)
          .setCause(new IllegalStateException("of canary4711"))
          .log("said");
      // The message of an exception may quote a row, and is left out of every line.
      assertThat(trail.inText(spoken.text())).hasSize(2);
    }
  }
}
