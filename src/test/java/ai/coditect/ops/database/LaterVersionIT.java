package ai.coditect.ops.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.database.Migrations.TenantTables;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Problem;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A version works on after a later one has migrated, until it is replaced and after a rollback: it
 * accepts what the later one declares, and nothing else.
 */
class LaterVersionIT {
  private static final String LATER = "coditect_ops.of_a_later_version";

  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();

  @TempDir Path folder;

  /** As a migration of a later version, and its "migrate", leave the database. */
  private void migrateByALaterVersion() {
    database.execute(
        "create table " + LATER + " (id bigint generated always as identity, seen timestamptz)",
        "alter table " + LATER + " owner to coditect_owner",
        "grant select, insert (seen) on " + LATER + " to coditect_system",
        "alter table coditect_ops.runs add column of_a_later_version text",
        "grant delete on coditect_ops.runs to coditect_system",
        "insert into coditect_ops.declared_privileges values"
            + " ('"
            + LATER
            + "', 'select', '{}'), ('"
            + LATER
            + "', 'insert', '{seen}'), ('coditect_ops.runs', 'delete', '{}')");
  }

  private List<Problem> problems() {
    return new SystemRoleGuard(worker()).problems();
  }

  private JdbcClient worker() {
    return JdbcClient.create(database.as(LocalPostgres.WORKER));
  }

  @Test
  void what_a_later_version_declares_is_accepted_and_nothing_beside_it() {
    migrateByALaterVersion();
    assertThat(problems()).isEmpty();

    database.execute("grant insert (id), update on " + LATER + " to coditect_system");
    assertThat(problems().stream().map(Problem::what))
        .containsExactlyInAnyOrder(
            "The worker may insert (id) beyond the declared list, granted to coditect_system.",
            "The worker may update beyond the declared list, granted to coditect_system.");
  }

  @Test
  void what_nobody_declares_is_refused_as_before() {
    database.execute("grant delete on coditect_ops.runs to coditect_system");
    assertThat(problems().stream().map(Problem::cure))
        .containsExactly("revoke delete on coditect_ops.runs from coditect_system;");
  }

  @Test
  void every_privilege_of_this_version_is_on_record_for_the_versions_before() throws Exception {
    try (InputStream file =
        getClass().getClassLoader().getResourceAsStream("sql/privileges.yaml")) {
      Map<String, Map<String, Object>> sections =
          new YAMLMapper().readValue(file, new TypeReference<>() {});
      sections.get("tables").remove("coditect_ops.metric_leader");
      sections.get("tables").put("coditect_ops.outbox", List.of("select", "insert", "delete"));
      sections.remove("memberships");
      assertThat(new SystemRoleGuard(worker(), Privileges.of(sections)).problems()).isEmpty();
    }
  }

  @Test
  void the_worker_cannot_write_down_what_it_may() {
    for (String statement :
        List.of(
            "delete from coditect_ops.declared_privileges",
            "update coditect_ops.declared_privileges set columns = '{}'",
            "insert into coditect_ops.declared_privileges values ('a', 'b', '{}')",
            "delete from coditect_ops.declared_columns",
            "update coditect_ops.declared_columns set columns = '{}'",
            "insert into coditect_ops.declared_columns values ('a', '{}')")) {
      assertThatThrownBy(() -> worker().sql(statement).update())
          .rootCause()
          .hasMessageStartingWith("ERROR: permission denied for table declared_");
    }
  }

  @Test
  void a_rollback_that_migrates_again_takes_nothing_from_what_the_later_version_wrote() {
    migrateByALaterVersion();
    database.execute(
        "insert into coditect_ops.flyway_ops_history (installed_rank, version, description, type,"
            + " script, checksum, installed_by, execution_time, success)"
            + " values (999, '999', 'later', 'SQL', 'V999__later.sql', 1, 'later', 1, true)");
    Migrations.apply(database.as(LocalPostgres.ADMIN), Optional.empty(), TenantTables.AUTO);
    assertThat(problems()).isEmpty();
  }

  @Test
  void before_the_record_is_there_what_is_missing_is_told() {
    database.execute("drop table coditect_ops.declared_privileges");
    assertThat(problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.cure()).isEqualTo("Run migrate."));
  }

  @Test
  void every_job_runs_after_a_later_version_has_granted() {
    database.execute(
        "grant delete on coditect_ops.runs to coditect_system",
        "insert into coditect_ops.declared_privileges values ('coditect_ops.runs', 'delete', '{}')");
    for (String job : List.of("license-expiry", "gdpr-purge", "erasure-replay", "backup-marker")) {
      RunResult result = run(job);
      assertThat(result.outcome())
          .as(job + " " + result.problems())
          .isIn(Ending.DONE, Ending.NOTHING_TO_DO);
    }
  }

  @Test
  void every_job_runs_beside_tables_and_columns_of_a_later_version_that_are_about_nobody() {
    migrateByALaterVersion();
    declare(LATER, "{id, seen}");
    declare("coditect_ops.runs", "{of_a_later_version}");
    declare("coditect_ops.qrtz_of_a_later_version", "{}");
    database.execute("create table coditect_ops.qrtz_of_a_later_version (sched_name text)");
    for (String job :
        List.of("license-expiry", "gdpr-purge", "gdpr-export", "erasure-replay", "backup-marker")) {
      RunResult result = run(job);
      assertThat(result.outcome())
          .as(job + " " + result.problems())
          .isIn(Ending.DONE, Ending.NOTHING_TO_DO);
    }
  }

  @Test
  void beside_a_column_that_no_version_declares_to_be_about_nobody_all_but_erasures_go_on() {
    migrateByALaterVersion();
    declare(LATER, "{id}");
    declare("coditect_ops.runs", "{of_a_later_version}");
    assertThat(run("license-expiry").outcome()).isEqualTo(Ending.NOTHING_TO_DO);
    assertThat(run("gdpr-purge"))
        .satisfies(result -> assertThat(result.outcome()).isEqualTo(Ending.REFUSED))
        .satisfies(
            result ->
                assertThat(result.problems().stream().map(Problem::what))
                    .containsExactly(
                        "The table " + LATER + " is not in the map of personal data."));
  }

  /** Of tenants' tables only the map speaks, whatever is on record. */
  @Test
  void no_record_speaks_of_tables_of_tenants() {
    database.execute("alter table coditect_shared.users add column of_a_later_backend text");
    declare("coditect_shared.users", "{of_a_later_backend}");
    assertThat(run("gdpr-purge").problems().stream().map(Problem::what))
        .containsExactly(
            "The column coditect_shared.users.of_a_later_backend is not in the map of personal"
                + " data.");
  }

  @Test
  void every_column_of_this_version_about_nobody_is_on_record_for_the_versions_before() {
    assertThat(
            JdbcClient.create(database.as(LocalPostgres.ADMIN))
                .sql(
                    "select relation || '.' || unnest(columns) from coditect_ops.declared_columns"
                        + " order by 1")
                .query(String.class)
                .list())
        .contains("coditect_ops.declared_columns.columns", "coditect_ops.outbox.type")
        .doesNotContain("coditect_ops.erasure_requests.user_id", "coditect_ops.holds.email_hash")
        .allMatch(column -> column.startsWith("coditect_ops."));
  }

  private void declare(String relation, String columns) {
    database.execute(
        "insert into coditect_ops.declared_columns values ('"
            + relation
            + "', '"
            + columns
            + "') on conflict (relation) do update set columns ="
            + " coditect_ops.declared_columns.columns || excluded.columns");
  }

  private RunResult run(String job) {
    Map<String, String> variables = new HashMap<>(InProcessWorker.erasing(folder));
    variables.put("OPS_EVIDENCE_KEY", InProcessWorker.EVIDENCE_KEY);
    variables.put("OPS_EXPORT_URI", folder.toUri().toString());
    try (InProcessWorker worker = InProcessWorker.start(database, variables)) {
      return worker.run(job, "later", Instant.now(), Map.of());
    }
  }
}
