package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.problem.ProblemsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Tables that the code has never heard of are erased as the map says, and what it does not say
 * stops a run.
 */
class GenericMapIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant LONG_AGO = Instant.parse("2024-01-01T00:00:00Z");
  private static final String TAGS =
      "category: content, purpose: collaboration, provided: true, export: [ access ] }";
  private static final String ERASE = "{ do: erase, " + TAGS;
  private static final String MORE_OF_THE_MAP =
      """

        coditect_shared.reactions:
          rows: erase
          subject: comment_id -> coditect_shared.comments.id
          columns:
            comment_id: ERASE
            emoji: ERASE
          not-personal: [ id ]
        coditect_shared.comments:
          rows: erase
          subject: author_id -> coditect_shared.users.id
          organization: organization_id -> coditect_shared.organizations.id
          columns:
            author_id: ERASE
            body: ERASE
          foreign-keys: { comments_parent_id_fkey: { on-delete: set-null, reason: An answer stays. } }
          not-personal: [ id, organization_id, parent_id ]
        coditect_shared.invoices:
          rows: keep
          subject: user_id -> coditect_shared.users.id
          organization: organization_id -> coditect_shared.organizations.id
          columns:
            user_id: { do: anonymise, how: pseudonym, TAGS
            name: { do: anonymise, how: clear, TAGS
            reference: { do: anonymise, how: pseudonym, TAGS
            amount: { do: keep, ground: "Art. 6(1)(c)", for: 10y, TAGS
          not-personal: [ id, organization_id ]
        coditect_shared.Order:
          rows: erase
          subject: userId -> coditect_shared.users.id
          columns:
            userId: ERASE
            select: ERASE
          not-personal: [ ID ]
        coditect_shared.desks:
          rows: erase
          subject: holder_id -> coditect_shared.users.id
          columns: { holder_id: ERASE }
          not-personal: [ id, badge_id ]
        coditect_shared.badges:
          rows: erase
          subject: holder_id -> coditect_shared.users.id
          columns: { holder_id: ERASE }
          not-personal: [ id, desk_id ]
      """
          .replace("ERASE", ERASE)
          .replace("TAGS", TAGS);

  private static final String[] MORE_TABLES = {
    "create table coditect_shared.comments (id uuid primary key default gen_random_uuid(),"
        + " organization_id uuid not null references coditect_shared.organizations (id),"
        + " author_id uuid not null references coditect_shared.users (id), body text,"
        + " parent_id uuid references coditect_shared.comments (id) on delete set null)",
    "create index on coditect_shared.comments (author_id)",
    "create index on coditect_shared.comments (organization_id)",
    "create index on coditect_shared.comments (parent_id)",
    "create table coditect_shared.reactions (id uuid primary key default gen_random_uuid(),"
        + " comment_id uuid not null references coditect_shared.comments (id), emoji text)",
    "create index on coditect_shared.reactions (comment_id)",
    "create table coditect_shared.invoices (id uuid primary key default gen_random_uuid(),"
        + " organization_id uuid not null references coditect_shared.organizations (id),"
        + " user_id uuid not null, name text, reference text not null, amount integer)",
    "create index on coditect_shared.invoices (user_id)",
    "create index on coditect_shared.invoices (organization_id)",
    "create table coditect_shared.\"Order\" (\"ID\" uuid primary key default gen_random_uuid(),"
        + " \"userId\" uuid not null references coditect_shared.users (id), \"select\" text)",
    "create index on coditect_shared.\"Order\" (\"userId\")",
    "create table coditect_shared.desks (id uuid primary key,"
        + " holder_id uuid not null references coditect_shared.users (id), badge_id uuid)",
    "create table coditect_shared.badges (id uuid primary key,"
        + " holder_id uuid not null references coditect_shared.users (id),"
        + " desk_id uuid references coditect_shared.desks (id) deferrable initially deferred)",
    "alter table coditect_shared.desks add foreign key (badge_id) references"
        + " coditect_shared.badges (id) deferrable initially deferred",
    "create index on coditect_shared.desks (holder_id)",
    "create index on coditect_shared.desks (badge_id)",
    "create index on coditect_shared.badges (holder_id)",
    "create index on coditect_shared.badges (desk_id)",
    "grant select, update, delete on coditect_shared.comments, coditect_shared.reactions,"
        + " coditect_shared.invoices, coditect_shared.\"Order\", coditect_shared.desks,"
        + " coditect_shared.badges to coditect_system"
  };

  @TempDir Path directory;
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Tenants tenants = new Tenants(database);
  private final JdbcClient jdbc = tenants.jdbc();

  @Test
  void tables_of_every_shape_are_erased_and_anonymised_by_the_map_alone() {
    database.execute(MORE_TABLES);
    UUID tenant = tenants.organization("FREE");
    UUID stays = tenants.user(tenant, "OWNER", null);
    List<UUID> gone =
        List.of(tenants.user(tenant, "MEMBER", LONG_AGO), tenants.user(tenant, "MEMBER", LONG_AGO));
    UUID parent = full(tenant, gone.get(0), null);
    UUID reply = full(tenant, stays, parent);
    full(tenant, gone.get(1), reply);
    String untouched =
        tenants.jdbc().sql(ROWS_OF).param("user", stays).query(String.class).single();
    OwnJobs jobs = jobs();

    try (InProcessWorker worker = InProcessWorker.start(database, jobs.variables())) {
      assertThat(worker.get(MappedDatabase.class).problems()).isEmpty();
      assertThat(new StageDriver(worker).run(NOW, 1).byKind())
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "users-erased", 2L,
                  "comments-erased", 2L,
                  "comments-changed", 1L,
                  "reactions-erased", 4L,
                  "invoices-changed", 2L,
                  "Order-erased", 2L,
                  "desks-erased", 2L,
                  "badges-erased", 2L));
    }
    assertThat(tenants.users()).containsExactly(stays);
    assertThat(tenants.ids("select id from coditect_shared.comments")).containsExactly(reply);
    assertThat(
            tenants.count("select count(*) from coditect_shared.comments where parent_id is null"))
        .isEqualTo(1);
    for (String table : List.of("reactions", "\"Order\"", "desks", "badges")) {
      assertThat(tenants.count("select count(*) from coditect_shared." + table))
          .as(table)
          .isEqualTo(table.equals("reactions") ? 2 : 1);
    }
    SubjectKey key = SubjectKey.read(jobs.variables().get("OPS_SUBJECT_KEY"));
    for (UUID person : gone) {
      UUID pseudonym = key.pseudonym(tenant, person);
      assertThat(
              jdbc.sql(
                      "select concat_ws('|', name, reference, amount) from coditect_shared.invoices"
                          + " where user_id = ?")
                  .param(pseudonym)
                  .query(String.class)
                  .list())
          .containsExactly(pseudonym + "|100");
    }
    assertThat(tenants.jdbc().sql(ROWS_OF).param("user", stays).query(String.class).single())
        .isEqualTo(untouched);
    Trail trail = new Trail();
    gone.forEach(trail::id);
    assertThat(trail.inDatabase(jdbc)).isEmpty();
  }

  @Test
  void an_organization_takes_its_rows_of_every_table_along() {
    database.execute(MORE_TABLES);
    UUID ended = tenants.organization("FREE", "UTC", LONG_AGO);
    UUID living = tenants.organization("FREE");
    UUID stays = tenants.user(living, "OWNER", null);
    full(ended, tenants.user(ended, "OWNER", null), null);
    full(living, stays, null);
    try (InProcessWorker worker = InProcessWorker.start(database, jobs().variables())) {
      new StageDriver(worker).run(NOW, 100);
    }
    assertThat(tenants.users()).containsExactly(stays);
    assertThat(tenants.ids("select id from coditect_shared.organizations")).containsExactly(living);
    for (String table : List.of("comments", "invoices", "\"Order\"", "desks", "badges")) {
      assertThat(tenants.count("select count(*) from coditect_shared." + table))
          .as(table)
          .isEqualTo(1);
    }
  }

  private static final String ROWS_OF =
      "select concat((select md5(string_agg(cast(i as text), ',')) from coditect_shared.invoices i"
          + " where user_id = :user), (select md5(string_agg(cast(o as text), ',')) from"
          + " coditect_shared.\"Order\" o where \"userId\" = :user), (select"
          + " md5(string_agg(cast(d as text), ',')) from coditect_shared.desks d where holder_id ="
          + " :user), (select md5(string_agg(cast(u as text), ',')) from coditect_shared.users u"
          + " where id = :user))";

  /** Something of this person in every table; answers the comment. */
  private UUID full(UUID tenant, UUID user, @Nullable UUID parent) {
    UUID comment =
        jdbc.sql(
                "insert into coditect_shared.comments (organization_id, author_id, body, parent_id)"
                    + " values (?, ?, 'words', ?) returning id")
            .params(tenant, user, parent)
            .query(UUID.class)
            .single();
    UUID desk = UUID.randomUUID();
    UUID badge = UUID.randomUUID();
    database.execute(
        "insert into coditect_shared.reactions (comment_id, emoji) values ('%1$s', 'a'), ('%1$s', 'b')"
            .formatted(comment),
        "insert into coditect_shared.invoices (organization_id, user_id, name, reference, amount)"
            + " values ('%s', '%s', 'Name', '%s', 100)".formatted(tenant, user, user),
        "insert into coditect_shared.\"Order\" (\"userId\", \"select\") values ('%s', 'x')"
            .formatted(user),
        "insert into coditect_shared.desks values ('%s', '%s', null)".formatted(desk, user),
        "insert into coditect_shared.badges values ('%s', '%s', '%s')".formatted(badge, user, desk),
        "update coditect_shared.desks set badge_id = '%s' where id = '%s'".formatted(badge, desk));
    return comment;
  }

  private OwnJobs jobs() {
    OwnJobs jobs = OwnJobs.in(directory);
    try {
      Files.writeString(
          jobs.jobs().resolve("personal-data.yaml"), MORE_OF_THE_MAP, StandardOpenOption.APPEND);
      return jobs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          alter table coditect_shared.users add column phone text | coditect_shared.users.phone is not in the map | phone: { do: erase
          drop index coditect_shared.projects_by_owner | No index serves the foreign key projects_are_owned | create index concurrently on coditect_shared.projects (
          alter table coditect_ops.holds drop column ground | ground, and the database has not | remove "ground"
          """)
  void whatever_the_map_and_the_database_disagree_on_refuses_the_run(
      String ddl, String what, String cure) {
    UUID due = due();
    database.execute(ddl);
    OwnJobs jobs = OwnJobs.in(directory);
    try (InProcessWorker worker = InProcessWorker.start(database, jobs.variables())) {
      RunResult result = worker.run("gdpr-purge", "one", NOW, Map.of());
      assertThat(result.outcome()).isEqualTo(Ending.REFUSED);
      assertThat(result.outcome().exitCode()).isEqualTo(3);
      assertThat(result.problems())
          .singleElement()
          .satisfies(
              problem -> {
                assertThat(problem.what()).contains(what);
                assertThat(problem.cure()).contains(cure);
              });
      assertThat(worker.dryRun("gdpr-purge", NOW).outcome()).isEqualTo(Ending.REFUSED);
    }
    nothingHappened(jobs, due);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          before delete on coditect_shared.users | return null
          after delete on coditect_shared.users | insert into coditect_shared.users (id, organization_id, email, username) values (old.id, old.organization_id, 'back@example.org', 'back'); return null
          before update on coditect_ops.audit_log | return null
          before update of owner_id on coditect_shared.projects | return null
          before update of owner_id on coditect_shared.projects | new.owner_id := old.owner_id; return new
          """)
  void a_trigger_that_keeps_or_brings_back_what_was_erased_fails_the_run_and_nothing_is_committed(
      String when, String what) {
    UUID due = due();
    database.execute(
        "create function public.zz() returns trigger language plpgsql security definer as $$ begin "
            + what
            + "; end $$",
        "create trigger zz " + when + " for each row execute function public.zz()");
    // Whatever somebody has said of it, what it does is seen.
    OwnJobs jobs =
        OwnJobs.in(directory)
            .edit(
                "personal-data.yaml",
                "(?m)^  " + when.replaceFirst(".* on ", "").replace(".", "\\.") + ":$",
                "$0\n    triggers: { zz: { effect: harmless, reason: \"it counts\" } }");
    try (InProcessWorker worker = InProcessWorker.start(database, jobs.variables())) {
      RunResult result = worker.run("gdpr-purge", "one", NOW, Map.of());
      assertThat(result.outcome()).isEqualTo(Ending.FAILED);
      assertThat(result.problems()).isNotEmpty();
      assertThat(result.changed().byKind()).isEmpty();
    }
    nothingHappened(jobs, due);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          do: erase | do: erasee | Did you mean "erase"?
          coditect_shared.users: | coditect_shared.usres: | Did you mean "coditect_shared.usres"?
          how: reassign | how: inherit | reassign
          """)
  void a_map_with_a_typo_does_not_start(String good, String bad, String cure) {
    OwnJobs jobs =
        OwnJobs.in(directory).edit("personal-data.yaml", "(?m)^(  .*)" + good, "$1" + bad);
    Throwable thrown =
        catchThrowable(() -> InProcessWorker.start(database, jobs.variables()).close());
    while (thrown != null && !(thrown instanceof ProblemsException)) {
      thrown = thrown.getCause();
    }
    assertThat(thrown).isInstanceOf(ProblemsException.class);
    assertThat(((ProblemsException) thrown).problems())
        .anySatisfy(problem -> assertThat(problem.cure()).contains(cure));
  }

  private UUID due() {
    UUID tenant = tenants.organization("FREE");
    tenants.user(tenant, "OWNER", null);
    UUID due = tenants.user(tenant, "MEMBER", LONG_AGO);
    tenants.project(tenant, due);
    jdbc.sql(
            "insert into coditect_ops.audit_log (run_id, table_name, row_id, organization_id,"
                + " action, changed_columns) values (gen_random_uuid(), 'users', ?, ?, 'update',"
                + " '{license_id}')")
        .params(due, tenant)
        .update();
    return due;
  }

  private void nothingHappened(OwnJobs jobs, UUID due) {
    assertThat(tenants.users()).contains(due);
    assertThat(
            tenants.count(
                "select count(*) from coditect_shared.projects where owner_id = '" + due + "'"))
        .isEqualTo(1);
    assertThat(
            tenants.count(
                "select count(*) from coditect_ops.audit_log where row_id = '" + due + "'"))
        .isEqualTo(1);
    assertThat(tenants.count("select count(*) from coditect_ops.audit_log")).isEqualTo(1);
    assertThat(tenants.count("select count(*) from coditect_ops.erasures")).isZero();
    assertThat(jobs.ledgerFiles()).isEmpty();
  }
}
