package ai.coditect.ops.privacy.effect;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.privacy.PrivacyDoor;
import ai.coditect.ops.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What a schema does by itself, read as the worker: what is told, what is not, and the cures. */
class SideEffectsIT {
  private static final Pattern STATEMENT = Pattern.compile("(?:alter|drop) [^;]*;");

  private static final Pattern WANTED = Pattern.compile("foreign-keys: \\{ (.* \\}) \\}$");

  private static LocalPostgres.Database database;

  @TempDir Path directory;
  private Connection connection;

  @BeforeAll
  static void migrate() {
    database = LocalPostgres.shared().migrated();
  }

  @BeforeEach
  void begin() throws SQLException {
    connection = database.asSuperuser().getConnection();
    connection.setAutoCommit(false);
  }

  /** What a test did to the schema was never committed. */
  @AfterEach
  void rollback() throws SQLException {
    connection.rollback();
    connection.close();
  }

  @Test
  void the_reference_schema_does_nothing_beside_the_map() {
    assertThat(problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          create table public.badges (user_id uuid references coditect_shared.users (id) on delete cascade) | ON DELETE CASCADE acts beside the map: with rows of coditect_shared.users the foreign key badges_user_id_fkey deletes rows of public.badges.
          create table public.badges (user_id uuid references coditect_shared.users (id) on delete set null deferrable initially deferred) | ON DELETE SET NULL acts beside the map: with rows of coditect_shared.users the foreign key badges_user_id_fkey changes rows of public.badges.
          create table public.badges (o uuid, u uuid default null, foreign key (o, u) references coditect_shared.users (organization_id, id) on delete set default) | ON DELETE SET DEFAULT acts beside the map: with rows of coditect_shared.users the foreign key badges_o_u_fkey changes rows of public.badges.
          create schema "Bill ing"; create table "Bill ing"."my-Bills" ("User Id" uuid constraint "pays for" references coditect_shared.users (id) on delete cascade) | ON DELETE CASCADE acts beside the map: with rows of coditect_shared.users the foreign key "pays for" deletes rows of "Bill ing"."my-Bills".
          create table public.builds (project_id uuid references coditect_shared.projects (id) on delete cascade) | with rows of coditect_shared.projects the foreign key builds_project_id_fkey deletes rows of public.builds.
          create table public.seats (license_id uuid references coditect_shared.licenses (id) on delete set null) | with rows of coditect_shared.licenses the foreign key seats_license_id_fkey changes rows of public.seats.
          create table public.notes (event_id text references coditect_ops.license_changes (event_id) on delete cascade) | with rows of coditect_ops.license_changes the foreign key notes_event_id_fkey deletes rows of public.notes.
          alter table coditect_shared.users add column manager_id uuid references coditect_shared.users (id) on delete cascade | with rows of coditect_shared.users the foreign key users_manager_id_fkey deletes rows of coditect_shared.users.
          alter table coditect_shared.projects add column reviewer_id uuid references coditect_shared.users (id) on delete cascade | with rows of coditect_shared.users the foreign key projects_reviewer_id_fkey deletes rows of coditect_shared.projects.
          alter table coditect_shared.projects add column fork_of uuid references coditect_shared.projects (id) on delete set null | with rows of coditect_shared.projects the foreign key projects_fork_of_fkey changes rows of coditect_shared.projects.
          create table coditect_shared.more () inherits (coditect_shared.projects); alter table coditect_shared.more add constraint follows foreign key (id) references coditect_shared.projects (id) on delete cascade | with rows of coditect_shared.projects the foreign key follows deletes rows of coditect_shared.more.
          create unique index on coditect_shared.projects (id, owner_id); create table public.owners (p uuid, o uuid, foreign key (p, o) references coditect_shared.projects (id, owner_id) on update cascade) | ON UPDATE CASCADE acts beside the map: where a column of coditect_shared.projects is anonymised the foreign key owners_p_o_fkey changes rows of public.owners.
          create rule "Keep it" as on delete to coditect_shared.users do instead nothing | A rule acts beside the map: "Keep it" rewrites deletions of coditect_shared.users.
          create rule follow as on update to coditect_shared.projects do also select 1 | A rule acts beside the map: follow rewrites updates of coditect_shared.projects.
          create table public.more (extra text) inherits (coditect_shared.projects) | Erasure cannot take all rows of a table: coditect_shared.projects is inherited by public.more.
          create table public.more () inherits (coditect_shared.projects); create table public.most (extra text) inherits (public.more) | Erasure cannot take all rows of a table: coditect_shared.projects is inherited by public.most.
          create table public.other (id uuid not null); create table public.more () inherits (coditect_shared.projects, public.other) | Erasure cannot take all rows of a table: coditect_shared.projects is inherited by public.more.
          drop table coditect_shared.projects; create materialized view coditect_shared.projects as select 1 as id; grant all on coditect_shared.projects to coditect_system | Erasure cannot take all rows of a table: coditect_shared.projects is a materialized view.
          create table public.base (slug text not null); alter table coditect_shared.projects inherit public.base | Erasure cannot take all rows of a table: coditect_shared.projects inherits from public.base.
          """)
  void what_acts_beside_the_map_is_told_and_its_cure_ends_it(String ddl, String what) {
    execute(ddl);
    assertThat(problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).endsWith(what);
              execute(statementOf(problem));
            });
    assertThat(problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // It can only keep a row from going.
        "create table public.badges (user_id uuid references coditect_shared.users (id))",
        "create table public.badges (user_id uuid references coditect_shared.users (id) on delete restrict)",
        // The map leads over it, and unties or takes the rows before.
        "alter table coditect_shared.projects drop constraint projects_are_owned_within_their_organization,"
            + " add foreign key (organization_id, owner_id) references coditect_shared.users (organization_id, id) on delete cascade",
        // What its organization has is taken first.
        "alter table coditect_shared.projects drop constraint projects_organization_id_fkey,"
            + " add foreign key (organization_id) references coditect_shared.organizations (id) on delete cascade",
        // Nothing of these tables is deleted.
        "create table public.notes (run uuid references coditect_ops.runs (id) on delete cascade)",
        "create rule follow as on insert to coditect_shared.users do also select 1",
        "create rule follow as on delete to coditect_shared.users do also select 1;"
            + " alter table coditect_shared.users disable rule follow"
      })
  void what_the_map_covers_or_only_keeps_rows_is_not(String ddl) {
    execute(ddl);
    assertThat(problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          before delete on coditect_shared.users for each row | deletes
          after delete on coditect_shared.licenses for each statement | deletes
          after update on coditect_shared.projects for each row | changes
          after delete or update on coditect_shared.projects for each row | deletes
          before update of owner_id, name on coditect_shared.projects for each row | changes
          after update on coditect_ops.audit_log for each row | changes
          after delete on coditect_ops.license_stages for each row | deletes
          """)
  void a_trigger_that_erasure_wakes_is_told(String when, String does) {
    trigger("public", "zz", when);
    assertThat(problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what())
                  .startsWith(
                      "A trigger acts beside the map: zz runs public.zz() when erasure " + does);
              execute(statementOf(problem));
            });
    assertThat(problems()).isEmpty();
  }

  @Test
  void a_constraint_trigger_is_one_too() {
    execute(
        "create function public.zz() returns trigger language plpgsql as 'begin return null; end'",
        "create constraint trigger zz after delete on coditect_shared.users"
            + " deferrable initially deferred for each row execute function public.zz()");
    assertThat(problems()).extracting(Problem::what).singleElement().asString().contains("zz runs");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          public | after insert on coditect_shared.users for each row |
          public | after update on coditect_shared.users for each row |
          public | after update of name, status on coditect_shared.projects for each row |
          public | after update on coditect_shared.licenses for each row |
          public | after delete on coditect_ops.runs for each row |
          public | before delete on coditect_shared.users for each row | alter table coditect_shared.users disable trigger zz
          public | before delete on coditect_shared.users for each row | alter table coditect_shared.users enable replica trigger zz
          coditect_ops | before delete on coditect_shared.users for each row |
          """)
  void a_trigger_that_is_asleep_or_ours_is_not(String schema, String when, String more) {
    trigger(schema, "zz", when);
    if (more != null) {
      execute(more);
    }
    assertThat(problems()).isEmpty();
  }

  @Test
  void what_somebody_has_looked_at_is_harmless_under_the_line_that_was_printed()
      throws IOException {
    String name = "Audit-it \"now\"";
    trigger(
        "public", "\"Audit-it \"\"now\"\"\"", "after delete on coditect_shared.users for each row");
    Matcher line =
        Pattern.compile("under (\\S+): (triggers: \\{.*? \\} \\}) — ")
            .matcher(problems().get(0).cure());
    assertThat(line.find()).isTrue();
    String map = Files.readString(Path.of("jobs/personal-data.yaml"));
    Files.writeString(
        directory.resolve("personal-data.yaml"),
        map.replace(
            "\n  " + line.group(1) + ":\n",
            "\n  " + line.group(1) + ":\n    " + line.group(2) + "\n"));
    assertThat(problems(Optional.of(directory))).isEmpty();

    execute("drop trigger \"Audit-it \"\"now\"\"\" on coditect_shared.users");
    assertThat(problems(Optional.of(directory)))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.what())
                    .contains(name.replace("\"", "\\\""))
                    .contains("is not there"));
  }

  @Test
  void a_partitioned_table_is_one_and_what_acts_on_a_partition_acts_on_it() {
    partitionProjects();
    assertThat(problems()).isEmpty();
    trigger("public", "zz", "before delete on coditect_shared.projects_0 for each row");
    assertThat(problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what())
                  .contains("zz runs public.zz() when erasure deletes rows of")
                  .endsWith("coditect_shared.projects_0, and nobody has said what it does.");
              execute(statementOf(problem));
            });
    assertThat(problems()).isEmpty();
    execute(
        "alter table coditect_shared.projects_1 add unique (id, organization_id)",
        "create table public.builds (project_id uuid, organization_id uuid, foreign key (project_id,"
            + " organization_id) references coditect_shared.projects_1 (id, organization_id) on delete cascade)");
    assertThat(problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).contains("with rows of coditect_shared.projects ");
              execute(statementOf(problem));
            });
    assertThat(problems()).isEmpty();
  }

  @Test
  void a_partition_that_is_elsewhere_is_refused() {
    partitionProjects();
    execute(
        "alter table coditect_shared.projects detach partition coditect_shared.projects_1",
        "create foreign data wrapper nothing",
        "create server nowhere foreign data wrapper nothing",
        "create foreign table public.far partition of coditect_shared.projects"
            + " for values with (modulus 2, remainder 1) server nowhere");
    assertThat(problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what())
                  .isEqualTo(
                      "Erasure cannot take all rows of a table: coditect_shared.projects has the"
                          + " partition public.far, which is a foreign table.");
              execute(statementOf(problem));
            });
    assertThat(problems()).isEmpty();
  }

  private void partitionProjects() {
    execute(
        "drop table coditect_shared.projects",
        "create table coditect_shared.projects (id uuid, organization_id uuid, owner_id uuid)"
            + " partition by hash (organization_id)",
        "create table coditect_shared.projects_0 partition of coditect_shared.projects"
            + " for values with (modulus 2, remainder 0)",
        "create table coditect_shared.projects_1 partition of coditect_shared.projects"
            + " for values with (modulus 2, remainder 1)",
        "grant select, update, delete on coditect_shared.projects to coditect_system");
  }

  @Test
  void an_effect_that_the_map_wants_is_none_beside_it() throws IOException {
    execute(
        "create table coditect_shared.notes (id uuid primary key, author uuid references"
            + " coditect_shared.users (id), seen_by uuid constraint seen references"
            + " coditect_shared.users (id) on delete cascade, answers uuid constraint thread references"
            + " coditect_shared.notes (id) on delete set null)",
        "grant select, update, delete on coditect_shared.notes to coditect_system");
    String tags = "category: content, purpose: notes, provided: true, export: [ access ] }";
    String notes =
        "\n  coditect_shared.notes:\n    rows: erase\n    subject: author -> coditect_shared.users.id\n"
            + "    columns: { author: { do: erase, "
            + tags
            + " }\n    not-personal: [ id, seen_by, answers ]\n";
    String map = Files.readString(Path.of("jobs/personal-data.yaml"));
    Path own = directory.resolve("personal-data.yaml");
    Files.writeString(own, map + notes);
    List<Problem> problems = problems(Optional.of(directory));
    assertThat(problems)
        .extracting(Problem::what)
        .satisfiesExactly(
            one -> assertThat(one).contains("ON DELETE CASCADE", "foreign key seen"),
            two -> assertThat(two).contains("ON DELETE SET NULL", "foreign key thread"));
    String wanted =
        problems.stream()
            .map(problem -> WANTED.matcher(problem.cure()))
            .filter(Matcher::find)
            .map(line -> "      " + line.group(1) + "\n")
            .reduce("    foreign-keys:\n", String::concat);
    Files.writeString(own, map + notes + wanted);
    assertThat(problems(Optional.of(directory))).isEmpty();

    execute(
        "alter table coditect_shared.notes drop constraint seen, drop constraint thread,"
            + " add constraint thread foreign key (answers) references coditect_shared.notes (id) on delete cascade");
    assertThat(problems(Optional.of(directory)))
        .extracting(Problem::what)
        .containsExactly(
            "ON DELETE CASCADE acts beside the map: with rows of coditect_shared.notes the foreign key"
                + " thread deletes rows of coditect_shared.notes.",
            "The map wants ON DELETE CASCADE of the foreign key \"seen\", and there is none.",
            "The map wants ON DELETE SET NULL of the foreign key \"thread\", and there is none.");
  }

  @Test
  void a_server_that_counts_nothing_is_refused() {
    execute("set local track_counts = off");
    assertThat(problems())
        .extracting(Problem::what)
        .singleElement()
        .asString()
        .contains("track_counts is off");
  }

  private void trigger(String schema, String name, String when) {
    execute(
        "create function "
            + schema
            + ".zz() returns trigger language plpgsql as 'begin return null; end'",
        "create trigger " + name + " " + when + " execute function " + schema + ".zz()");
  }

  private static String statementOf(Problem problem) {
    Matcher statement = STATEMENT.matcher(problem.cure());
    assertThat(statement.find()).as(problem.cure()).isTrue();
    return statement.group();
  }

  private List<Problem> problems() {
    return problems(Optional.empty());
  }

  private List<Problem> problems(Optional<Path> jobs) {
    execute("set local role " + LocalPostgres.WORKER);
    JdbcClient worker = JdbcClient.create(new SingleConnectionDataSource(connection, true));
    List<Problem> problems =
        new SideEffects(
                PrivacyDoor.mapped(jobs, worker),
                new SchemaEffectStore(worker),
                new WriteStore(worker),
                new RefreshStore(worker))
            .problems();
    execute("reset role");
    return problems;
  }

  private void execute(String... statements) {
    try (var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
