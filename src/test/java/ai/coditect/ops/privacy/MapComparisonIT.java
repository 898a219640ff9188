package ai.coditect.ops.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The shipped map and the migrated schema, read as the worker; then every way to drift apart. */
final class MapComparisonIT {
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();

  @Test
  void the_shipped_map_names_every_column_of_the_migrated_schema() {
    assertThat(problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          create table coditect_shared.notes (id uuid, user_id uuid references coditect_shared.users (id)) | The table coditect_shared.notes is not in the map of personal data. | subject: user_id -> coditect_shared.users.id
          create table coditect_shared.plain (id uuid) | The table coditect_shared.plain is not in the map of personal data. | coditect_shared.plain: { not-personal: [ id ] }
          alter table coditect_shared.users add column phone text | The column coditect_shared.users.phone is not in the map of personal data. | phone: { do: erase, category: contact
          alter table coditect_shared.users add column manager_id uuid references coditect_shared.users (id) | The column coditect_shared.users.manager_id is not in the map of personal data. | Add under "also": { subject: manager_id -> coditect_shared.users.id, do: anonymise, how: clear } and under "columns": manager_id: { do: also
          alter table coditect_shared.licenses add column holder text | The column coditect_shared.licenses.holder is not in the map of personal data. | Add holder to "not-personal"
          alter table coditect_shared.users drop column full_name | The map has the column coditect_shared.users.full_name, and the database has not. | otherwise remove "full_name"
          alter table coditect_shared.users rename column email to e_mail | The map has the column coditect_shared.users.email, and the database has not. | Did you mean "e_mail"?
          alter table coditect_shared.projects rename to project | The map has the table coditect_shared.projects, and the database has not. | Did you mean "coditect_shared.project"?
          alter table coditect_shared.projects rename column owner_id to owned_by | A path goes over the column owner_id, which is not there. | Known here
          create materialized view coditect_shared.people as select email from coditect_shared.users | The table coditect_shared.people is not in the map of personal data. | drop materialized view coditect_shared."people"
          """)
  void a_drift_is_named_with_its_line(String ddl, String what, String cure) {
    database.execute(ddl);
    assertThat(problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.what()).isEqualTo(what);
              assertThat(problem.cure()).contains(cure);
              assertThat(problem.where()).startsWith("jobs/personal-data.yaml");
            });
  }

  /** Whatever is proposed, the reader and the comparison take it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          user_id uuid not null references coditect_shared.users (id), body text | 1 | rows: erase, subject: user_id
          approved_by uuid references coditect_shared.users (id), body text not null, at date | 1 | rows: keep, subject: approved_by
          approved_by uuid not null references coditect_shared.users (id), email text, at date | 1 | rows: keep, subject: approved_by
          author_id uuid not null references coditect_shared.users (id), assignee_id uuid references coditect_shared.users (id) | 1 | rows: erase, subject: author_id -> coditect_shared.users.id, also: [ { subject: assignee_id
          follower_id uuid not null references coditect_shared.users (id), followed_id uuid not null references coditect_shared.users (id) | 2 | rows: keep, subject: follower_id -> coditect_shared.users.id, also: [ { subject: followed_id
          user_id uuid references coditect_shared.users (id), owner_id uuid references coditect_shared.users (id), email text | 2 | rows: erase, subject: owner_id
          """)
  void what_is_proposed_for_a_table_is_taken_and_open_where_it_is_a_choice(
      String columns, int choices, String one, @TempDir Path own) throws IOException {
    database.execute("create table coditect_shared.notes (id uuid primary key, " + columns + ")");
    Pattern.compile("(\\w+) uuid (?:not null )?references")
        .matcher(columns)
        .results()
        .forEach(
            each ->
                database.execute("create index on coditect_shared.notes (" + each.group(1) + ")"));
    Problem problem = problems().get(0);
    List<String> lines =
        Pattern.compile(
                "coditect_shared\\.notes: \\{ rows.*?\\} \\}(?: \\}|, not-personal: \\[[^\\]]*\\] \\})?(?= — or|$)")
            .matcher(problem.cure())
            .results()
            .map(each -> each.group())
            .toList();
    assertThat(lines).as(problem.cure()).hasSize(choices).anyMatch(line -> line.contains(one));
    assertThat(lines).noneMatch(line -> line.matches(".*not-personal: \\[[^\\]]*email.*"));
    for (String line : lines) {
      Files.writeString(
          own.resolve("personal-data.yaml"),
          Files.readString(Path.of("jobs/personal-data.yaml")) + "\n  " + line + "\n");
      assertThat(
              PrivacyDoor.mapped(
                      Optional.of(own), JdbcClient.create(database.as(LocalPostgres.WORKER)))
                  .problems())
          .as(line)
          .isEmpty();
    }
  }

  @Test
  void a_column_named_like_a_way_to_reach_somebody_is_never_called_not_personal() {
    database.execute(
        "create table coditect_shared.signups (id uuid, e_mail text, ip_address inet, organization_id uuid)",
        "alter table coditect_shared.licenses add column contact_email text");
    assertThat(problems())
        .hasSize(2)
        .allSatisfy(
            problem ->
                assertThat(problem.cure())
                    .contains("named like a way to reach somebody", "category: contact")
                    .doesNotContain("not-personal"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          also: [ { subject: b -> coditect_shared.users.id, do: anonymise, how: pseudonym } ] | has a foreign key
          also: [ { subject: n -> coditect_shared.users.id, do: anonymise, how: clear } ]     | may not be null
          also: [ { subject: l -> coditect_shared.users.id, do: anonymise, how: clear } ]     | type uuid
          also: [ { subject: "b[] -> coditect_shared.users.id", do: anonymise, how: remove } ] | type uuid[] or jsonb
          also: [ { subject: t.x -> coditect_shared.users.id, do: anonymise, how: remove } ]  | type jsonb
          also: [ { subject: b -> coditect_shared.users.id, do: set, to: nobody } ]           | not of its type, uuid
          also: [ { subject: gone -> coditect_shared.users.id, do: anonymise, how: clear } ]  | is not there
          """)
  void who_else_stands_in_a_row_fits_the_column_they_stand_in(
      String also, String said, @TempDir Path own) throws IOException {
    database.execute(
        "create table coditect_shared.notes (a uuid references coditect_shared.users (id), b uuid references"
            + " coditect_shared.users (id), n uuid not null, l uuid[], t text)",
        "create index on coditect_shared.notes (a)",
        "create index on coditect_shared.notes (b)");
    String column = also.replaceFirst(".*subject: \"?(\\w+).*", "$1");
    StringBuilder columns = new StringBuilder();
    for (String each : List.of("a", "b", "n", "l", "t", "gone")) {
      boolean wanted = !each.equals("gone") || column.equals("gone");
      if (wanted) {
        columns
            .append(each)
            .append(": { do: ")
            .append(each.equals(column) && !each.equals("t") ? "also" : "erase")
            .append(", category: content, purpose: p, provided: false, export: [ ] }, ");
      }
    }
    Files.writeString(
        own.resolve("personal-data.yaml"),
        Files.readString(Path.of("jobs/personal-data.yaml"))
            + "\n  coditect_shared.notes: { rows: erase, subject: a -> coditect_shared.users.id, "
            + also
            + ", columns: { "
            + columns
            + "} }\n");
    assertThat(
            PrivacyDoor.mapped(
                    Optional.of(own), JdbcClient.create(database.as(LocalPostgres.WORKER)))
                .problems())
        .anySatisfy(problem -> assertThat(problem.what() + " " + problem.cure()).contains(said));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create table coditect_shared.\"my.notes\" (id uuid)",
        "create table coditect_shared.\"my -> \"\"notes\"\"\" (id uuid)",
        "create table coditect_shared.notes (\"Straße \" text)"
      })
  void a_name_that_the_map_cannot_say_is_cured_by_the_statement_it_prints(
      String ddl, @TempDir Path own) throws IOException {
    database.execute(ddl);
    List<Problem> unsayable = problems();
    assertThat(unsayable)
        .isNotEmpty()
        .allSatisfy(problem -> assertThat(problem.what()).startsWith("Name not sayable"));
    unsayable.forEach(problem -> database.execute(problem.cure()));
    // And then the line that is printed is one that the reader takes.
    Matcher line =
        Pattern.compile("under \"tables\": (\\S+: \\{ not-personal: \\[ [^\\]]* \\] \\})")
            .matcher(problems().get(0).cure());
    assertThat(line.find()).isTrue();
    Files.writeString(
        own.resolve("personal-data.yaml"),
        Files.readString(Path.of("jobs/personal-data.yaml")) + "\n  " + line.group(1) + "\n");
    assertThat(
            PrivacyDoor.mapped(
                    Optional.of(own), JdbcClient.create(database.as(LocalPostgres.WORKER)))
                .problems())
        .isEmpty();
  }

  @Test
  void a_foreign_key_without_an_index_is_cured_by_the_statement_it_prints() {
    database.execute("drop index coditect_shared.projects_by_owner");
    assertThat(problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).contains("projects_are_owned_within_their_organization");
              database.execute(problem.cure());
            });
    assertThat(problems()).isEmpty();
  }

  @Test
  void a_column_that_is_to_be_cleared_and_may_not_be_null_is_cured_by_the_statement_it_prints() {
    database.execute("alter table coditect_ops.erasure_requests alter column user_id set not null");
    assertThat(problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).contains("is to be cleared and may not be null");
              database.execute(problem.cure());
            });
    assertThat(problems()).isEmpty();
  }

  @Test
  void a_database_without_tables_is_told_once_to_migrate() {
    assertThat(problems(LocalPostgres.shared().empty()))
        .singleElement()
        .satisfies(problem -> assertThat(problem.cure()).isEqualTo("Run migrate."));
  }

  @Test
  void keys_that_cannot_work_are_cured_by_the_statements_they_print(@TempDir Path own)
      throws IOException {
    database.execute(
        "create table coditect_shared.notes (id uuid primary key, organization_id uuid not null,"
            + " author_id uuid constraint written_by references coditect_shared.users (id),"
            + " parent_id uuid, first_id uuid not null constraint begun_by references"
            + " coditect_shared.notes (id) on delete set null, unique (organization_id, id),"
            + " constraint answers foreign key (organization_id, parent_id) references"
            + " coditect_shared.notes (organization_id, id) on delete set null)",
        "create index on coditect_shared.notes (author_id)",
        "create index on coditect_shared.notes (organization_id, parent_id)",
        "create index on coditect_shared.notes (first_id)");
    Files.writeString(
        own.resolve("personal-data.yaml"),
        Files.readString(Path.of("jobs/personal-data.yaml"))
            + "\n  coditect_shared.notes:\n    rows: keep\n"
            + "    subject: author_id -> coditect_shared.users.id\n"
            + "    organization: organization_id -> coditect_shared.organizations.id\n"
            + "    foreign-keys: { answers: { on-delete: set-null, reason: It stays. },"
            + " begun_by: { on-delete: set-null, reason: It stays. } }\n"
            + "    columns: { author_id: { do: anonymise, how: pseudonym, category: content,"
            + " purpose: work, provided: true, export: [ access ] } }\n"
            + "    not-personal: [ id, organization_id, parent_id, first_id ]\n");
    MappedDatabase mapped =
        PrivacyDoor.mapped(Optional.of(own), JdbcClient.create(database.as(LocalPostgres.WORKER)));
    List<Problem> found = mapped.problems();
    assertThat(found)
        .extracting(problem -> problem.what().replaceFirst(":.*", ""))
        .containsExactlyInAnyOrder(
            "ON DELETE SET NULL cannot be wanted of the foreign key answers",
            "ON DELETE SET NULL cannot be wanted of the foreign key begun_by",
            "The column author_id cannot hold a pseudonym");
    found.forEach(
        problem ->
            database.execute(problem.cure().substring(problem.cure().indexOf("alter table "))));
    assertThat(mapped.problems()).isEmpty();
  }

  @Test
  void tables_of_the_backend_need_no_history() {
    database.execute("drop table coditect_ops.flyway_tenant_history");
    assertThat(problems()).isEmpty();
  }

  private List<Problem> problems() {
    return problems(database);
  }

  private static List<Problem> problems(LocalPostgres.Database database) {
    JdbcClient worker = JdbcClient.create(database.as(LocalPostgres.WORKER));
    PersonalDataMap map = PersonalDataReader.read(PersonalDataFile.in(Optional.empty()));
    return new MapComparison(map, new CatalogueStore(worker).read(map.schemas())).problems();
  }
}
