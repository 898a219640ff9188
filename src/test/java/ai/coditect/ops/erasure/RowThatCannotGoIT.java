package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.request.RequestDoor;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A row that cannot go leaves only whom it belongs to; everybody else goes in the same run. */
class RowThatCannotGoIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant LONG_AGO = Instant.parse("2024-01-01T00:00:00Z");

  /** What a schema or a row does to somebody. */
  private enum Cause {
    A_PLAIN_KEY(
        "alter table public.invoices add foreign key (user_id) references coditect_shared.users",
        "alter table public.invoices drop constraint invoices_user_id_fkey",
        "constraint invoices_user_id_fkey, table public.invoices, SQLSTATE 23503"),
    A_DEFERRED_KEY(
        "alter table public.invoices add foreign key (user_id) references coditect_shared.users"
            + " deferrable initially deferred",
        "alter table public.invoices drop constraint invoices_user_id_fkey",
        "constraint invoices_user_id_fkey, table public.invoices, SQLSTATE 23503"),
    A_LOUD_TRIGGER(
        trigger(
            "raise exception 'not %', old.email using detail = old.username, hint = old.email,"
                + " constraint = old.email, table = old.email, schema = old.username, errcode = 'P0001'"),
        "drop function public.zz() cascade; create function public.zz() returns trigger language plpgsql as"
            + " 'begin return old; end'; create trigger zz before delete on coditect_shared.users"
            + " for each row execute function public.zz()",
        "function public.zz, table coditect_shared.users, SQLSTATE P0001"),
    A_BROKEN_TRIGGER(
        trigger("perform old.no_such_column"),
        "drop function public.zz() cascade; create function public.zz() returns trigger language plpgsql as"
            + " 'begin return old; end'; create trigger zz before delete on coditect_shared.users"
            + " for each row execute function public.zz()",
        "function public.zz, table coditect_shared.users, SQLSTATE 42703"),
    A_SILENT_TRIGGER(
        trigger("return null"),
        "drop function public.zz() cascade; create function public.zz() returns trigger language plpgsql as"
            + " 'begin return old; end'; create trigger zz before delete on coditect_shared.users"
            + " for each row execute function public.zz()",
        "table coditect_shared.users, a row was still there after its deletion"),
    A_DIRTY_ROW(
        "update coditect_shared.projects set name = 'dirty' where owner_id = '%s'; alter table"
            + " coditect_shared.projects add constraint clean check (name <> 'dirty') not valid",
        "alter table coditect_shared.projects drop constraint clean",
        "constraint clean, table coditect_shared.projects, SQLSTATE 23514"),
    A_ROW_OF_ANOTHER_TENANT(
        "insert into coditect_ops.audit_log (run_id, table_name, row_id, organization_id, action,"
            + " changed_columns) values (gen_random_uuid(), 'users', '%s', gen_random_uuid(),"
            + " 'update', '{license_id}')",
        "delete from coditect_ops.audit_log where action = 'update' and changed_columns = '{license_id}'",
        "table coditect_ops.audit_log, a row was still there after its deletion"),
    A_ROW_OF_ANOTHER_TENANT_THAT_WOULD_CASCADE(
        "create index zz on coditect_ops.erasure_left (user_id); alter table"
            + " coditect_ops.erasure_left add constraint zz foreign key (user_id) references"
            + " coditect_shared.users (id) on delete cascade; insert into coditect_ops.erasure_left"
            + " (run_id, organization_id, user_id, reason) values (gen_random_uuid(),"
            + " gen_random_uuid(), '%s', 'changed')",
        "delete from coditect_ops.erasure_left where reason = 'changed'",
        "table coditect_ops.erasure_left, a row was still there after its deletion");

    private final String begin;
    private final String end;
    private final String told;

    Cause(String begin, String end, String told) {
      this.begin = begin;
      this.end = end;
      this.told = told;
    }

    private static String trigger(String what) {
      return "create function public.zz() returns trigger language plpgsql as $$ begin"
          + " if old.id = '%s' then "
          + what
          + "; end if; return old; end $$; create trigger zz before delete on coditect_shared.users"
          + " for each row execute function public.zz()";
    }

    private boolean byTrigger() {
      return begin.contains("create trigger");
    }
  }

  @TempDir Path directory;
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Tenants tenants = new Tenants(database);
  private final List<UUID> stay = new ArrayList<>();
  private OwnJobs jobs;
  private @Nullable InProcessWorker started;
  private int runs;

  @BeforeEach
  void plant() {
    database.execute(
        "create table public.invoices (user_id uuid, project_id uuid)",
        "create index on public.invoices (user_id)",
        "create index on public.invoices (project_id)");
    jobs =
        OwnJobs.in(directory)
            .purge("limits", "{ most-rows: 50000 }")
            .edit("gdpr-purge.yaml", "bite: 1000", "bite: 50");
  }

  @AfterEach
  void stop() {
    if (started != null) {
      started.close();
    }
  }

  private InProcessWorker worker() {
    if (started == null) {
      started = InProcessWorker.start(database, jobs.variables());
    }
    return started;
  }

  private RunResult run() {
    return worker().run("gdpr-purge", "run " + ++runs, NOW, Map.of());
  }

  /** A tenant with so many who are due, each with a project; answers one of them. */
  private UUID due(int people) {
    UUID tenant = tenants.organization("FREE");
    stay.add(tenants.user(tenant, "OWNER", null));
    UUID somebody = tenant;
    for (int i = 0; i < people; i++) {
      somebody = tenants.user(tenant, "MEMBER", LONG_AGO);
      tenants.project(tenant, somebody);
    }
    return somebody;
  }

  private UUID tenantOf(UUID user) {
    return tenants
        .ids("select organization_id from coditect_shared.users where id = '" + user + "'")
        .get(0);
  }

  @ParameterizedTest
  @EnumSource
  void one_person_is_left_with_the_reason_and_everybody_else_goes(Cause cause) {
    UUID poor = due(23);
    due(60);
    due(20);
    UUID request = tenants.request(tenantOf(poor), poor);
    database.execute(
        "insert into public.invoices (user_id) values ('" + poor + "')",
        cause.begin.replace("%s", poor.toString()));
    if (cause.byTrigger()) {
      jobs.edit(
          "personal-data.yaml",
          "(?m)^  coditect_shared.users:$",
          "$0\n    triggers: { zz: { effect: harmless, reason: \"a guard\" } }");
    }

    RunResult first;
    String said;
    try (Spoken spoken = new Spoken()) {
      first = run();
      said = spoken.text();
    }
    List<UUID> there = new ArrayList<>(stay);
    there.add(poor);
    assertThat(tenants.users()).containsExactlyInAnyOrderElementsOf(there);
    assertThat(first.outcome()).isEqualTo(Ending.FAILED);
    assertThat(first.outcome().exitCode()).isEqualTo(1);
    assertThat(first.retryAt()).as("its next try is the next slot").isEmpty();
    assertThat(first.changed().byKind()).containsEntry("users-erased", 102L);
    UUID run = first.run().orElseThrow();
    assertThat(first.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what())
                  .isEqualTo(
                      "Cannot be deleted: 1 people and 0 organizations were left because of "
                          + cause.told
                          + ".");
              assertThat(problem.cure()).contains("\"erasures plan " + run + " --people\"");
            });
    assertThat(plan(run).text())
        .last()
        .asString()
        .contains(poor.toString(), "cannot-be-deleted by " + cause.told, "request " + request);
    // The request waits on, its time runs, and nobody was told anything.
    assertThat(requests()).contains(request + "  waiting (cannot-be-deleted)", "days left");
    assertThat(
            tenants.count("select count(*) from coditect_ops.outbox where type like '%erasure%'"))
        .isZero();
    Trail trail = new Trail();
    tenants
        .jdbc()
        .sql("select email, username from coditect_shared.users where id = ?")
        .param(poor)
        .query(
            row -> {
              trail.token(row.getString("email"));
              trail.token(row.getString("username"));
            });
    assertThat(trail.inDatabase(tenants.jdbc())).containsOnly("coditect_shared.users");
    assertThat(trail.inText(said + first + plan(run))).isEmpty();

    RunResult second = run();
    assertThat(second.outcome()).isEqualTo(Ending.FAILED);
    assertThat(second.changed().byKind()).isEmpty();
    assertThat(
            tenants.count(
                "select count(*) from coditect_ops.erasure_left where reason = 'cannot-be-deleted'"))
        .isEqualTo(1);

    database.execute(cause.end);
    assertThat(run().outcome()).isEqualTo(Ending.DONE);
    assertThat(tenants.users()).containsExactlyInAnyOrderElementsOf(stay);
    assertThat(
            tenants.count(
                "select count(*) from coditect_ops.erasure_requests where state = 'completed' and"
                    + " ground = 'erased' and id = '"
                    + request
                    + "'"))
        .isEqualTo(1);
  }

  @Test
  @Tag("campaign")
  void one_person_is_left_and_a_hundred_thousand_of_other_tenants_go_in_the_same_run() {
    jobs.purge("limits", "{ most-rows: 500000 }").edit("gdpr-purge.yaml", "bite: 50", "bite: 1000");
    UUID poor = due(1);
    database.execute(
        "insert into public.invoices (user_id) values ('" + poor + "')", Cause.A_PLAIN_KEY.begin);
    for (int tenant = 0; tenant < 20; tenant++) {
      UUID organization = tenants.organization("FREE");
      stay.add(tenants.user(organization, "OWNER", null));
      database.execute(
          "insert into coditect_shared.users (organization_id, email, username, full_name, role,"
              + " deleted_at) select '%1$s', 'm' || n || '@%1$s.example', 'm' || n, 'M', 'MEMBER',"
                  .formatted(organization)
              + " timestamptz '2024-01-01Z' from generate_series(1, 5000) n");
    }
    database.execute("analyze");

    RunResult result = run();
    assertThat(result.outcome()).isEqualTo(Ending.FAILED);
    assertThat(result.changed().byKind()).containsEntry("users-erased", 100_000L);
    assertThat(result.problems())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.what())
                    .contains("1 people and 0 organizations", "invoices_user_id_fkey"));
    stay.add(poor);
    assertThat(tenants.users()).containsExactlyInAnyOrderElementsOf(stay);
  }

  @Test
  void where_a_whole_page_cannot_go_the_other_pages_do() {
    due(50);
    database.execute(
        "insert into public.invoices (user_id) select id from coditect_shared.users where deleted_at is not null",
        Cause.A_PLAIN_KEY.begin);
    due(70);

    RunResult result = run();
    assertThat(result.outcome()).isEqualTo(Ending.FAILED);
    assertThat(result.problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).contains("50 people"));
    assertThat(tenants.users()).hasSize(52);
    assertThat(
            tenants.count(
                "select count(*) from coditect_ops.erasure_left where reason = 'cannot-be-deleted'"
                    + " and constraint_name = 'invoices_user_id_fkey'"))
        .isEqualTo(50);
    assertThat(tenants.count("select count(*) from coditect_ops.erasure_plan")).isZero();
    assertThat(tenants.count("select count(*) from coditect_ops.erasures")).isEqualTo(70);
  }

  @Test
  void an_organization_of_which_a_row_cannot_go_is_left_and_others_end() {
    UUID poor = tenants.organization("FREE", "UTC", LONG_AGO);
    UUID project = tenants.project(poor, tenants.user(poor, "OWNER", null));
    tenants.user(poor, "MEMBER", null);
    UUID unlucky = tenants.organization("FREE", "UTC", LONG_AGO);
    UUID license = tenants.license(unlucky);
    tenants.user(unlucky, "OWNER", null);
    UUID fine = tenants.organization("FREE", "UTC", LONG_AGO);
    tenants.project(fine, tenants.user(fine, "OWNER", null));
    tenants.license(fine);
    UUID request = tenants.request(unlucky, null);
    database.execute(
        "create table public.seats (license_id uuid references coditect_shared.licenses)",
        "create index on public.seats (license_id)",
        "insert into public.seats values ('" + license + "')",
        "insert into public.invoices (project_id) values ('" + project + "')",
        "alter table public.invoices add foreign key (project_id) references coditect_shared.projects");

    RunResult result = run();
    assertThat(result.outcome()).isEqualTo(Ending.FAILED);
    assertThat(result.problems())
        .extracting(problem -> problem.what().replaceFirst(".*left because of ", ""))
        .containsExactlyInAnyOrder(
            "constraint invoices_project_id_fkey, table public.invoices, SQLSTATE 23503.",
            "constraint seats_license_id_fkey, table public.seats, SQLSTATE 23503.");
    assertThat(tenants.ids("select id from coditect_shared.organizations"))
        .containsExactlyInAnyOrder(poor, unlucky);
    // Whose row it was stays; the others of the same organization went.
    assertThat(tenants.users()).hasSize(1);
    assertThat(requests()).contains("waiting (cannot-be-deleted)", "all of " + unlucky);
    assertThat(
            plan(result.run().orElseThrow()).text().stream()
                .filter(line -> line.contains("the organization: cannot-be-deleted")))
        .hasSize(2);

    database.execute("drop table public.seats, public.invoices");
    assertThat(run().outcome()).isEqualTo(Ending.DONE);
    assertThat(tenants.ids("select id from coditect_shared.organizations")).isEmpty();
  }

  @Test
  void who_got_more_rows_after_the_plan_is_the_next_runs_and_nobody_else_waits() {
    UUID busy = due(10);
    due(10);
    UUID ended = tenants.organization("FREE", "UTC", LONG_AGO);
    tenants.user(ended, "OWNER", null);
    tenants.license(ended);
    UUID fine = tenants.organization("FREE", "UTC", LONG_AGO);
    tenants.license(fine);
    UUID project = UUID.randomUUID();
    LateStatements late = new LateStatements(database);
    late.add(
        "insert into coditect_shared.projects (id, organization_id, owner_id, name, slug) values"
            + " ('%s', '%s', '%s', 'Late', 'late')".formatted(project, tenantOf(busy), busy));
    late.add(
        3,
        "insert into coditect_shared.licenses (organization_id, license_key) values ('%s', 'late')"
            .formatted(ended));

    RunResult first = run();
    assertThat(first.problems()).isEmpty();
    assertThat(first.outcome()).isEqualTo(Ending.DONE);
    assertThat(tenants.users()).containsAll(stay).contains(busy).hasSize(stay.size() + 1);
    assertThat(
            tenants.ids(
                "select coalesce(user_id, organization_id) from coditect_ops.erasure_left"
                    + " where reason = 'changed'"))
        .containsExactlyInAnyOrder(busy, ended);
    assertThat(
            tenants.ids(
                "select id from coditect_shared.organizations where deleted_at is not null"))
        .containsExactly(ended);

    assertThat(run().outcome()).isEqualTo(Ending.DONE);
    assertThat(tenants.users()).containsExactlyInAnyOrderElementsOf(stay);
    assertThat(
            tenants.ids(
                "select id from coditect_shared.organizations where deleted_at is not null"))
        .isEmpty();
  }

  @Test
  void a_run_that_is_broken_off_in_the_middle_ends_the_same() {
    UUID poor = due(60);
    due(60);
    database.execute(
        "insert into public.invoices (user_id) values ('" + poor + "')",
        Cause.A_PLAIN_KEY.begin,
        "create sequence public.deletions",
        "create function coditect_ops.crash() returns trigger language plpgsql security definer as"
            + " $$ begin if nextval('public.deletions') = 2 then raise exception 'crash'; end if;"
            + " return null; end $$",
        "create trigger crash after insert on coditect_ops.erasure_deletions for each statement"
            + " execute function coditect_ops.crash()");

    RunResult broken = worker().run("gdpr-purge", "one", NOW, Map.of());
    assertThat(broken.outcome()).isEqualTo(Ending.FAILED);
    assertThat(broken.retryAt()).as("this is tried again").isPresent();
    assertThat(tenants.users()).hasSizeGreaterThan(stay.size() + 1);

    RunResult resumed = worker().run("gdpr-purge", "one", NOW, Map.of());
    assertThat(resumed.outcome()).isEqualTo(Ending.FAILED);
    assertThat(resumed.retryAt()).isEmpty();
    assertThat(resumed.problems()).singleElement().asString().contains("1 people");
    assertThat(tenants.users()).containsAll(stay).contains(poor).hasSize(stay.size() + 1);
    assertThat(tenants.count("select count(*) from coditect_ops.erasures")).isEqualTo(119);
    assertThat(tenants.count("select count(*) from coditect_ops.erasure_left")).isEqualTo(1);
  }

  @Test
  void two_workers_beside_each_other_leave_the_same_one() throws Exception {
    UUID poor = due(40);
    due(80);
    database.execute(
        "insert into public.invoices (user_id) values ('" + poor + "')", Cause.A_PLAIN_KEY.begin);
    UUID tenant = tenantOf(poor);
    try (InProcessWorker other = InProcessWorker.start(database, jobs.variables())) {
      var theirs =
          java.util.concurrent.CompletableFuture.supplyAsync(
              () ->
                  other.run(
                      "gdpr-purge", "theirs", NOW, Map.of("organization", tenant.toString())));
      RunResult ours = run();
      assertThat(List.of(ours.outcome(), theirs.get().outcome())).contains(Ending.FAILED);
    }
    assertThat(tenants.users()).containsAll(stay).contains(poor).hasSize(stay.size() + 1);
    assertThat(tenants.count("select count(*) from coditect_ops.erasures")).isEqualTo(119);
  }

  private String requests() {
    return String.join("\n", RequestDoor.of(worker()).list().text());
  }

  private Reply plan(UUID run) {
    return RequestDoor.of(worker()).plan("run", run.toString(), "people", "true");
  }
}
