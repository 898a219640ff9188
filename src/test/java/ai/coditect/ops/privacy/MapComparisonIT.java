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
          alter table coditect_shared.users add column phone text | The column coditect_shared.users.phone is not in the map of personal data. | phone: { do: erase, category: identity
          alter table coditect_shared.licenses add column holder text | The column coditect_shared.licenses.holder is not in the map of personal data. | Add holder to "not-personal"
          alter table coditect_shared.users drop column full_name | The map has the column coditect_shared.users.full_name, and the database has not. | otherwise remove "full_name"
          alter table coditect_shared.users rename column email to e_mail | The map has the column coditect_shared.users.email, and the database has not. | Did you mean "e_mail"?
          alter table coditect_shared.projects rename to project | The map has the table coditect_shared.projects, and the database has not. | Did you mean "coditect_shared.project"?
          alter table coditect_shared.projects rename column owner_id to owned_by | A path goes over the column owner_id, which is not there. | Known here
          create materialized view coditect_shared.people as select email from coditect_shared.users | The table coditect_shared.people is not in the map of personal data. | coditect_shared.people
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
    return new MapComparison(map, new CatalogueStore(worker).read()).problems();
  }
}
