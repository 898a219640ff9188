package ai.coditect.ops.database;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Every way to be blind or too mighty: named with table and cure, and the cure makes it green. */
final class SystemRoleGuardIT {
  private static final AtomicInteger LOGINS = new AtomicInteger();

  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final String login = "guarded_" + LOGINS.incrementAndGet();

  @BeforeEach
  void make_a_login_like_the_worker() {
    database.execute("create role " + login + " login", "grant coditect_system to " + login);
  }

  @Test
  void a_migrated_database_and_its_worker_are_fine() {
    assertThat(problemsOf(LocalPostgres.WORKER)).isEmpty();
    assertThat(problems()).isEmpty();
  }

  @Test
  void a_table_without_a_policy() {
    database.execute("drop policy system_sees_every_tenant on coditect_shared.licenses");
    refusedThenCured("table coditect_shared.licenses", "create policy");
  }

  @ParameterizedTest
  @CsvSource({
    "for select to coditect_system using (true)",
    "for all to coditect_system using (true) with check (false)",
    "for all to coditect_system using (id is not null)",
    "for all to coditect_app using (true)",
  })
  void a_policy_that_covers_less(String policy) {
    database.execute(
        "drop policy system_sees_every_tenant on coditect_shared.licenses",
        "create policy system_sees_every_tenant on coditect_shared.licenses " + policy);
    refusedThenCured("table coditect_shared.licenses", "create policy");
  }

  @Test
  void a_policy_for_everybody_serves_too() {
    database.execute(
        "drop policy system_sees_every_tenant on coditect_shared.licenses",
        "create policy anybody on coditect_shared.licenses using (true)");
    assertThat(problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "to coditect_system"})
  void a_restrictive_policy(String to) {
    database.execute(
        "create policy \"own rows\" on coditect_shared.licenses as restrictive "
            + to
            + " using (organization_id = current_setting('app.current_organization_id')::uuid)");
    refusedThenCured("table coditect_shared.licenses", "alter policy \"own rows\"");
  }

  @Test
  void a_restrictive_policy_that_only_checks_what_is_written() {
    database.execute(
        "create policy narrow on coditect_shared.licenses as restrictive for update"
            + " using (true) with check (status <> 'GRACE')");
    refusedThenCured("table coditect_shared.licenses", "alter policy narrow");
  }

  @Test
  void restrictive_policies_that_hide_nothing_from_the_worker_are_fine() {
    database.execute(
        "create policy theirs on coditect_shared.licenses as restrictive to coditect_app"
            + " using (status <> 'REVOKED')",
        "create policy harmless on coditect_shared.licenses as restrictive using (true)");
    assertThat(problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"coditect_shared", "coditect_ops"})
  void a_new_table_with_row_level_security_and_no_policy(String schema) {
    database.execute(
        "create table " + schema + ".notes (id uuid, organization_id uuid)",
        "alter table " + schema + ".notes enable row level security");
    refusedThenCured("table " + schema + ".notes", "create policy");
  }

  @Test
  void a_new_table_that_nobody_shares_with_the_worker_is_none_of_its_business() {
    database.execute("create table coditect_shared.plain (id uuid)");
    assertThat(problems()).isEmpty();
  }

  @Test
  void a_member_that_does_not_inherit() {
    database.execute("alter role " + login + " noinherit");
    refusedThenCured("role " + login, "alter role " + login + " inherit;");
  }

  @Test
  void no_member_at_all() {
    database.execute("revoke coditect_system from " + login);
    refusedThenCured("role " + login, "grant coditect_system to " + login + ";");
  }

  @ParameterizedTest
  @ValueSource(strings = {"superuser", "bypassrls", "createrole", "createdb", "replication"})
  void a_login_with_powers(String power) {
    database.execute("alter role " + login + " " + power);
    // Never "alter role": it may be the administrator's own login, and lock everybody out.
    assertThat(problems())
        .containsExactly(
            new Problem(
                problems().get(0).what(),
                "role " + login,
                "Set DB_USER and DB_PASSWORD to a login of the worker's own and run \"migrate\", which"
                    + " makes it; leave this one as it is."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"superuser", "bypassrls", "createrole", "createdb", "replication"})
  void a_login_that_can_become_somebody_with_powers(String power) {
    String mighty = login + "_mighty";
    database.execute(
        "create role " + mighty + " " + power,
        "create role " + login + "_between noinherit",
        "grant " + mighty + " to " + login + "_between",
        "grant " + login + "_between to " + login);
    refusedThenCured("role " + mighty, "revoke " + mighty + " from " + login + "_between;");
  }

  @Test
  void an_administrator_that_can_become_a_mightier_one_keeps_its_powers() {
    database.execute(
        "alter role " + login + " createrole",
        "create role " + login + "_above createdb",
        "grant " + login + "_above to " + login);
    assertThat(problems())
        .hasSize(2)
        .allSatisfy(problem -> assertThat(problem.cure()).contains("a login of the worker's own"));
  }

  @Test
  void a_membership_beyond_the_declared_list() {
    database.execute("grant pg_monitor to " + login);
    refusedThenCured("role pg_monitor", "revoke pg_monitor from " + login + ";");
  }

  @Test
  void a_login_that_reads_all_data() {
    database.execute("grant pg_read_all_data to " + login);
    refusedThenCured("role pg_read_all_data", "revoke pg_read_all_data from " + login + ";");
  }

  @ParameterizedTest
  @CsvSource({
    "table coditect_shared.licenses",
    "table coditect_ops.runs",
    "schema coditect_shared",
    "function coditect_shared.role_rank(text)",
    "sequence coditect_ops.batch_job_instance_seq",
  })
  void an_owner(String object) {
    database.execute("alter " + object + " owner to " + login);
    refusedThenCured(object, "alter " + object + " owner to coditect_owner;");
  }

  @Test
  void a_member_of_the_owner() {
    database.execute("grant coditect_owner to " + login);
    refusedThenCured("role coditect_owner", "revoke coditect_owner from " + login + ";");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "coditect_shared.licenses | insert | table coditect_shared.licenses",
        "coditect_shared.licenses | select | table coditect_shared.licenses",
        "coditect_shared.licenses | select (xmax) | table coditect_shared.licenses",
        "coditect_shared.projects | select (cmin, xmax) | table coditect_shared.projects",
        "coditect_shared.licenses | update (expires_at) | table coditect_shared.licenses",
        "coditect_ops.runs | truncate | table coditect_ops.runs",
        "sequence coditect_ops.batch_job_instance_seq | update"
            + " | sequence coditect_ops.batch_job_instance_seq",
        "schema coditect_shared | create | schema coditect_shared",
      })
  void an_excess_privilege_whoever_it_was_granted_to(
      String object, String privilege, String where) {
    for (String holder : List.of("coditect_system", login, "public")) {
      database.execute("grant " + privilege + " on " + object + " to " + holder);
      refusedThenCured(where, "revoke " + privilege + " on " + object + " from " + holder + ";");
    }
  }

  @Test
  void an_excess_privilege_on_a_view_or_a_new_table() {
    database.execute(
        "create view coditect_shared.everybody as select email from coditect_shared.users",
        "grant select on coditect_shared.everybody to coditect_system");
    refusedThenCured("table coditect_shared.everybody", "revoke select");
  }

  @ParameterizedTest
  @ValueSource(strings = {"inherit", "noinherit"})
  void an_excess_privilege_through_another_role(String inherit) {
    database.execute(
        "create role " + login + "_front " + inherit,
        "grant coditect_app to " + login + "_front",
        "grant " + login + "_front to " + login);
    refusedThenCured("role coditect_app", "revoke coditect_app from " + login + "_front;");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select on coditect_ops.runs | table coditect_ops.runs",
        "update (status) on coditect_shared.licenses | table coditect_shared.licenses",
        "select (ctid) on coditect_shared.licenses | table coditect_shared.licenses",
        "usage on sequence coditect_ops.batch_job_instance_seq"
            + " | sequence coditect_ops.batch_job_instance_seq",
        "usage on schema coditect_shared | schema coditect_shared",
      })
  void a_missing_privilege(String grant, String where) {
    database.execute("revoke " + grant + " from coditect_system");
    refusedThenCured(where, "grant " + grant + " to coditect_system;");
  }

  @Test
  void a_missing_table() {
    database.execute("drop table coditect_ops.license_stages");
    assertThat(problems())
        .containsExactly(
            new Problem(
                "The table is missing.", "table coditect_ops.license_stages", "Run migrate."));
  }

  @Test
  void a_history_that_only_some_deployments_have_may_be_missing() {
    database.execute("drop table coditect_ops.flyway_tenant_history");
    assertThat(problems()).isEmpty();
  }

  @Test
  void a_database_that_was_never_migrated() {
    List<Problem> problems = problems(LocalPostgres.shared().empty(), login);

    assertThat(problems)
        .isNotEmpty()
        .allSatisfy(p -> assertThat(p.cure()).isEqualTo("Run migrate."));
    assertThat(problems).extracting(Problem::what).anyMatch(what -> what.contains("coditect_ops"));
  }

  @Test
  void everything_wrong_is_told_at_once() {
    database.execute(
        "drop policy system_sees_every_tenant on coditect_shared.licenses",
        "drop policy system_sees_every_tenant on coditect_shared.users",
        "grant insert on coditect_shared.licenses to coditect_system",
        "revoke insert on coditect_ops.outbox from coditect_system");
    assertThat(problems())
        .extracting(Problem::where)
        .containsExactly(
            "table coditect_shared.licenses",
            "table coditect_shared.users",
            "table coditect_shared.licenses",
            "table coditect_ops.outbox");
  }

  private void refusedThenCured(String where, String cure) {
    List<Problem> problems = problems();
    assertThat(problems).singleElement().extracting(Problem::where).isEqualTo(where);
    assertThat(problems.get(0).cure()).contains(cure);
    database.execute(problems.get(0).cure());
    assertThat(problems()).isEmpty();
  }

  private List<Problem> problems() {
    return problemsOf(login);
  }

  private List<Problem> problemsOf(String user) {
    return problems(database, user);
  }

  /** In one session, as a worker asks. */
  private static List<Problem> problems(LocalPostgres.Database database, String user) {
    try (Connection session = database.as(user).getConnection()) {
      return new SystemRoleGuard(JdbcClient.create(new SingleConnectionDataSource(session, true)))
          .problems();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
