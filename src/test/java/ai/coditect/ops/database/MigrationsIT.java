package ai.coditect.ops.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.coditect.ops.database.Migrations.TenantTables;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Roles belong to a server, so these tests have one of their own, as nobody else has seen it. */
final class MigrationsIT {
  private static final WorkerLogin WORKER = new WorkerLogin("nightly \"worker\"", "it's secret");
  private static final List<String> DATABASES = List.of("first", "second", "third");

  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "off")
            .setServerConfig("synchronous_commit", "off")
            .setServerConfig("full_page_writes", "off")
            .setServerConfig("autovacuum", "off")
            .setServerConfig("jit", "off");
    LocalPostgres.inMemory().ifPresent(builder::setDataDirectory);
    server = builder.start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @BeforeEach
  void forget_every_role() {
    DATABASES.forEach(name -> database("postgres").execute("drop database if exists " + name));
    for (String role :
        strings("postgres", "select quote_ident(rolname) from pg_roles where oid >= 16384")) {
      database("postgres").execute("drop role " + role);
    }
    database("postgres")
        .execute(
            "create role admin login nosuperuser createrole", "create database first owner admin");
  }

  @Test
  void a_login_without_superuser_makes_everything_and_a_second_time_changes_nothing() {
    MigrationReport report = migrate("first", "admin", TenantTables.AUTO);

    assertThat(report.database()).isEqualTo("first");
    assertThat(report.tenant()).contains("001 create tenant tables", "002 isolate tenants");
    assertThat(report.tenantSkipped()).isEmpty();
    assertThat(report.ops()).contains("001 record runs", "006 audit the worker");
    assertThat(report.granted())
        .contains(
            "created role coditect_owner",
            "created role coditect_app",
            "created role coditect_system",
            "created schema coditect_shared",
            "created schema coditect_ops",
            "created login nightly \"worker\"",
            "granted coditect_system to nightly \"worker\"");
    assertThat(migrate("first", "admin", TenantTables.AUTO).changedNothing()).isTrue();
    assertThat(strings("select rolname from pg_roles where rolsuper or rolbypassrls"))
        .containsExactly("postgres");
    assertThat(
            strings(
                "select distinct pg_get_userbyid(relowner) from pg_class where relnamespace in"
                    + " ('coditect_shared'::regnamespace, 'coditect_ops'::regnamespace)"))
        .containsExactly("coditect_owner");
  }

  @Test
  void a_superuser_makes_the_same_objects() {
    migrate("first", "postgres", TenantTables.AUTO);

    assertThat(migrate("first", "admin", TenantTables.AUTO).tenant()).isEmpty();
    assertThat(strings("select rolname from pg_roles where rolname like 'nightly%' and rolsuper"))
        .isEmpty();
    assertThat(
            strings(
                "select distinct pg_get_userbyid(relowner) from pg_class where relnamespace in"
                    + " ('coditect_shared'::regnamespace, 'coditect_ops'::regnamespace)"))
        .containsExactly("coditect_owner");
  }

  @Test
  void databases_of_one_server_can_be_migrated_at_the_same_time() throws Exception {
    List<String> names = DATABASES;
    names.stream()
        .skip(1)
        .forEach(name -> database("postgres").execute("create database " + name + " owner admin"));
    var pool = Executors.newFixedThreadPool(8);
    try {
      List<Callable<MigrationReport>> work = new ArrayList<>();
      for (String name : names) {
        work.add(() -> migrate(name, "admin", TenantTables.AUTO));
        work.add(() -> migrate(name, "admin", TenantTables.AUTO));
      }
      for (Future<MigrationReport> report : pool.invokeAll(work)) {
        assertThat(report.get().database()).isIn(names);
      }
    } finally {
      pool.shutdownNow();
    }
    for (String name : names) {
      assertThat(migrate(name, "admin", TenantTables.AUTO).changedNothing()).isTrue();
    }
  }

  @Test
  void tables_of_the_backend_are_left_alone() {
    migrate("first", "admin", TenantTables.AUTO);
    database("first")
        .execute(
            "drop schema coditect_ops cascade",
            "create schema coditect_ops authorization coditect_owner",
            "drop policy system_sees_every_tenant on coditect_shared.organizations",
            "drop policy system_sees_every_tenant on coditect_shared.users",
            "drop policy system_sees_every_tenant on coditect_shared.licenses",
            "drop policy system_sees_every_tenant on coditect_shared.projects");

    MigrationReport report = migrate("first", "admin", TenantTables.AUTO);

    assertThat(report.tenant()).isEmpty();
    assertThat(report.tenantSkipped())
        .contains("coditect_shared.licenses exists and is the backend's");
    assertThat(report.ops()).hasSizeGreaterThanOrEqualTo(6);
    assertThat(migrate("first", "admin", TenantTables.AUTO).tenantSkipped()).isPresent();
    assertThat(problems("first", "admin", TenantTables.APPLY))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.what())
                    .contains("V001__create_tenant_tables.sql: ", "already exists"));
  }

  @Test
  void tables_that_another_role_owns_are_named_with_their_cure() {
    migrate("first", "admin", TenantTables.AUTO);
    database("first")
        .execute(
            "drop schema coditect_ops cascade",
            "create role backend",
            "alter table coditect_shared.licenses owner to backend",
            "alter schema coditect_shared owner to backend");

    List<Problem> problems = problems("first", "admin", TenantTables.AUTO);

    assertThat(problems)
        .extracting(Problem::where)
        .containsExactly("schema coditect_shared", "table coditect_shared.licenses");
    assertThat(problems.get(1).cure())
        .endsWith("alter table coditect_shared.licenses owner to coditect_owner;");
    problems.forEach(problem -> database("first").execute(statementOf(problem)));
    // What is left is that this test has dropped the worker's schema, and not the policies.
    assertThat(problems("first", "admin", TenantTables.AUTO))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.what())
                    .contains(
                        "V005__let_the_system_role_see_every_tenant.sql: ", "already exists"));
  }

  @Test
  void skipping_the_tenants_tables_where_there_are_none_names_what_is_missing() {
    assertThat(problems("first", "admin", TenantTables.SKIP))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.what()).contains("coditect_shared").contains("does not exist"));
  }

  @Test
  void an_existing_worker_keeps_its_password_and_a_new_one_can_log_in_with_its_own() {
    migrate("first", "admin", TenantTables.AUTO);
    String made = passwordOf(WORKER.user());
    assertThat(made).startsWith("SCRAM-SHA-256$");

    Migrations.apply(
        database("first").as("admin"),
        Optional.of(new WorkerLogin(WORKER.user(), "another")),
        TenantTables.AUTO);

    assertThat(passwordOf(WORKER.user())).isEqualTo(made);
    assertThat(
            JdbcClient.create(database("first").as(WORKER.user()))
                .sql("select count(*) from coditect_ops.runs")
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void a_login_without_rights_is_told_every_one_that_it_lacks() {
    database("postgres").execute("create role poor login");

    assertThat(problems("first", "poor", TenantTables.AUTO))
        .extracting(Problem::cure)
        .containsExactly(
            "As an administrator: alter role \"poor\" createrole;",
            "As the database's owner: grant create on database \"first\" to \"poor\";");
    problems("first", "poor", TenantTables.AUTO)
        .forEach(problem -> database("postgres").execute(statementOf(problem)));
    assertThat(migrate("first", "poor", TenantTables.AUTO).ops()).isNotEmpty();
  }

  @Test
  void the_owner_is_no_worker() {
    ProblemsException refused =
        catchThrowableOfType(
            ProblemsException.class,
            () ->
                Migrations.apply(
                    database("first").as("admin"),
                    Optional.of(new WorkerLogin("admin", "")),
                    TenantTables.AUTO));

    assertThat(refused.problems()).singleElement().asString().contains("DB_USER");
    assertThat(strings("select nspname from pg_namespace where nspname like 'coditect%'"))
        .isEmpty();
  }

  /** Whoever writes a trigger raises what they like, or makes a statement of it. */
  @Test
  void what_a_function_says_that_a_migration_wakes_is_not_told() {
    String address = "zoe.planted@example.org";
    database("first")
        .execute(
            "create function public.say_it() returns event_trigger language plpgsql as $$ begin"
                + " raise exception using errcode = '42501', message = '"
                + address
                + "'; end $$",
            "create event trigger say_it on ddl_command_start when tag in ('CREATE POLICY') execute"
                + " function public.say_it()");
    assertThat(problems("first", "admin", TenantTables.AUTO))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.toString())
                    .contains("V002__", "SQLSTATE 42501", "function say_it line 1")
                    .doesNotContain(address));
    database("first")
        .execute(
            "create or replace function public.say_it() returns event_trigger language plpgsql as"
                + " $$ begin execute format('select %I', '"
                + address
                + "'); end $$");
    assertThat(problems("first", "admin", TenantTables.AUTO))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.toString())
                    .contains("V002__", "SQLSTATE 42703", "function say_it line 1")
                    .doesNotContain(address));
    database("first").execute("drop event trigger say_it");
    assertThat(migrate("first", "admin", TenantTables.AUTO).tenant()).isNotEmpty();
  }

  @Test
  void a_shipped_migration_that_was_changed_is_refused() {
    migrate("first", "admin", TenantTables.AUTO);
    database("first")
        .execute(
            "update coditect_ops.flyway_ops_history set checksum = checksum + 1"
                + " where version = '004'");

    assertThat(problems("first", "admin", TenantTables.AUTO))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).contains("004");
              assertThat(problem.cure()).contains("new migration");
            });
    assertThat(Migrations.unapplied(database("first").as(WORKER.user())))
        .containsExactly(new Migrations.Unapplied("ops", "V004 follow licenses", "Changed"));
  }

  @Test
  void a_server_that_is_not_there_is_a_problem_with_its_cure() {
    PGSimpleDataSource nowhere = new PGSimpleDataSource();
    nowhere.setServerNames(new String[] {"127.0.0.1"});
    nowhere.setPortNumbers(new int[] {1});

    ProblemsException down =
        catchThrowableOfType(
            ProblemsException.class,
            () -> Migrations.apply(nowhere, Optional.empty(), TenantTables.AUTO));

    assertThat(down.problems()).singleElement().asString().contains("DB_HOST");
  }

  /** What is to be typed, without who is to type it. */
  private static String statementOf(Problem problem) {
    return problem.cure().substring(problem.cure().indexOf(": ") + 2);
  }

  private MigrationReport migrate(String database, String login, TenantTables tenantTables) {
    return Migrations.apply(database(database).as(login), Optional.of(WORKER), tenantTables);
  }

  private List<Problem> problems(String database, String login, TenantTables tenantTables) {
    return catchThrowableOfType(
            ProblemsException.class, () -> migrate(database, login, tenantTables))
        .problems();
  }

  private String passwordOf(String login) {
    return JdbcClient.create(database("first").asSuperuser())
        .sql("select rolpassword from pg_authid where rolname = :login")
        .param("login", login)
        .query(String.class)
        .single();
  }

  private static List<String> strings(String database, String sql) {
    return JdbcClient.create(database(database).asSuperuser()).sql(sql).query(String.class).list();
  }

  private static List<String> strings(String sql) {
    return strings("first", sql);
  }

  private static LocalPostgres.Database database(String name) {
    return new LocalPostgres.Database("127.0.0.1", server.getPort(), name);
  }
}
